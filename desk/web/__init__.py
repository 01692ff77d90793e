"""The web desk (Django): settings, access, pages.

access       who may see what: the profile of a user, the audit of views, failed logins
apps         the Django application
forms        what a person may fill in
middleware   language, content security policy, first password
models       users' profiles, views of dossiers, failed logins
pages        the pages: risk list, dossier, source row, run report
settings     the settings, made for one run's folder
signin       login with a limit on failures
urls         addresses
words        the words for codes: patterns, typologies, links, kinds of hops
"""

"""The web desk (Django): settings, access, pages.

access       who may see what, the audit of views, the limit on failed logins
area_page    counts by unit, line of work and region, nobody named
apps         the Django application
findings     a finding made ready for the page
judging_page judgements about a match, and the form to say or take back one
identity     the match behind a finding made ready for the page
forms        what a person may fill in
middleware   language, content security policy, first password
models       users' profiles, views of dossiers, failed logins
pages        the pages: risk list, dossier, source row, run report
reconcile    the reconciliation endpoint for OpenRefine
runs         the run report as tables of a page
settings     the settings, made for one run's folder
shown_run    the run that this desk shows
signin       login with a limit on failures
urls         addresses
words        the words for codes: patterns, typologies, links, kinds of hops
"""

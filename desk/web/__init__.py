"""The web desk (Django): settings, access, pages.

access       who may see what, the audit of views, the limit on failed logins
area_page    counts by unit, line of work and region, nobody named
apps         the Django application
bulk_page    many leads adopted or assigned at once
case_states  where the leads of the list stand in case work
changes_words the changes of the last scored run in words
dossier_blocks a dossier as the blocks of a document
dossier_page the dossier of an official, its print view
findings     a finding made ready for the page
kept         saved views, the day a finding was first listed, first views before the score
life         what is known of an official over time
list_page    the risk list, its changes, saved views
listings     the risk list as one kind of viewer sees it, kept ready
export_page  list and dossier as files, names only with a second person's yes
judging_page judgements about a match, and the form to say or take back one
identity     the match behind a finding made ready for the page
forms        what a person may fill in
middleware   language, content security policy, first password
models       users' profiles, views of dossiers, failed logins
pages        first page, run report, purpose, what is said when a page cannot be shown
reconcile    the reconciliation endpoint for OpenRefine
runs         the run report as tables of a page
settings     the settings, made for one run's folder
shown_run    the run that this desk shows
source_page  the row, the words or the page behind a fact
signin       login with a limit on failures
urls         addresses
words        the words for codes: patterns, typologies, links, kinds of hops
"""

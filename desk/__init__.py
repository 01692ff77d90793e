"""The application: the `qinqing` command, the pipeline joined, the web desk.

cli         the command `qinqing`: world, run, risks, explain, read, serve
pipeline    the five stages of a run, joined, resumable
reads       which tables of the earlier stages each stage reads
publish     the result tables of a finished run, put into its folder
rules_cli   the commands `qinqing rules …`
ticket      the purpose ticket (目的单) of a matching run
audit_cli   the commands `qinqing audit …`
tampering   result files that are not what the run report says
runlock     one run at a time in one folder
explain     one official's leads as text, with evidence and what would clear him
reading     one text read: spans in colour, events with status, what resolved to what
clearance   a run as it would stand had there been no complaint
results     a finished run as the desk reads it, through the viewer's access
listing     the risk list filtered and sorted, columns of numbers made once for a run
changed     what the last scored run changed, as a viewer may be told of it
list_export the list as a spreadsheet, names only with a second person's yes
official_rows the rows of the rosters about one official
timeline    a life on one axis, drawn as SVG, with the rows of a table
dossier_document a dossier as a Word document
page_image  the page of a document as a picture, the words of a fact framed
source_row  the very row or words that a fact comes from
pathdrawing a finding's path drawn as SVG, the weakest link marked
waterfall   how a match comes about, drawn as SVG
checks_cli     the commands `qinqing checks …`
clues_cli      the commands `qinqing clues …`
checking       rounds of checks on a finished run: drawn, answered, learnt from
difference     why did this appear today: two runs compared finding by finding
history        what the last scored run looked like
scoring        the nightly job: run, changes, logs
areas          counts by unit, line of work and region for a viewer
identity_cli   the commands `qinqing identity …`
identity_check one person against the registers of a run, as text
asked       somebody asked for, from what a person typed
judging     what persons say about identity, from a run's keys to the record
reconciliation answers of the reconciliation API: persons and companies of a run's registers
identity_rows  the matches of an official as a run publishes them
opened      Django configured for the folder of a run
accounts    users' accounts from the command line, the first ones of a desk
serve       the web desk on this machine: the server
web         the web desk (Django): pages, access, settings
picture     the graph picture: surroundings of a node, paths, drawing, exports
words       texts of the command line in Chinese and English
"""

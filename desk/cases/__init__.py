"""Case work (案件办理): clues, ledger, disposal, clocks, clearing. People decide here.

codes        the words people choose from, from ``law/codes.yaml``
machine      where a clue stands and what may be done next, from ``law/steps.yaml``
workdays     working days and legal days off
clocks       time limits, from ``law/clocks.yaml``
models       ledger entry, matters, steps
numbering    item numbers without gaps
superior     persons of whom this organ keeps nothing
taking       clues written down and stepped, one transaction a step
visible      which clues a user may see
assigning    whom a clue can be given to; recusal
dispositions what was decided, written into the case folder for the next run
exporting    that table written as soon as a closing is committed
due          what is due, for whom
figures      figures without names, feedback by quarter
told         a clue's history and matters in words
forms        what a person fills in
pages        list, one clue, what is due
adopt_page   a lead becomes a clue
intake_page  taking clues in by hand
ledger_page  the ledger with hand-overs, feedback, figures
apps         the Django application
urls         addresses
"""

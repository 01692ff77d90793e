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
apps         the Django application
urls         addresses
"""

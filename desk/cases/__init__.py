"""Case work (案件办理): clues, ledger, disposal, clocks, clearing. People decide here.

codes        the words people choose from, from ``law/codes.yaml``
machine      where a clue stands and what may be done next, from ``law/steps.yaml``
workdays     working days and legal days off
clocks       time limits, from ``law/clocks.yaml``
apps         the Django application
urls         addresses
"""

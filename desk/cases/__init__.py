"""Case work (案件办理): clues, ledger, disposal, clocks, clearing. People decide here.

apps         the Django application
urls         addresses
"""

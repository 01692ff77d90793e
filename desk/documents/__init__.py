"""Documents filled from a case (文书), from templates that an office can edit.

apps         the Django application
urls         addresses
"""

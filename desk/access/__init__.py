"""Who may do what in the desk, and the trace of it (权限与留痕).

roles        roles and their capabilities, from ``roles.yaml``
permit       the door of every page: what a view asks for
audit        the hash-chained audit trail: write, verify
append_only  the migration step that makes a table append-only
tickets      purpose tickets: made, approved by another, chosen; the guard of named persons
four_eyes    steps that need a second person's yes
sealed       the sealed complaint zone: clearance of a handler for one clue
recusal      who is near to the handler himself
trail        the audit trail filtered and written out
audit_page   the auditor's page
second_factor codes of an authenticator app, recovery codes
factor_pages the pages of the second factor
approval_pages requests for a second person's yes, and their decision
sealed_pages the custodian's pages
account_pages the administrator's pages
oidc_settings single sign-on as an office switches it on
oidc         single sign-on to an account that is there
ticket_page  the page of purpose tickets
models       the audit trail's table, tickets, approvals, clearances
apps         the Django application
urls         addresses
"""

"""Who may do what in the desk, and the trace of it (权限与留痕).

roles        roles and their capabilities, from ``roles.yaml``
permit       the door of every page: what a view asks for
audit        the hash-chained audit trail: write, verify
append_only  the migration step that makes a table append-only
models       the audit trail's table
apps         the Django application
urls         addresses
"""

"""Room 5 · graph and rules become the list.

schema      the tables that this room writes
"""

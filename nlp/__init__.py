"""Room 2 · texts become mentions, relations and allegations.

schema      the tables that this room writes
"""

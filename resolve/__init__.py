"""Room 3 · names and mentions become one id a person, one a company.

schema      the tables that this room writes
"""

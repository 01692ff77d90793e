"""Room 4 · entities and ties become measures as of a date, and a property graph.

schema      the tables that this room writes, and the node and edge kinds of the property graph
"""

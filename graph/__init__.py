"""Room 4 · entities and ties become measures as of a date, and a property graph.

schema          the tables that this room writes, and the node and edge kinds of the property graph
stage           the stage `graph`: all of the tables below in one call
registers       the earlier stages' tables as views; whose stake a row of the registers is
stakes          the dated stakes of an area as arrays
snapshot        the holdings as of one day, checked and ready for arithmetic; families as one holder
components      rings of companies that hold one another, in the order of the holdings
ownership       integrated ownership of natural persons, exact with rings
control         control as a least fixpoint, and dominant blocks
measures        the table `ownership`: the measures side by side
chains          chains of holdings, hop by hop, at any time
property_graph  nodes and edges as tables
problems        what could not be computed or was left out
thresholds      the numbers of measures.yaml
compiled        loops as machine code, cached
"""

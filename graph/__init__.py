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
network         networkx views for notebooks and pictures
export          the property graph for other programs: GraphML, GEXF, CSV for neo4j-admin
problems        what could not be computed or was left out
thresholds      the numbers of measures.yaml
compiled        loops as machine code, cached
project         load the property graph's tables into a store, unless they are there already
projection      which tables a property graph is made of, checked before any store sees them
store           what the program may ask of a graph database
cypher          what may be asked of either store, checked on the text of the query
embedded        the embedded store: a Ladybug file, read only, replaced whole
copying         the child process that fills a new Ladybug file
server          the server store: Neo4j 5
upload          how the graph on a server is replaced while the old one answers
open            which store a URL or a path means
"""

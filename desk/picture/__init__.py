"""The graph picture (关系图): who and what lies around a node, drawn where it stays.

index         the property graph of a run as arrays on disk, made once for each run
times         what a day says of an edge: certain, possible, impossible
sight         which nodes and edges a viewer may see, and which of them he may open
surroundings  the nodes and edges of a picture: a start, what was opened, the paths asked for
paths         the shortest simple paths between two nodes
layout        where the nodes stand; who stands does not move
search        nodes by name, never ranked
elements      nodes and edges with their words, as page, table and exports show them
drawing       the picture as SVG
graphml       the picture as GraphML
asked         the address of a picture read, checked and written; the trace of what is opened
pages         the page, and the elements that its script asks for
row_page      the row behind an edge
leaving       what leaves the desk: SVG, GraphML, labels of a PNG
words         the words in the reader's language
apps          the Django application
"""

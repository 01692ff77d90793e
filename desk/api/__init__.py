"""The API of the desk (接口): what the pages show, for programs, with the same permissions.

urls           addresses
door           who calls, whether his role may, how often, the trace of it
tokens         tokens: made, shown once, ended
models         the table of tokens
apps           the Django application
rate           how often one caller may call
problems       every error as problem+json
opened         the run through the caller's access, a lead opened under a ticket
paging         pages of a list
service        the resources put together, and the OpenAPI document
leads          the risk list
dossiers       the dossier of an official
findings       a finding as the API tells it
paths          the shortest paths between two nodes
persons        register persons inside an opened lead
companies      companies of the registers
node_tables    the tables of nodes and edges of a run, asked in SQL
match          one person described, and who in the registers it may be
reconciling    reconciliation 0.2
runs           the run: state, report, changes
dispositions   how leads were disposed of
pages          pages: one's tokens, the reference
document_rows  the OpenAPI document as rows of the reference page
"""

"""Room 5 · graph and rules become the list.

schema      the tables that this room writes
entries     what a rule, an exemption, a pattern, the weights consist of
switches    which rules bind which class and rank (law.md A.11)
pack        the rule pack: rules, exemptions, patterns, weights as data, validated on load
office      what an office says of the rules: its own file and folder
trial       one case in, what is shown out
lint        what is wrong with a pack, by file and field
rulebook    one entry of the pack in words, the table of all rules
tables      stage tables and pack in one DuckDB; the preparing SQL is in risk/sql
evaluate    shapes, exclusions, weights, set-wise
weigh       links to probability and tier
findings    the shown findings with path, rules, exemptions, bans, evidence
explain     weakest link, next check, what would clear
areas       where risk gathers: counts by unit, line and region, without any person
ranking     findings to the risk list
reconciliation declared against registered, and what complaints allege of companies
assess      what the run report tells of the scoring
stage       the entry point `score`
report      the run report of finished stages
report_page the run report as a page
"""

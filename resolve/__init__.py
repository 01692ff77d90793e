"""Room 3 · names and mentions become one id a person, one a company.

schema      the tables that this room writes
stage       the stage `resolve`: all of it, from tables to tables
rows        register rows that speak of natural persons
clusters    one natural person across companies, never two
places      names in companies, as whole numbers
ties        what may join rows of one name: masked numbers, co-holders, telephones, addresses
person_ties why rows are one person; splitting and merging
appearances every register person, and the rows that speak of him, as tables
tenure      roles and dates for and against a tie
cuts        ties that yield to facts and judgements
components  connected components of an undirected graph
contacts    telephones, addresses and seats of companies against those of subjects
companies   which company a row means
subjects    whom we look for: officials and declared relatives
candidates  candidate pairs by name and ID token, and how their numbers agree
slips       candidates whose names are spelled otherwise
pairs       everything that can be compared of a candidate pair
frequency   how common a name is
tendencies  how much commoner among persons of one sex, cohort and region
given_names the synthetic table of given-name characters
name_table  how that table is made, and how far it is from published figures
fields      the weight of each field
families    the weight of two family names in one company, or in companies that belong together
near_numbers whether a failing ID number may be a slip of a good one
linked      companies that belong together
people      rows of one natural person that do not compete
posterior   who is who, with "none of them"
limits      how sure a match may be at most
identities  the table `identities`: weights, posterior, levels, reasons
explain     a match told in plain words: what speaks for it, against it, what would turn it
asked       somebody asked for as rows of the roster
lookup      one person looked up in the registers of a finished run
whatif      what a match would be if one field were otherwise
household   contact between an official's side and a register person
kin_weights  numbers of the evidence for undeclared ties, as tables
kin_hypotheses  undeclared relatives as hypotheses, in bans
weak_ties   drivers, secretaries, classmates: whom documents and the roster name
tie_hypotheses  declared, confirmed and inferred ties, side by side
units       which unit a name means
accused     which official an allegation can mean
event_dates when an event of a text happened, from its words
names       one spelling for one name
variants    characters that stand for each other in names
readings    how the characters of a name sound
titles      what stands around a name and is no part of it
name_parts  a person's name in its parts
romanised   names in Latin letters
masked      masked names: what they allow, and how many
han_names   how two names in 汉字 agree
name_match  how two names of persons agree
company_match how two names of companies agree
blocking    keys on which names are brought together
key_table   these keys for whole columns
spellings   the same for whole columns
knowledge   numbers and words, from the data files
sql         DuckDB over Arrow tables
judgements  what persons have said about identity: a record that only grows
anchors     whom a judgement means in the tables of today
constraints register persons joined or parted by judgement
verdicts    what judgements do to candidate pairs
joint       judgements "the same" that hang together, and whether they can be right
disputes    judgements that cannot all be right
judgement_tables  the tables `judgements` and `judgement_conflicts`
questions   the check that would most cheaply settle a match
"""

"""Room 1 · the outside world becomes typed records.

case        the stage itself: a case folder in, all tables of `schema` out
errors      what went wrong and what to do: the one error family that a user sees
schema      the source tables of sources.md, their columns, types and Chinese names
stage       the stage store: tables in Parquet with a manifest, written whole or not at all
layout      which file of a case folder is which table
mapping     an office's own table and column names, mapping.yaml
encoding    UTF-8, GB18030 or UTF-16, or a clear refusal
cells       what every reader hands out: header, text cells, row numbers
delimited   reader of CSV and TSV
workbook    reader of XLSX and ODS
records     reader of JSON lines and Parquet
readers     which reader opens which ending
columns     which column of a file is which field
tables      one source table: read, converted, checked, every row accounted for
convert     text cells to typed columns, each distinct value once
forms       written forms of cells as data, forms.yaml
dates       dates that keep their precision, and three-valued interval arithmetic
date_cells  date cells in every written form
money       amounts in every written form, in 万元
shares      shares in every written form, as fractions
codes       years, counts, flags, regions, industries, telephones, lists
numerals    Chinese numerals
resident_id resident ID numbers, GB 11643, full and masked
resident_numbers resident numbers in running text, hidden
near_ids    which good ID numbers a failing one may be a slip of
uscc        unified social credit codes, GB 32100
tokens      keyed tokens, so that ID numbers are compared without being kept
masks       which ways of masking ID numbers occur in a case
keys        the office key and what is derived from it
sealed      complainants: sealed
complainants complainants: masked in every complaint of the case
self_naming how a writer names himself in a complaint
self_told   what else a writer tells of himself: contacts, home, kin; letters among documents
kept        tables that are not read again, by all that made them
earlier     which tables of an earlier run stand as they are
repeats     exact duplicate rows of a table
changes     变更记录 cells to parties with shares, amounts, roles
events      变更记录 rows to events before and after a day
register    holdings and roles: registers and changes made one
documents   free documents to text with page offsets
accounts    files, quarantine, quality; when too much is refused
"""

"""Room 1 · the outside world becomes typed records.

errors      what went wrong and what to do: the one error family that a user sees
schema      the source tables of sources.md, their columns, types and Chinese names
dates       dates that keep their precision, and three-valued interval arithmetic
stage       the stage store: tables in Parquet with a manifest, written whole or not at all
"""

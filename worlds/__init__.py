"""Simulated areas with known truth (模拟地区), for demo, tests, benchmarks and evaluation.

config         size, seed, share of schemes; the presets `base` and `null`
chance         named streams of random numbers
names          names of persons from a frequency distribution
ids            resident IDs and credit codes, and how offices mask or spoil them
places, units  the area: districts, towns, villages; public units with their powers
people         persons and their households
careers        officials: posts, promotions, transfers, exits
companies      companies and what can happen to one
trade          lines of business and the names of firms
economy        the ordinary economy: founders, families, serial owners, agents, chains
public         companies of the public hand: state groups, collectives, listed firms
scene          what people can do: found, sell, declare, have approved, keep away
honest, honest_own, honest_kin   innocent situations that resemble a scheme
schemes, holders, vehicles       hidden interests: who, in whose name, through what, when
procurement    contracts and administrative acts
complaints, documents   texts, written from what happened or is believed
build          one world from one configuration
tables, forms, dirt, formats     rows, cells, damage, files
truth, write   the case folder and, beside it, the truth
"""

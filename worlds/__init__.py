"""Simulated areas with known truth (模拟地区), for demo, tests, benchmarks and evaluation.

config      how large a simulated area is, and of what kind
write       a simulated area on disk: the case folder as sources.md says, and beside it the truth
build       one world from one configuration: people, careers, companies, schemes, dealings, texts
chance      chance: named streams of random numbers, so that one part of a world does not disturb another
names       names of persons, drawn from a frequency distribution, so that namesakes (重名) arise by themselves
ids         numbers as the registers carry them: resident IDs (GB 11643) and credit codes (GB 32100)
forms       how offices write things down (书写形式): dates, sums, shares, numbers, share changes, with slips
places      places (地点): districts, towns and villages of the area, and addresses in them
units       public units (单位) of the area: bureaus, governments, towns, courts, institutions, villages
people      people (自然人): names, numbers, homes, telephones, and the relatives they have
households  households (家庭): the relatives of an official, and which of them the roster knows
careers     officials (公职人员) and their careers: units, titles, grades, promotions, transfers, exits
companies   companies (企业) as the registers know them, and what can happen to one: founding, transfers, exits
trade       lines of business (行业) and the names (字号) under which firms trade
economy     the ordinary economy (企业群体): founders, families, serial owners, agents, chains, partnerships
public      companies of the public hand: state groups (国有企业), village collectives (集体经济), listed firms
vehicles    through what (载体) an interest is held: a new firm, a stake in an old one, a chain, a partnership
holders     in whose name (名义持有人) an official hides an interest
agents      agents (行为人): who has something to sell, what an inspection is believed to see, what is chosen
favours     favours (关照): the work that a schemer's unit gives to the company of the scheme
evasions    precautions (规避手法) of people who expect to be looked for (E1 to E16)
held_out    scheme kinds kept out of development areas (留出手法)
schemes     officials who hide an interest (隐匿利益): who they are, what they choose, what their unit then does
scene       what people of the area can do (行为): found a firm, sell it, declare it, have it approved, keep away
honest      honest look-alikes (正常情形): how many officials live in which innocent situation
honest_own  innocent companies in an official's own name (law.md A.10: E-01, E-03 to E-07, E-09, E-10, E-14)
honest_kin  innocent companies and jobs of an official's relatives (law.md A.10: E-11, E-14)
honest_rest the rarer innocent situations (E-02, E-08, E-12, E-13, E-16, E-17), and mere acquaintance
procurement dealings of the public hand with companies (公共采购、行政行为): many firms, mostly in competition
records     what happened in a world beside people and companies: approvals, awards, acts, schemes, texts
inspectors  inspectors (核查人员): which cases were looked into before, and what was written at the end
lives       lives (履历): where a person grew up, went to school and worked, as papers of life tell it
complaints  complaints (信访举报): what people saw, heard, mistook, copied, or just want repaired
documents   documents (文书): written by offices from what happened: posts, approvals, visits, clearings
tables      the source tables of a world: rows of text cells, each with the persons it really speaks of
dirt        dirt (脏数据): duplicates, unreadable rows and surplus columns, as sources.md says they come
formats     writing files of every format so that the same content gives the same bytes
truth       the truth of a world, beside the case folder: schemes, look-alikes, who stands behind every row
"""

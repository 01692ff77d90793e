"""Names to registered things (实体链接): companies to the register, units to the roster, places to GB/T 2260.

spelling            one spelling for one name: width, brackets, traditional characters
regions             places (行政区划) and their GB/T 2260 codes
company_names       the parts of an enterprise's name: place, trade name, line of business, legal form
localities          places that an area's own tables name
register            the registered companies as columns and keys, for millions of names
retrieval           which registered companies a mention can mean at all
agreement           how a mention and a registered name agree, field by field
companies           the probability of each company that can be meant, and of none of them
units               units of party and state by full, short and former names
context             what the text around a mention says of place and business
link                what a mention resolves to: key, probability, rivals
component           the spaCy component: links of the mentions of a document
"""

"""Room 2 · texts become mentions, relations and allegations.

schema              the tables that this room writes
stage               the stage: complaints and documents in, the five tables out
mining              many texts in a stream, kept ones from the cache
pipeline            the spaCy pipeline and the order of its components
cache               what was read once is not read again
area                the names of an area: companies, units, persons
resources           the lexicons and rule tables that ship with the package
automaton           Aho-Corasick search for many names at once
openings            with which characters a match of a regular expression may begin
sieve               many patterns looked for in one text
spans               candidate spans, and how a flat set of mentions is chosen
segment             word boundaries by a private jieba tokenizer
names               the area's own names in a text
dates               calendar expressions
amounts             sums of money and quotas of ownership
identifiers         identity numbers, company codes, telephone numbers
kinship             words for family ties
posts               positions
places              places
units               organs of party, state and public service
companies           companies by form, by list, by line of business, redacted
linking             (sub-package) mentions to registered companies, to the roster's units, to GB/T 2260
persons             natural persons, masked ones too
clauses             sentences, clauses and the mentions in them
offices             who holds which post where
organs              units as a place and a chain of organs below it
ranks               ranks of posts from place, depth and title
positions           position strings: unit, title, rank, leading or not, place, former
masks               masked names as constraints: what 江某 or 某水泥公司 still says
coreference         who is meant by 该公司, 其妻, 他, 王局长, inside one document
triggers            words that carry an act
slots               who, whom, how much, when: the slots of an event
status              how surely an event is said
takebacks           takebacks, near misses, double negations, impostors: what words settle
speakers            whose words an event is, and how the speaker knows
annotation          annotated text in bracket notation, and strict scores
gold                gold documents: mentions, events and relations, read and checked
standoff            passages of real texts as offsets alone: the texts lie beside the project
ties                family ties that a text states
stakes              stakes that a text states
relation_features   what the trained deciders see of names that may be in a relation
relation_choice     the trained deciders of stakes, payments and awards at work
relation_settled    what words settle of stakes and payments before any decider is asked
relation_training   the deciders of relations trained from gold documents
relations           the five relations of a text
events              events with their slots and their status, and why
folded              a text with every mention as one letter
gram_table          runs of characters looked up by their code points
event_features      what the trained deciders see of an act and of what may fill its slots
event_context       what stands around an act: other acts, names, who is in office
event_fill          the trained deciders at work, and the safe rule of the status
event_sides         who shares an act, who takes what another gives, and in which office
retold              events after the deciders: as their words settle them, and told by another source
voices              who denies what: denials as events of their own, and what a text contradicts
event_model         the deciders as shipped, with their provenance
event_training      the deciders trained from gold documents
event_scores        events and relations against gold documents
event_folds         events cross-validated by documents, their leaks, and the learning curve
complaints          near duplicates as one voice, triage, legal terms, what can be checked (a package)
"""

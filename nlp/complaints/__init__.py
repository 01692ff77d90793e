"""Complaints (信访举报): what they are about, which are one voice, what the law's clock says, what can be checked.

normal            the normal form in which texts are compared
minhash           shingles, MinHash and the pairs worth a look
sounds            how a text sounds, to see through slips
form_letters      one wording with other names in it
slots             the names and acts by which near duplicates are told apart
vetoes            what keeps two texts apart however alike they are
near_duplicates   near duplicates as groups
features          what the triage looks at, names and numbers masked
triage            category, class and topic with probabilities
training          how the triage is trained
working_days      the calendar of working days
clock             priority and legal terms
checkable         facts of a text that can be checked
groups            the tables of complaint groups and of their triage
"""

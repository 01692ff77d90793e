"""Learning from what people found (处置结果反馈): dispositions come back, nothing is learnt in the dark.

settings    thresholds and what an outcome says, as data
checks      the record of what was drawn to be checked, with the odds that it was drawn
pool        the officials of a run, and their leads as they look today
selection   a round of checks: the top of the list and a random slice
labels      dispositions to labels of three heads: identity, link, lawfulness
features    the recorded links and weights of a lead as numbers
ladder      fixed weights, ridge, monotone boosting: the rung that the labels allow
boosted     boosted trees as plain numbers, read without the library that grew them
model       what was learnt, as a file of the case folder
trial       whether a new model wins on the random slice
conformal   a first tier with a bounded share of false leads
returns     what came back of the checks
accountability the yearly sheet: leads, unfounded ones, days; no names
measures    precision, recall and calibration with intervals
card        the model card
"""

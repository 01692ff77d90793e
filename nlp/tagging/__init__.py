"""The trained sequence model (序列标注模型): a chain over characters behind the rules.

compiled     compiled loops and their cache
tags         flat spans as tags for characters
chain        the best tag sequence, and the probability of its spans
views        a text as a matrix of integers
gazetteer    words by class that a text is searched for
templates    features as numbers
emit         from views to the scores of every tag in one compiled call
reader       from scores to spans in one compiled call
observe      what the model sees of a document, the rules' candidates too
mend         edges and names that the rules know better
model        a trained model, its file, and what it finds
echoes       what a text names once and says again
repeats      the same name again in the same document
component    the model in the pipeline
trainer      stochastic gradients with feature noise
augment      more texts by exchanging names
prose        other words where nothing is marked
lists        word lists and swap lists from the shared data
corpora      annotated texts as training sequences
learn        from annotated texts to a model
measure      strict scores with intervals, and calibration
recipes      the shipped model and the models that are only measured
train        the command: make train
"""

"""The application: the `qinqing` command, the pipeline joined, the web desk.

cli         the command `qinqing`: world, run, risks, explain, serve
pipeline    the five stages of a run, joined, resumable
publish     the result tables of a finished run, put into its folder
ticket      the purpose ticket (目的单) of a matching run
runlock     one run at a time in one folder
explain     one official's leads as text, with evidence and what would clear him
words       texts of the command line in Chinese and English
"""

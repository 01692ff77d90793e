"""Keeping the desk running (运维): database, backup and restore, health, metrics, progress of a run.

database     SQLite, or PostgreSQL by URL
rows         all rows of a database as lines of JSON
archive      a backup as one file, checked when it is read
backup       everything that people wrote, into one file
restore      a desk put back from a backup
serving      a desk that is served holds its folder
commands     the commands qinqing backup and qinqing restore
progress     how far the run in progress is
health       whether the desk can work
metrics      counts and timings for a monitor
pages        addresses of health and metrics, the administrator's page
apps         the Django application
urls         addresses
"""

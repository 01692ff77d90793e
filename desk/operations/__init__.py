"""Keeping the desk running (运维): database, backup and restore, health, metrics, progress of a run.

database     SQLite, or PostgreSQL by URL
apps         the Django application
urls         addresses
"""

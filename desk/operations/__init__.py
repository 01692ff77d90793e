"""Keeping the desk running (运维): database, backup and restore, health, metrics, progress of a run.

urls         addresses
"""

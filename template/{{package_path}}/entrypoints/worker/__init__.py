"""Processes that do the jobs."""

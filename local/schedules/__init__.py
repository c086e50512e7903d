"""Scheduled functions, at their moments of the clock."""

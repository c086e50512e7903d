"""Leads: people and businesses that may become customers, until they are converted."""

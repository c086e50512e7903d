"""Opportunities: what a customer may buy, and how far that has come."""

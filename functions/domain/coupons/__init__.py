"""Codes that a customer redeems once."""

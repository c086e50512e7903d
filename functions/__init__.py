"""Regulars: everything that is deployed, apart from the names in main.py."""

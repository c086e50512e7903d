"""Customers bring friends by a code of theirs: who brought whom, and whether it counts (docs/membership.md)."""

"""Seats of packages: who holds how many, until when, and how many are left."""

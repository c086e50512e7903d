"""Reasons of refused commands, in English, Indonesian and Bengali."""

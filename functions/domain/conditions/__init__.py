"""Conditions: JsonLogic, compiled once, with the question when an answer next changes by time alone."""

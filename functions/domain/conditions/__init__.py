"""Conditions on a subject as JsonLogic, compiled once, which also tell when their answer next changes."""

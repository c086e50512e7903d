"""Customers' feedback on visits."""

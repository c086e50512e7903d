"""Quotes: what a business offers to a customer at which price, until it is answered."""

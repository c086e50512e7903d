"""What wakes customers up: win-backs, and what later follows from a customer's change."""

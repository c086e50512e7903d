"""What a customer's text says, in three languages: its words, numbers, days and codes, and what it chooses."""

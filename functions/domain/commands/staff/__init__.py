"""Commands about who works for the business, where, and with whose customers."""

"""Which indexes are declared, and which a query needs."""

"""The outbox: the send gate, a message's life, fallback, budgets."""

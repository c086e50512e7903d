"""The outbox: a message and its content, the send gate, caps and budgets."""

"""What names a customer, and what becomes of it when they are erased (docs/privacy.md)."""

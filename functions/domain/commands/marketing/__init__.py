"""Commands about what marketing counts."""

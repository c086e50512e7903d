"""Commands about people who are no customers yet."""

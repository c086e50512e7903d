"""Commands about quotes, from a draft to the order."""

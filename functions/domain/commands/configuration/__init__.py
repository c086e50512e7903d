"""Commands about what a business is set to."""

"""Commands about businesses that buy."""

"""Commands about deals."""

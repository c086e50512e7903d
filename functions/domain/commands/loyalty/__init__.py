"""Commands about points and wallet credit."""

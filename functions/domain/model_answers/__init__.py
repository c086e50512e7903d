"""A model is asked what the rules leave open, and what it answers is checked."""

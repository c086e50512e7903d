"""What the business decides. Pure: no Firebase, no network, no clock, no randomness."""

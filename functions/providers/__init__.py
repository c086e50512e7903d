"""The outside world: a folder per provider, sending and webhooks together."""

"""Document events and Pub/Sub messages, and their delivery."""

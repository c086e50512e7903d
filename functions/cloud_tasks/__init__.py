"""Cloud Tasks: what is enqueued, and how its payloads are written and read."""

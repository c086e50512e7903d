"""Cloud Tasks: enqueueing, and what runs when a task comes due."""

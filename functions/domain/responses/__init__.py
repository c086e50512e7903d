"""What customers do with a campaign's message, and what staff get of it."""

"""What a customer's change keeps up beside automations: score, segments, reminders, recommendations, deals, calls."""

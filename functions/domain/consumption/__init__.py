"""What customers use up, for how long it lasts them, and when they are reminded (docs/reminders.md)."""

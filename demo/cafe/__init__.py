"""A year of a real café, from its bundled purchases to customers, points, tiers, reminders and messages."""

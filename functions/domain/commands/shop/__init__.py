"""Commands about orders, and about what customers have in the shop."""

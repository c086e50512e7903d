"""Commands about bookings: seats of a package."""

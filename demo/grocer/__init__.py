"""A grocer's two years, from bundled baskets to reminders of what runs out, agents' calls, tiers and coupons."""

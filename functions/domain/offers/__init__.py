"""Offers: which orders may have one, what it takes off them, and how often it was redeemed."""

"""Offers to segments, and how often they were redeemed."""

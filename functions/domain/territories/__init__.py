"""Territories: which customers are in one, who gets them, and what a change of it means for those who are there."""

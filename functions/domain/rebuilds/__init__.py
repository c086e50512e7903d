"""Customers or documents gone through page by page, after what they are due for, or whose they are, has changed."""

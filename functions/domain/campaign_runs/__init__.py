"""A campaign as a whole: its way through its customers page by page, its results, and the offers of the year."""

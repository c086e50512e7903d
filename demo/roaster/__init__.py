"""A roaster's year of deals, from bundled ones to a board, a forecast, and what closed deals tell of open ones."""

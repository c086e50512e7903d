"""A dairy's trade, from bundled sales to orders of its till, of phones that were offline, and of quotes."""

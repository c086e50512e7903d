"""One clock for everything in the process, and what is due on it."""

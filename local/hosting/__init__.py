"""The project's functions, in this process."""

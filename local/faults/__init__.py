"""What goes wrong on purpose, from a seed."""

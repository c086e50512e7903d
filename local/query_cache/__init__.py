"""Queries answered without the emulator, as long as nothing has been written that they ask for."""

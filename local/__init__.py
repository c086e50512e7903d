"""Local Firebase: Google's emulators, and the parts of production that they lack. Start it with `python -m local`."""

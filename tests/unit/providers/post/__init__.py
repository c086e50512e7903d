"""A provider for tests, in a folder as real ones have it, with settings as real ones have them."""

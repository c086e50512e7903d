"""The emulator, the proxy before it, and the direct channel of hosted functions."""

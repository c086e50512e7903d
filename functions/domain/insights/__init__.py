"""Figures and lists that are kept ready for a screen, one document each, in the commit of what they are about."""

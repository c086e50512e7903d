"""Gupshup: WhatsApp and SMS."""

"""Interakt: WhatsApp."""

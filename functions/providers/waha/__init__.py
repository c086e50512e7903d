"""WAHA: WhatsApp through a self-hosted gateway."""

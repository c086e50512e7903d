"""WhatsApp Cloud API: Meta's own."""

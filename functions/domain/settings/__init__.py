"""What a business can be set to, as models."""

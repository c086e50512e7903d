"""An organisation: what it is set to, its provisioning, its tokens."""

"""Commands about a customer: profile, consents, devices, and two that are one."""

"""A customer: profile, identities, consents, suppressions, interactions."""

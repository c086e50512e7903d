"""What providers post to us: one file per provider, which knows how it signs and what its bodies mean."""

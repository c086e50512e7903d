"""What a chat's messages mean, and what rules alone answer."""

"""The WhatsApp assistant: what a chat's messages mean, what is answered, and when a person gets the conversation."""

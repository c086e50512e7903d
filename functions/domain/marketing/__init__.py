"""What marketing sees of the assistant's chats: figures that are counted from them, and what ads cost."""

"""Commands about chats, and messages that staff write."""

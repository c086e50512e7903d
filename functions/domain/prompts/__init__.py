"""Versions of the prompt: saved, tried against example chats, live, taken back; and what experiments gave."""

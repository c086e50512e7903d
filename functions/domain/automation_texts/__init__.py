"""What the messages and tasks of automations are given to say."""

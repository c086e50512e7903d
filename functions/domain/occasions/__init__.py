"""What automations go by: events of a change, moments in time, whom they are about, and what conditions ask."""

"""Who gets which task: tasks wait in a pool, and one job hands them out to members who are there and have room."""

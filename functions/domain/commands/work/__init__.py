"""Commands about the daily work of staff: tasks, calls and visits, notes, feedback."""

"""What wakes by the clock: each collection whose documents carry `wake_at`, and what happens when their time comes."""

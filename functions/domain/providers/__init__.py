"""What decisions and providers say to each other: content, results, events, limits. Names no provider."""

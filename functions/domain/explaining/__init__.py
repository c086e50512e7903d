"""Why an automation did, or did not, run: in words, for the business that wrote it."""

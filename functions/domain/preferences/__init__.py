"""What customers choose to get: the page behind a link, one click, a yes or no to a provider."""

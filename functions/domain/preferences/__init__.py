"""What customers choose to get: the page behind a link, one click, what they told a provider."""

"""Amazon SES' reports of mail that SMTP sent."""

"""SendGrid's reports of mail that SMTP sent."""

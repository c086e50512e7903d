"""SMTP: email by any mail server."""

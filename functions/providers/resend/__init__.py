"""Resend: email."""

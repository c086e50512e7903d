"""One customer and one campaign: who enters, who is held out, and which message gives way."""

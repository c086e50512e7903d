"""Who may be written to: opt-ins, opt-outs, keywords."""

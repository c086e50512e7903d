"""Who may be written to: opt-ins, opt-outs, keywords and the preference page's answers."""

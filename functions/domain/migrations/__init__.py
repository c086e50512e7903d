"""Documents of former versions are brought into today's form: a table of steps, each a decision over one document."""

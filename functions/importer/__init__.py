"""`python -m functions.importer FILE --org ORG`: brings customers or orders of another program in."""

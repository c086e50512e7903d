"""Firestore: documents and models, the guarded commit, queries. The only package that knows its client."""

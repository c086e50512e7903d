"""The fonts of documents: Noto (SIL Open Font License 1.1, OFL.txt beside them)."""

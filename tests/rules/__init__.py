"""firestore.rules on Google's emulator: every role, collection and operation, and forged commands."""

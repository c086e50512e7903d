"""What Firestore, Cloud Tasks and Pub/Sub would bill."""

"""Makes firestore.rules and docs/permissions.md of the tables of readers and commands: `make rules`."""

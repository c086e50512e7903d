"""What people and machines ask for: each kind with its form, its roles and its decision, and how one is settled."""

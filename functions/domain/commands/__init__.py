"""What people ask for: each kind's model and its decision."""

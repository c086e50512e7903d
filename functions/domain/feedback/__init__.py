"""What customers say of a visit."""

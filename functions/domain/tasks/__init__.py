"""What a member of staff has to do about a customer."""

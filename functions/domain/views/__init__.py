"""What people see: documents as the API answers them."""

"""What runs when a Cloud Task comes due."""

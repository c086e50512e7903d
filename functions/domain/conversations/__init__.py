"""What customers write to the business, and who takes part."""

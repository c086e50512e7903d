"""What is recommended to customers after what they bought, when, and whether they bought it (docs/cross-selling.md)."""

"""What customers have in the shop and wait for: carts, wishlists, stock notices, and the products they are about."""

"""What an order redeems: coupons, points and wallet credit."""

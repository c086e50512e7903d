"""What a business that buys is made of: legal entities, brands, locations, contacts; their contracts and invoices."""

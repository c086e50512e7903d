"""How many orders a customer will still make, and for how much: models fitted to what all customers have done."""

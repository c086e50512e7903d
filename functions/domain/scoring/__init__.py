"""How near a customer is to buying: score, temperature, stage of life and type, and when they next move."""

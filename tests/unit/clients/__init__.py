"""What apps are built with is made of the models, and is what the engine writes."""

"""A message on its way out: claimed, sent, fallen back, reported, swept up."""

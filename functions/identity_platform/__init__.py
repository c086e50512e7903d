"""Firebase Auth, whose other name is Identity Platform: the claims in ID tokens of staff."""

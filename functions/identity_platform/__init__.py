"""Firebase Auth, whose other name is Identity Platform: what ID tokens say of staff."""

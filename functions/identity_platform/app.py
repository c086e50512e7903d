"""This instance's app of firebase-admin."""

from functools import lru_cache

import firebase_admin


@lru_cache(maxsize=1)
def auth_app() -> firebase_admin.App:
    """Made on first use; firebase_functions may have made it already."""
    try:
        return firebase_admin.get_app()
    except ValueError:
        return firebase_admin.initialize_app()

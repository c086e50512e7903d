"""This instance's app of firebase-admin."""

import firebase_admin

from functions.once import once


@once
def auth_app() -> firebase_admin.App:
    """Made on first use; firebase_functions may have made it already."""
    try:
        return firebase_admin.get_app()
    except ValueError:
        return firebase_admin.initialize_app()

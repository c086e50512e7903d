"""Credentials as settings name them: never their values, which are in Secret Manager (providers/secrets.py)."""

from typing import Annotated

from pydantic import Field

from functions.domain.settings.types import Setting


class SecretName(Setting):
    """A credential in settings: `{secret: NAME}`. The value is never in Firestore."""

    secret: Annotated[str, Field(pattern=r"^[A-Z][A-Z0-9_]{0,127}$")]

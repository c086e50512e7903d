"""Credentials: named in an organisation's settings, kept in Secret Manager, found in the environment of a function."""

import os
from typing import Annotated

from pydantic import Field

from functions.domain.kernel.errors import Misconfigured
from functions.domain.settings.types import Setting


class SecretName(Setting):
    """A credential in a provider's settings: `{secret: NAME}`. The value is never in Firestore."""

    secret: Annotated[str, Field(pattern=r"^[A-Z][A-Z0-9_]{0,127}$")]


def reveal(name: SecretName, provider: str) -> str:
    """A secret's value. Misconfigured if this function does not have it: see docs/channels.md."""
    value = os.environ.get(name.secret)
    if not value:
        raise Misconfigured(provider, f"the secret {name.secret} is not set")
    return value

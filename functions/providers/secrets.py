"""Credentials: named in an organisation's settings, kept in Secret Manager, found in the environment of a function."""

import os

from functions.domain.kernel.errors import Misconfigured
from functions.domain.settings.secret_names import SecretName as SecretName


def reveal(name: SecretName, provider: str) -> str:
    """A secret's value. Misconfigured if this function does not have it: see docs/channels.md."""
    value = os.environ.get(name.secret)
    if not value:
        raise Misconfigured(provider, f"the secret {name.secret} is not set")
    return value

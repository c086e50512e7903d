"""Secrets in the environment, and a client that does not wait long."""

from collections.abc import Iterator

import pytest

from functions.providers import http_client as calls
from tests.providers.whatsapp_stub import SECRETS


@pytest.fixture
def whatsapp_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in SECRETS.items():
        monkeypatch.setenv(name, value)


@pytest.fixture
def hasty_client(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A client for this test alone, which gives up on an answer after a fifth of a second."""
    calls._client.cache_clear()
    monkeypatch.setattr(calls, "ANSWER_SECONDS", 0.2)
    yield
    calls._client().close()
    calls._client.cache_clear()

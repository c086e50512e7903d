"""The secrets that callbacks are proved with."""

import pytest

from tests.providers.whatsapp_stub import SECRETS


@pytest.fixture
def whatsapp_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in SECRETS.items():
        monkeypatch.setenv(name, value)

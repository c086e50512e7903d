"""A Firestore that answers by a script, and a client of it."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.unit.store.scripted_firestore import ScriptedFirestore, a_client, serving


@pytest.fixture
def scripted(monkeypatch: pytest.MonkeyPatch) -> Iterator[ScriptedFirestore]:
    service = ScriptedFirestore()
    with serving(service) as address:
        monkeypatch.setenv("FIRESTORE_EMULATOR_HOST", address)
        yield service


@pytest.fixture
def client(scripted: ScriptedFirestore) -> Any:
    return a_client()

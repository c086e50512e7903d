"""A Firestore that answers by a script, and the store's way to it."""

from collections.abc import Iterator

import pytest

from functions.store.firestore import Firestore
from functions.store.stubs import Stubs
from tests.unit.store.scripted_firestore import ScriptedFirestore, serving


@pytest.fixture
def scripted(monkeypatch: pytest.MonkeyPatch) -> Iterator[ScriptedFirestore]:
    service = ScriptedFirestore()
    with serving(service) as address:
        monkeypatch.setenv("FIRESTORE_EMULATOR_HOST", address)
        service.address = address
        yield service


@pytest.fixture
def backend(scripted: ScriptedFirestore) -> Firestore:
    return Firestore(Stubs("p", scripted.address))

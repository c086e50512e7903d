"""One emulator for the rules' tests, with the rules of this repository and a document of each kind."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from local.firestore.emulator import FirestoreEmulator
from local.wire.servers import free_port
from tests.rules.people import documents
from tests.rules.wall import Wall

RULES = Path("firestore.rules")


@pytest.fixture(scope="session")
def emulator() -> Iterator[FirestoreEmulator]:
    port = free_port("127.0.0.1", 0, "the emulator")
    started = FirestoreEmulator.start("127.0.0.1", port, "127.0.0.1:9")
    try:
        started.wait_ready()
        yield started
    finally:
        started.stop()


@pytest.fixture(scope="session")
def wall(emulator: FirestoreEmulator) -> Iterator[Wall]:
    """The rules of this repository before the documents of tests/rules/people.py."""
    made = Wall(emulator.address)
    assert made.load(RULES.read_text(encoding="utf-8")) is None
    made.put(documents())
    yield made
    made.close()

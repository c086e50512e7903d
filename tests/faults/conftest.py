"""One emulator for all tests that need a real store; each has a project of its own on it."""

from collections.abc import Iterator

import pytest

from local.client import LocalFirebase
from tests.faults.side_by_side import bare_emulator


@pytest.fixture(scope="session")
def emulator() -> Iterator[LocalFirebase]:
    with bare_emulator() as firebase:
        yield firebase

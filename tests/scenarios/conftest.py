"""Local Firebase for the scenarios: one process for all of them, which each file finds as if newly started.

A file begins at START, or where its mark says: `pytestmark = pytest.mark.begins("2025-01-25T05:00:00Z", ticks=False)`.
A reset takes 50 ms, a start four seconds. Each test has an organisation of its own: ids never come twice.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from functions.cloud_tasks import enqueue
from functions.store import firestore as store_firestore
from functions.store import orgs as store_orgs
from local.client import LocalFirebase
from tests.scenarios.dairy import Dairy
from tests.scenarios.grocer import Grocer
from tests.scenarios.provider_contracts import SECRETS as WIRE_SECRETS
from tests.scenarios.roaster import Roaster
from tests.scenarios.shop import Shop

START = "2025-01-25T12:00:00Z"
# A store that refuses everything is given up after this; 25 seconds in production (tests/unit/store/test_commit.py).
PATIENCE = {"STORE_PATIENCE_SECONDS": "4"}
SECRETS = {"SANDBOX_CALLBACKS": "tell", **WIRE_SECRETS}


@contextmanager
def bound_to(firebase: LocalFirebase) -> Iterator[None]:
    """Inside, this process's clients are made anew, for this one."""
    hosts = {
        "FIRESTORE_EMULATOR_HOST": firebase.firestore_host,
        "PUBSUB_EMULATOR_HOST": firebase.pubsub_host,
        "CLOUD_TASKS_EMULATOR_HOST": firebase.tasks_host,
        "GCLOUD_PROJECT": firebase.project,
        "GOOGLE_CLOUD_PROJECT": firebase.project,
    }
    with pytest.MonkeyPatch.context() as patch:
        for name, value in hosts.items():
            patch.setenv(name, value)
        _forget_clients()
        yield
    _forget_clients()


def _forget_clients() -> None:
    for kept in (store_firestore.backend, store_firestore.store, store_orgs.orgs, enqueue.create_task):
        kept.cache_clear()


@pytest.fixture(scope="session")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalFirebase]:
    """The process, with the secrets of all tests."""
    file = tmp_path_factory.mktemp("secrets") / "secrets"
    file.write_text("".join(f'{name}="{value}"\n' for name, value in SECRETS.items()))
    with LocalFirebase.start(clock=START, options=("--secrets", str(file)), environ=PATIENCE) as started:
        yield started


@pytest.fixture(scope="module")
def firebase(running: LocalFirebase, request: pytest.FixtureRequest) -> Iterator[LocalFirebase]:
    """As if newly started, at noon of the day of the builders' orders or at the instant of the file's mark, with ticks
    at their moments or, by the mark, only when a test runs one.
    """
    mark = request.node.get_closest_marker("begins")
    begin(running, *(mark.args if mark else ()), **(mark.kwargs if mark else {}))
    with bound_to(running):
        yield running


def begin(running: LocalFirebase, at: str = START, *, ticks: bool = True) -> None:
    """Bring it to where a file begins."""
    running.reset(at)
    if not ticks:
        running.control("POST", "/schedules/tick/pause")


@pytest.fixture
def shop(firebase: LocalFirebase) -> Iterator[Shop]:
    """A shop that nobody else uses. What it left under way is done before the next test."""
    yield Shop(firebase)
    firebase.faults()
    firebase.idle()


@pytest.fixture
def grocer(firebase: LocalFirebase) -> Grocer:
    return Grocer(firebase)


@pytest.fixture
def roaster(firebase: LocalFirebase) -> Roaster:
    return Roaster(firebase)


@pytest.fixture
def dairy(firebase: LocalFirebase) -> Dairy:
    return Dairy(firebase)

"""Local Firebase for the scenarios: one for all of them, each in an organisation of its own."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from functions.cloud_tasks import enqueue
from functions.store import firestore as store_firestore
from functions.store import orgs as store_orgs
from local.client import LocalFirebase
from tests.scenarios.provider_contracts import SECRETS as WIRE_SECRETS
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
def firebase(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalFirebase]:
    """Local Firebase with its clock at noon of the day of the builders' orders, and the secrets of all tests."""
    file = tmp_path_factory.mktemp("secrets") / "secrets"
    file.write_text("".join(f'{name}="{value}"\n' for name, value in SECRETS.items()))
    options = ("--secrets", str(file))
    with LocalFirebase.start(clock=START, options=options, environ=PATIENCE) as running, bound_to(running):
        yield running


@pytest.fixture
def shop(firebase: LocalFirebase) -> Iterator[Shop]:
    """A shop that nobody else uses. What it left under way is done before the next test."""
    yield Shop(firebase)
    firebase.faults()
    firebase.idle()

"""Local Firebase for the scenarios: one for all of them, each in an organisation of its own."""

from collections.abc import Iterator

import pytest

from functions.queues import enqueue
from functions.store import firestore as store_firestore
from functions.store import orgs as store_orgs
from local.running import LocalFirebase
from tests.scenarios.shop import Shop

START = "2025-01-25T12:00:00Z"
SECRETS = {"SANDBOX_CALLBACKS": "tell"}


@pytest.fixture(scope="session")
def firebase() -> Iterator[LocalFirebase]:
    """Local Firebase with its clock at noon of the day of the builders' orders."""
    with LocalFirebase.start(clock=START, environ=SECRETS) as running, pytest.MonkeyPatch.context() as patch:
        patch.setenv("FIRESTORE_EMULATOR_HOST", running.firestore_host)
        patch.setenv("PUBSUB_EMULATOR_HOST", running.pubsub_host)
        patch.setenv("CLOUD_TASKS_EMULATOR_HOST", running.tasks_host)
        for name in ("GCLOUD_PROJECT", "GOOGLE_CLOUD_PROJECT"):
            patch.setenv(name, running.project)
        yield running
    for kept in (store_firestore.client, store_firestore.store, store_orgs.orgs, enqueue.client):
        kept.cache_clear()


@pytest.fixture
def shop(firebase: LocalFirebase) -> Iterator[Shop]:
    """A shop that nobody else uses. What it left under way is done before the next test."""
    yield Shop(firebase)
    firebase.faults()
    firebase.idle()

"""An emulator of the bench's own, with nothing of local Firebase before it: what is compared goes straight to it."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

from google.auth.credentials import AnonymousCredentials
from google.cloud import firestore

from bench.instances import free_port
from local.firestore.emulator import FirestoreEmulator


@contextmanager
def an_emulator() -> Iterator[FirestoreEmulator]:
    emulator = FirestoreEmulator.start("127.0.0.1", free_port(), "127.0.0.1:1")
    try:
        emulator.wait_ready()
        yield emulator
    finally:
        emulator.stop()


def client_of(address: str, project: str) -> firestore.Client:
    """Google's client of the emulator at an address."""
    os.environ["FIRESTORE_EMULATOR_HOST"] = address
    return firestore.Client(project=project, credentials=AnonymousCredentials())

"""A client whose calls pass the cache, and one that asks the emulator itself, over the same documents."""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import grpc
import pytest
from google.auth.credentials import AnonymousCredentials
from google.cloud import firestore
from google.cloud.firestore_v1.services.firestore import client as gapic
from google.cloud.firestore_v1.services.firestore.transports.grpc import FirestoreGrpcTransport

from local.billing.firestore_meter import Meter
from local.client import LocalFirebase
from local.firestore.background_reads import BackgroundReads
from local.firestore.direct_channel import DirectChannel
from local.firestore.proxy import Proxy
from local.firestore.watching import Call, Watcher
from local.query_cache.cache import QueryCache
from local.wire.servers import GrpcServers


@dataclass
class SentOn:
    """The last watcher: it sees the queries that the cache did not answer."""

    queries: list[bytes] = field(default_factory=list)

    def started(self, call: Call) -> None:
        if call.method in ("RunQuery", "RunAggregationQuery"):
            self.queries.append(call.request)

    def asked(self, call: Call, message: bytes) -> None: ...

    def answered(self, call: Call, message: bytes) -> None: ...

    def ended(self, call: Call, is_ok: bool) -> None: ...


@dataclass
class Cached:
    """The cache, what it lets pass, the bill, and the addresses with and without it."""

    cache: QueryCache
    reads: BackgroundReads
    sent_on: SentOn
    meter: Meter
    port: str
    emulator: str
    watchers: list[Watcher]

    def through_the_channel(self, project: str) -> Any:
        inner, outer = grpc.insecure_channel(self.emulator), grpc.insecure_channel(self.port)
        return client_on(DirectChannel(inner, outer, self.watchers), project)

    def through_the_port(self, project: str) -> Any:
        return client_on(grpc.insecure_channel(self.port), project)

    def past_it(self, project: str) -> Any:
        return client_on(grpc.insecure_channel(self.emulator), project)


def client_on(channel: Any, project: str) -> Any:
    client = firestore.Client(project=project, credentials=AnonymousCredentials())
    client._firestore_api_internal = gapic.FirestoreClient(transport=FirestoreGrpcTransport(channel=channel))
    return client


_projects = itertools.count()


@pytest.fixture
def project() -> str:
    """Documents of a test's own."""
    return new_project()


def new_project() -> str:
    return f"cached-{next(_projects)}"


@pytest.fixture
def cached(stack: LocalFirebase, monkeypatch: pytest.MonkeyPatch) -> Iterator[Cached]:
    monkeypatch.setenv("FIRESTORE_EMULATOR_HOST", stack.emulator_host)  # for the metadata of an admin
    reads = BackgroundReads(stack.emulator_host, "reads")
    cache, sent_on, meter = QueryCache(reads), SentOn(), Meter()
    watchers: list[Watcher] = [meter, cache, sent_on]
    servers = GrpcServers()
    port = servers.serve(Proxy(stack.emulator_host, watchers), "127.0.0.1", 0, what="the proxy")
    yield Cached(cache, reads, sent_on, meter, f"127.0.0.1:{port}", stack.emulator_host, watchers)
    servers.stop()
    reads.stop()

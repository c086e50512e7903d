"""Local Firebase as a whole: the parts, started in order and ended in the opposite one."""

import gc
import json
import logging
import os
import socket
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from local.billing.counters import Counters
from local.billing.firestore_meter import Meter
from local.billing.follow_ups import Questions
from local.billing.service_costs import Tolled, publish_call, task_call
from local.clock.activity import Activity
from local.clock.agenda import Agenda
from local.clock.clock import Clock, keep_real_deadlines
from local.cloud_tasks.rest import TasksRest
from local.cloud_tasks.service import CloudTasks
from local.control import Control
from local.events.deliveries import Deliveries
from local.events.document_events import DocumentEvents
from local.events.pubsub import PubSub
from local.faults.faults import Faults
from local.faults.provider import Provider
from local.firestore.call_faults import CallFaults
from local.firestore.direct_channel import InnerDoor
from local.firestore.emulator import FirestoreEmulator
from local.firestore.proxy import Proxy, Watcher
from local.functions_port import Front
from local.hosting import outgoing_calls as outgoing
from local.hosting.hosting import Hosting, load_functions
from local.hosting.manifests import Function
from local.indexes.check import IndexCheck
from local.indexes.declared import load_indexes
from local.schedules.schedules import Schedules
from local.secret_files import find_secrets
from local.wire import one_port, servers

log = logging.getLogger("local.stack")

_WORKERS = 32
_HTTP_THREADS = 32
_TASKS_THREADS = 8
_CONTROL_THREADS = 8
_AUTH_EMULATOR = "127.0.0.1:9099"


class ConfigError(Exception):
    """A file that we were given does not say what it should."""


@dataclass(frozen=True)
class Options:
    """What `python -m local` is told. A port of 0 means a free one."""

    project: str
    host: str
    firestore_port: int
    functions_port: int
    tasks_port: int
    pubsub_port: int
    provider_port: int
    control_port: int
    source: Path
    indexes: Path
    rules: Path
    clock_start: datetime | None
    secrets: Path | None = None
    has_functions: bool = True
    has_index_check: bool = True


class Stack:
    """Everything that runs. Used as a context: entered once all of it serves, left once all of it has ended."""

    def __init__(self, options: Options) -> None:
        self.project = options.project
        self.source = options.source
        self.services: dict[str, dict[str, Any]] = {}
        self._options = options
        self._doors: dict[str, outgoing.Door] = {}
        self._ending = ExitStack()

    def __enter__(self) -> "Stack":
        with self._ending:
            self._start()
            self._ending = self._ending.pop_all()
        return self

    def __exit__(self, *exc: object) -> None:
        self._ending.close()

    def _start(self) -> None:
        options = self._options
        indexes = load_indexes(options.indexes)
        self.index_check = IndexCheck(indexes, is_refusing=options.has_index_check)
        _check_readable(options.rules)
        secrets = find_secrets(options.secrets, options.source)
        listeners = self._open_ports()
        emulator = self._start_emulator()
        self._make_core()
        functions = self._load_functions(secrets)
        emulator.wait_ready()
        log.info("the Firestore emulator answers at %s", emulator.address)
        emulator.load_rules(self.project, options.rules)
        self._make_services(functions)
        self._serve(emulator, listeners)
        self.schedules.start()
        self.agenda.start()
        self._ending.callback(self.agenda.stop)
        gc.collect()
        gc.freeze()  # what is loaded stays; looking through it again and again would only cost time
        log.info("everything serves")

    def _open_ports(self) -> dict[str, socket.socket]:
        """Take every port, or find out that one is taken, before anything is started."""
        options = self._options
        wanted = {
            "firestore": options.firestore_port,
            "functions": options.functions_port,
            "tasks": options.tasks_port,
            "pubsub": options.pubsub_port,
            "provider": options.provider_port,
            "control": options.control_port,
        }
        listeners = {name: servers.bind(options.host, port, name) for name, port in wanted.items()}
        for name, listener in listeners.items():
            self._ending.callback(listener.close)
            self._add_service(name, options.host, servers.port_of(listener))
        return listeners

    def _start_emulator(self) -> FirestoreEmulator:
        running = os.environ.get("FIRESTORE_EMULATOR_HOST")
        if running:
            emulator = FirestoreEmulator.running_at(running)
            log.info(
                "using the Firestore emulator at %s; events come only if it posts them to our functions port",
                running,
            )
        else:
            with servers.bind("127.0.0.1", 0, "the Firestore emulator") as listener:
                port = servers.port_of(listener)
            emulator = FirestoreEmulator.start("127.0.0.1", port, self.address("functions"))
            self._ending.callback(emulator.stop)
        self._add_service("emulator", emulator.host, emulator.port)
        return emulator

    def _make_core(self) -> None:
        keep_real_deadlines()
        self.clock = Clock(self._options.clock_start)
        self.activity = Activity()
        self.faults = Faults()
        self.counters = Counters()
        self.provider = Provider(self.faults, self.activity)
        self._workers = ThreadPoolExecutor(_WORKERS, "worker")
        self._ending.callback(self._workers.shutdown, wait=False, cancel_futures=True)
        self.agenda = Agenda(self.clock, self.activity, self._workers)

    def _load_functions(self, secrets: Mapping[str, str]) -> list[Function]:
        if not self._options.has_functions:
            return []
        os.environ |= {**secrets, **self.environ_of_functions()}
        outgoing.watch_calls(self.faults, self._doors)
        return load_functions(self._options.source)

    def _make_services(self, functions: list[Function]) -> None:
        shared = {
            "clock": self.clock,
            "agenda": self.agenda,
            "activity": self.activity,
            "workers": self._workers,
            "counters": self.counters,
        }
        self.hosting = Hosting(functions, self.activity, self.counters)
        deliveries = {"hosting": self.hosting, "faults": self.faults} | shared
        self.events = DocumentEvents(
            self.hosting,
            self.activity,
            self.faults,
            Deliveries("event", **deliveries),  # type: ignore[arg-type]  # a dict of parts
        )
        self.schedules = Schedules(self.hosting, self.agenda, self.clock)
        self.tasks = CloudTasks(
            project=self.project,
            functions_address=self.address("functions"),
            hosting=self.hosting,
            **shared,  # type: ignore[arg-type]  # a dict of parts
        )
        self.pubsub = PubSub(
            project=self.project,
            hosting=self.hosting,
            clock=self.clock,
            deliveries=Deliveries("message", **deliveries),  # type: ignore[arg-type]  # a dict of parts
        )

    def _serve(self, emulator: FirestoreEmulator, listeners: dict[str, socket.socket]) -> None:
        front = Front(self.project, self.hosting, self.events)
        self._ending.callback(servers.serve_http(front, listeners["functions"], _HTTP_THREADS))
        self.events.register(emulator, self.project)
        questions = Questions(emulator.address)
        self._ending.callback(questions.stop)
        self.meter = Meter(self.counters, questions)
        watchers: list[Watcher] = [self.meter, self.events, self.index_check, CallFaults(self.faults)]
        proxy = Proxy(emulator.address, watchers)
        self._doors[self.address("firestore")] = lambda outer, open_other: InnerDoor(
            open_other(emulator.address), outer, watchers
        )
        grpc_servers = servers.GrpcServers()
        self._ending.callback(grpc_servers.stop)
        stop_tasks = one_port.serve(
            listeners["tasks"],
            grpc_servers=grpc_servers,
            handlers=Tolled(self.tasks, task_call, self.counters),
            app=TasksRest(self.tasks, self.counters),
            threads=_TASKS_THREADS,
        )
        self._ending.callback(stop_tasks)
        pubsub = Tolled(self.pubsub, publish_call, self.counters)
        for name, handlers in (("firestore", proxy), ("pubsub", pubsub)):
            listeners[name].close()
            service = self.services[name]
            grpc_servers.serve(handlers, service["host"], service["port"], name)
        self._ending.callback(self.provider.serve(listeners["provider"]))
        self._ending.callback(servers.serve_http(Control(self), listeners["control"], _CONTROL_THREADS))

    def address(self, service: str) -> str:
        """HOST:PORT of a service."""
        return f"{self.services[service]['host']}:{self.services[service]['port']}"

    def _add_service(self, name: str, host: str, port: int) -> None:
        self.services[name] = {"host": host, "port": port}

    def environ_of_functions(self) -> dict[str, str]:
        """What Firebase's own emulator sets for functions, with our addresses, and where the provider is.

        No Auth emulator is started; firebase-admin only wants its variable, to accept unsigned tokens.
        """
        bucket = f"{self.project}.appspot.com"
        return {
            "FIRESTORE_EMULATOR_HOST": self.address("firestore"),
            "CLOUD_TASKS_EMULATOR_HOST": self.address("tasks"),
            "PUBSUB_EMULATOR_HOST": self.address("pubsub"),
            "LOCAL_PROVIDER_URL": f"http://{self.address('provider')}",
            "FIREBASE_AUTH_EMULATOR_HOST": os.environ.get("FIREBASE_AUTH_EMULATOR_HOST", _AUTH_EMULATOR),
            "FIREBASE_CONFIG": json.dumps({"projectId": self.project, "storageBucket": bucket}),
            "GCLOUD_PROJECT": self.project,
            "GOOGLE_CLOUD_PROJECT": self.project,
            "FUNCTIONS_EMULATOR": "true",
            "TZ": "UTC",
        }


def _check_readable(path: Path) -> None:
    if not path.is_file():
        raise ConfigError(f"{path}: there is no such file")

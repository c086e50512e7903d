"""Local Firebase as a whole: the parts, started in order and ended in the opposite one."""

import gc
import json
import logging
import os
import socket
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from typing import Any

from local.auth_users import AuthUsers
from local.billing.counters import Counters
from local.billing.firestore_meter import Meter
from local.billing.follow_ups import FollowUps
from local.billing.service_costs import booked, publish_cost, task_cost
from local.clock.clock import Clock, keep_real_deadlines
from local.clock.timeline import make_timeline
from local.cloud_tasks.rest import TasksRest
from local.cloud_tasks.service import SERVICE as TASKS_SERVICE
from local.cloud_tasks.service import CloudTasks
from local.control import Control, Parts
from local.events.deliveries import Deliveries
from local.events.document_events import DocumentEvents
from local.events.pubsub import SERVICE as PUBSUB_SERVICE
from local.events.pubsub import PubSub
from local.faults.faults import Faults
from local.faults.provider import Provider
from local.firestore.background_reads import BackgroundReads
from local.firestore.call_faults import CallFaults
from local.firestore.direct_channel import OPTIONS, DirectChannel
from local.firestore.emulator import FirestoreEmulator
from local.firestore.proxy import Proxy
from local.firestore.watching import Watcher
from local.functions_port import FunctionsPort
from local.hosting import outgoing_calls
from local.hosting.hosting import Hosting, load_functions
from local.hosting.manifests import Function
from local.indexes.check import IndexCheck
from local.indexes.declared import load_indexes
from local.options import Options, check_readable
from local.query_cache.cache import QueryCache
from local.resetting import Reset
from local.schedules.schedules import Schedules
from local.secret_files import find_secrets
from local.wire import one_port, servers
from local.wire.splice import Address, Splice
from local.wire.unary_service import UnaryService

log = logging.getLogger("local.stack")

_WORKERS = 32
_HTTP_THREADS = 32
_TASKS_THREADS = 8
_CONTROL_THREADS = 8
_AUTH_THREADS = 4


class Stack:
    """Everything that runs. Used as a context: entered once all of it serves, left once all of it has ended."""

    def __init__(self, options: Options) -> None:
        self.project = options.project
        self.services: dict[str, dict[str, Any]] = {}
        self.functions: list[Function] = []
        self._options = options
        self._routes: dict[str, outgoing_calls.Route] = {}
        self._cache: QueryCache | None = None
        self._own_port: Splice | None = None
        self._auth_users = AuthUsers()
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
        index_check = IndexCheck(load_indexes(options.indexes), is_refusing=options.has_index_check)
        check_readable(options.rules)
        secrets = find_secrets(options.secrets, options.source)
        listeners = self._open_ports()
        emulator = self._start_emulator()
        self._make_core()
        self._load_functions(secrets)
        emulator.wait_ready()
        log.info("emulator_ready address=%s", emulator.address)
        emulator.load_rules(self.project, options.rules)
        parts = self._make_parts(emulator, index_check)
        self._serve(parts, emulator, listeners)
        parts.schedules.start()
        parts.timeline.agenda.start()
        self._ending.callback(parts.timeline.agenda.stop)
        gc.collect()
        gc.freeze()  # what is loaded stays; looking through it again and again would only cost time
        log.info("everything_serves")

    def _open_ports(self) -> dict[str, socket.socket]:
        """Take every port, or find out that one is taken, before anything is started."""
        options = self._options
        wanted = {
            "firestore": options.firestore_port,
            "functions": options.functions_port,
            "tasks": options.tasks_port,
            "pubsub": options.pubsub_port,
            "provider": options.provider_port,
            "auth": options.auth_port,
            "control": options.control_port,
        }
        listeners = {name: servers.bind(options.host, port, name) for name, port in wanted.items()}
        for name, listener in listeners.items():
            self._ending.callback(listener.close)
            self._add_service(name, options.host, servers.port_of(listener))
        return listeners

    def _start_emulator(self) -> FirestoreEmulator:
        """Events of an emulator that we did not start come only if it posts them to our functions port."""
        running = os.environ.get("FIRESTORE_EMULATOR_HOST")
        if running:
            emulator = FirestoreEmulator.running_at(running)
            log.info("emulator_joined address=%s", running)
        else:
            with servers.bind("127.0.0.1", 0, "the Firestore emulator") as listener:
                port = servers.port_of(listener)
            emulator = FirestoreEmulator.start("127.0.0.1", port, self.address("functions"))
            self._ending.callback(emulator.stop)
        return emulator

    def _make_core(self) -> None:
        keep_real_deadlines()
        workers = ThreadPoolExecutor(_WORKERS, "worker")
        self._ending.callback(workers.shutdown, wait=False, cancel_futures=True)
        self._timeline = make_timeline(Clock(self._options.clock_start), workers)
        self._faults = Faults()
        self._counters = Counters()

    def _load_functions(self, secrets: Mapping[str, str]) -> None:
        if not self._options.has_functions:
            return
        os.environ |= {**secrets, **self.environ_of_functions()}
        outgoing_calls.watch_calls(self._faults, self._routes)
        self.functions = load_functions(self._options.source)

    def _make_parts(self, emulator: FirestoreEmulator, index_check: IndexCheck) -> Parts:
        timeline, faults, counters = self._timeline, self._faults, self._counters
        hosting = Hosting(self.functions, timeline.activity, counters)
        return Parts(
            project=self.project,
            source=self._options.source,
            services=self.services,
            timeline=timeline,
            hosting=hosting,
            events=DocumentEvents(
                hosting, timeline.activity, faults, deliveries=self._make_deliveries("event", hosting)
            ),
            pubsub=PubSub(
                project=self.project,
                hosting=hosting,
                clock=timeline.clock,
                deliveries=self._make_deliveries("message", hosting),
            ),
            tasks=CloudTasks(
                project=self.project,
                functions_address=self.address("functions"),
                hosting=hosting,
                timeline=timeline,
                counters=counters,
            ),
            schedules=Schedules(hosting, timeline.agenda, timeline.clock),
            meter=Meter(counters, FollowUps(self._read_in_background(emulator, "follow-ups"))),
            index_check=index_check,
            faults=faults,
            provider=Provider(faults, timeline.activity),
        )

    def _make_deliveries(self, what: str, hosting: Hosting) -> Deliveries:
        return Deliveries(
            what, hosting=hosting, timeline=self._timeline, faults=self._faults, counters=self._counters
        )

    def _serve(self, parts: Parts, emulator: FirestoreEmulator, listeners: dict[str, socket.socket]) -> None:
        functions_port = FunctionsPort(self.project, parts.hosting, parts.events)
        self._ending.callback(servers.serve_http(functions_port, listeners["functions"], _HTTP_THREADS))
        parts.events.register(emulator, self.project)
        grpc_servers = servers.GrpcServers()
        self._ending.callback(grpc_servers.stop)
        self._serve_tasks(parts.tasks, grpc_servers, listeners["tasks"])
        proxy = self._make_proxy(parts, emulator)
        pubsub = UnaryService(PUBSUB_SERVICE, parts.pubsub.methods, booked(publish_cost, self._counters))
        for name, handlers in (("firestore", proxy), ("pubsub", pubsub)):
            listeners[name].close()
            service = self.services[name]
            grpc_servers.serve(handlers, service["host"], service["port"], what=name)
        self._ending.callback(parts.provider.serve(listeners["provider"]))
        self._ending.callback(servers.serve_http(self._auth_users, listeners["auth"], _AUTH_THREADS))
        control = Control(parts, self._make_reset(parts, emulator))
        self._ending.callback(servers.serve_http(control, listeners["control"], _CONTROL_THREADS))

    def _make_reset(self, parts: Parts, emulator: FirestoreEmulator) -> Reset:
        def delete_documents() -> None:
            if self._own_port:
                self._own_port.end_connections()
            with parts.events.unheard(emulator, self.project):
                emulator.delete_documents(self.project)
            if self._cache:
                self._cache.reset()

        forgetful = (
            parts.tasks,
            parts.pubsub,
            parts.events,
            self._auth_users,
            parts.index_check,
            parts.meter,
        )
        return Reset(
            parts.timeline,
            calming=(parts.faults.clear, parts.tasks.reset),
            emptying=(delete_documents, parts.provider.forget, *(part.reset for part in forgetful)),
            schedules=parts.schedules.reset,
        )

    def _make_proxy(self, parts: Parts, emulator: FirestoreEmulator) -> Proxy:
        """The proxy for clients; hosted functions that open a channel to its port are given a direct one."""
        watchers: list[Watcher] = [parts.meter, parts.events, parts.index_check, CallFaults(self._faults)]
        watchers += self._make_cache(emulator)
        self._routes[self.address("firestore")] = lambda outer, open_other: DirectChannel(
            open_other(emulator.address, OPTIONS), outer, watchers
        )
        return Proxy(emulator.address, watchers)

    def _make_cache(self, emulator: FirestoreEmulator) -> list[Watcher]:
        """A cache, if the emulator is ours; a connection to the emulator's own port bypasses it until a reset."""
        if not emulator.is_ours:
            self._add_service("emulator", emulator.host, emulator.port)
            return []
        cache = self._cache = QueryCache(self._read_in_background(emulator, "query cache"))
        listener = servers.bind(emulator.host, 0, "the Firestore emulator")

        def choose(_: bool) -> Address:
            cache.bypass()
            return emulator.host, emulator.port

        self._own_port = Splice(listener, choose)
        self._ending.callback(self._own_port.stop)
        self._add_service("emulator", emulator.host, servers.port_of(listener))
        return [cache]

    def _read_in_background(self, emulator: FirestoreEmulator, name: str) -> BackgroundReads:
        reads = BackgroundReads(emulator.address, name)
        self._ending.callback(reads.stop)
        return reads

    def _serve_tasks(
        self, tasks: CloudTasks, grpc_servers: servers.GrpcServers, listener: socket.socket
    ) -> None:
        stop = one_port.serve(
            listener,
            grpc_servers=grpc_servers,
            handlers=UnaryService(TASKS_SERVICE, tasks.methods, booked(task_cost, self._counters)),
            app=TasksRest(tasks, self._counters),
            threads=_TASKS_THREADS,
        )
        self._ending.callback(stop)

    def address(self, service: str) -> str:
        """HOST:PORT of a service."""
        return f"{self.services[service]['host']}:{self.services[service]['port']}"

    def _add_service(self, name: str, host: str, port: int) -> None:
        self.services[name] = {"host": host, "port": port}

    def environ_of_functions(self) -> dict[str, str]:
        """What Firebase's own emulator sets for functions, with our addresses, and where the provider is.

        With the variable of an Auth emulator firebase-admin accepts unsigned tokens; claims go there.
        """
        bucket = f"{self.project}.appspot.com"
        return {
            "FIRESTORE_EMULATOR_HOST": self.address("firestore"),
            "CLOUD_TASKS_EMULATOR_HOST": self.address("tasks"),
            "PUBSUB_EMULATOR_HOST": self.address("pubsub"),
            "LOCAL_PROVIDER_URL": f"http://{self.address('provider')}",
            "FIREBASE_AUTH_EMULATOR_HOST": os.environ.get("FIREBASE_AUTH_EMULATOR_HOST")
            or self.address("auth"),
            "FIREBASE_CONFIG": json.dumps({"projectId": self.project, "storageBucket": bucket}),
            "GCLOUD_PROJECT": self.project,
            "GOOGLE_CLOUD_PROJECT": self.project,
            "FUNCTIONS_EMULATOR": "true",
            "TZ": "UTC",
        }

"""The control requests: status, clock, idleness, the meter, indexes, faults, the provider. HTTP and JSON."""

import json
import logging
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

from local.billing.firestore_meter import Meter
from local.billing.monthly_cost import price_load, read_load
from local.clock.agenda import StillBusy
from local.clock.clock import format_instant, parse_duration, parse_instant
from local.clock.timeline import Timeline
from local.cloud_tasks.service import CloudTasks
from local.events.document_events import DocumentEvents
from local.events.pubsub import PubSub
from local.faults.faults import Faults
from local.faults.provider import Provider
from local.hosting.hosting import Hosting
from local.hosting.manifests import (
    DocumentTrigger,
    Function,
    OtherTrigger,
    ScheduleTrigger,
    TaskTrigger,
    TopicTrigger,
)
from local.indexes.check import IndexCheck
from local.indexes.declared import IndexesError, parse_indexes
from local.resetting import Reset
from local.schedules.schedules import Schedules

log = logging.getLogger("local.control")

_SCHEDULE = re.compile(r"/schedules/([^/]+)/(run|pause|resume)")
_IDLE_WITHIN_S = 30.0
_REASONS = {200: "OK", 400: "Bad Request", 404: "Not Found", 405: "Method Not Allowed"}
_REASONS |= {500: "Internal Server Error", 504: "Gateway Timeout"}

_Reply = tuple[int, dict[str, Any]]
_Request = dict[str, Any]


@dataclass(frozen=True)
class Parts:
    """What the requests read and change. `services` are host and port by name, as the status shows them."""

    project: str
    source: Path
    services: Mapping[str, Mapping[str, Any]]
    timeline: Timeline
    hosting: Hosting
    events: DocumentEvents
    pubsub: PubSub
    tasks: CloudTasks
    schedules: Schedules
    meter: Meter
    index_check: IndexCheck
    faults: Faults
    provider: Provider


class Control:
    """A WSGI application over the running parts."""

    def __init__(self, parts: Parts, reset: Reset) -> None:
        self._parts = parts
        self._reset = reset
        self._routes: dict[str, dict[str, Callable[[_Request], _Reply]]] = {
            "/status": {"GET": self._status},
            "/reset": {"POST": self._begin_anew},
            "/clock": {"GET": self._read_clock, "POST": self._move_clock},
            "/idle": {"POST": self._wait_idle},
            "/meter": {"GET": self._read_meter},
            "/meter/reset": {"POST": self._reset_meter},
            "/indexes": {"PUT": self._declare_indexes},
            "/indexes/unused": {"GET": self._read_unused_indexes},
            "/indexes/spare": {"GET": self._read_spare_indexes},
            "/faults": {"GET": self._read_faults, "POST": self._set_faults, "DELETE": self._clear_faults},
            "/faults/strikes": {"GET": self._read_strikes},
            "/provider/requests": {"GET": self._read_provider, "DELETE": self._empty_provider},
        }

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        status, reply = self._answer(environ)
        body = json.dumps(reply).encode()
        headers = [("Content-Type", "application/json"), ("Content-Length", str(len(body)))]
        start_response(f"{status} {_REASONS[status]}", headers)
        return [body]

    def _answer(self, environ: dict[str, Any]) -> _Reply:
        path, method = environ["PATH_INFO"], environ["REQUEST_METHOD"]
        routes = self._find_routes(path)
        if routes is None:
            return 404, {"error": f"there is no {path}"}
        if method not in routes:
            return 405, {"error": f"{path} takes {', '.join(sorted(routes))}"}
        try:
            return routes[method](_parse(environ))
        except ValueError as error:
            return 400, {"error": str(error)}
        except Exception as error:
            log.exception("control_request_failed method=%s path=%s", method, path)
            return 500, {"error": f"{type(error).__name__}: {error}"}

    def _find_routes(self, path: str) -> dict[str, Callable[[_Request], _Reply]] | None:
        schedule = _SCHEDULE.fullmatch(path)
        if schedule is None:
            return self._routes.get(path)
        name, act = schedule.groups()
        if act == "run":
            return {"POST": lambda _: self._run_schedule(name)}
        return {"POST": lambda _: self._pause_schedule(name, is_paused=act == "pause")}

    def _status(self, _: _Request) -> _Reply:
        parts = self._parts
        return 200, {
            "project": parts.project,
            "services": parts.services,
            "functions": {name: describe(function) for name, function in parts.hosting.functions.items()},
            "clock": format_instant(parts.timeline.clock.now()),
            "under_way": parts.timeline.activity.snapshot(),
            "dropped": {
                "events": parts.events.dropped(),
                "messages": parts.pubsub.dropped(),
                "tasks": parts.tasks.dropped(),
            },
        }

    def _begin_anew(self, request: _Request) -> _Reply:
        clock = request.get("clock")
        if set(request) != {"clock"} or not isinstance(clock, str):
            raise ValueError('give {"clock": "<instant>"} or {"clock": "real"}')
        timeline = self._parts.timeline
        try:
            self._reset(None if clock == "real" else parse_instant(clock))
        except StillBusy as busy:
            return 504, {"error": str(busy), "under_way": timeline.activity.snapshot()}
        return 200, {"now": format_instant(timeline.clock.now())}

    def _read_clock(self, _: _Request) -> _Reply:
        clock = self._parts.timeline.clock
        return 200, {"now": format_instant(clock.now()), "real": clock.is_real}

    def _move_clock(self, request: _Request) -> _Reply:
        if set(request) not in ({"advance"}, {"to"}) or not isinstance(next(iter(request.values())), str):
            raise ValueError('give {"advance": "36h"} or {"to": "<instant>"}')
        timeline = self._parts.timeline
        if "advance" in request:
            target = timeline.clock.now() + parse_duration(request["advance"])
        else:
            target = parse_instant(request["to"])
            timeline.clock.check_forward(target)
        try:
            ran = timeline.agenda.advance(target)
        except StillBusy as busy:
            return 504, {"error": str(busy), "under_way": timeline.activity.snapshot()}
        return 200, {"now": format_instant(timeline.clock.now()), "ran": ran}

    def _wait_idle(self, request: _Request) -> _Reply:
        timeout = request.get("timeout_s", _IDLE_WITHIN_S)
        if isinstance(timeout, bool) or not isinstance(timeout, int | float) or timeout < 0:
            raise ValueError("timeout_s: must be a number of seconds")
        activity = self._parts.timeline.activity
        if activity.wait_quiet(timeout, held_back_too=True):
            return 200, {"idle": True}
        return 504, {"idle": False, "under_way": activity.snapshot()}

    def _read_meter(self, request: _Request) -> _Reply:
        """The reading; with `load`, what a month of that file's load costs by it."""
        if not set(request) <= {"load"}:
            raise ValueError("give load=FILE or nothing")
        if "load" not in request:
            return 200, self._parts.meter.reading()
        rows, functions = self._parts.meter.rows(), self._parts.hosting.functions
        load = read_load(self._parts.source / request["load"], rows, functions)
        schedules = [f for f in functions.values() if isinstance(f.trigger, ScheduleTrigger)]
        return 200, price_load(load, rows, len(schedules))

    def _reset_meter(self, _: _Request) -> _Reply:
        self._parts.meter.reset()
        return 200, self._parts.meter.reading()

    def _declare_indexes(self, request: _Request) -> _Reply:
        try:
            self._parts.index_check.declare(parse_indexes(request))
        except IndexesError as error:
            raise ValueError(str(error)) from error
        return self._read_unused_indexes(request)

    def _read_unused_indexes(self, _: _Request) -> _Reply:
        return 200, self._parts.index_check.unused()

    def _read_spare_indexes(self, _: _Request) -> _Reply:
        return 200, self._parts.index_check.spare()

    def _read_faults(self, _: _Request) -> _Reply:
        return 200, dict(self._parts.faults.in_force())

    def _set_faults(self, request: _Request) -> _Reply:
        self._parts.faults.replace(request)
        return self._read_faults(request)

    def _clear_faults(self, request: _Request) -> _Reply:
        self._parts.faults.clear()
        return self._read_faults(request)

    def _read_strikes(self, _: _Request) -> _Reply:
        strikes = self._parts.faults.strikes()
        return 200, {"strikes": [{"fault": s.fault, "concerning": s.concerning} for s in strikes]}

    def _read_provider(self, _: _Request) -> _Reply:
        return 200, {"requests": self._parts.provider.requests()}

    def _empty_provider(self, request: _Request) -> _Reply:
        self._parts.provider.forget()
        return self._read_provider(request)

    def _run_schedule(self, name: str) -> _Reply:
        answer = self._parts.schedules.run_now(name)
        return _no_schedule(name) if answer is None else (200, {"status": answer.status})

    def _pause_schedule(self, name: str, *, is_paused: bool) -> _Reply:
        is_known = self._parts.schedules.set_paused(name, is_paused)
        return (200, {"paused": is_paused}) if is_known else _no_schedule(name)


def _no_schedule(name: str) -> _Reply:
    return 404, {"error": f"no schedule has the name {name}"}


def describe(function: Function) -> dict[str, Any]:
    """A function's region and trigger, for people."""
    match function.trigger:
        case DocumentTrigger(event_type, pattern, database, _):
            trigger = {"type": "document", "event": event_type, "document": pattern, "database": database}
        case TopicTrigger(topic, _):
            trigger = {"type": "topic", "topic": topic}
        case TaskTrigger():
            trigger = {"type": "task", "queue": function.name}
        case ScheduleTrigger(schedule, time_zone):
            trigger = {"type": "schedule", "schedule": schedule, "time_zone": time_zone}
        case OtherTrigger(event_type):
            trigger = {"type": "event", "event": event_type}
        case _:
            trigger = {"type": "http"}
    return {"region": function.region, "trigger": trigger}


def _parse(environ: dict[str, Any]) -> _Request:
    """The body's object; of a GET, the query's parameters."""
    if environ["REQUEST_METHOD"] == "GET":
        return dict(parse_qsl(environ.get("QUERY_STRING", ""), keep_blank_values=True))
    content = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    try:
        request = json.loads(content or b"{}")
    except ValueError:
        raise ValueError("the body is not JSON") from None
    if not isinstance(request, dict):
        raise ValueError("the body is not a JSON object")
    return request

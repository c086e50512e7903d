"""Document events: registered with the emulator, taken from it, and given to the functions as Eventarc gives them.

Every trigger is registered as `written`; whether an event is of the trigger's kind is decided here, from both versions
of the document. So exactly one event is owed for each document that a commit names, and it is known when all have come.
How they are delivered is in deliveries.py. An event that is too large for Eventarc is listed and goes nowhere.
"""

import base64
import logging
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from google.cloud.firestore_v1 import types
from google.events.cloud import firestore as firestore_events

from local.clock.activity import Activity
from local.events.deliveries import Deliveries, Delivery
from local.faults.faults import Faults
from local.firestore.emulator import FirestoreEmulator
from local.firestore.request_names import names_of, written_names
from local.firestore.watching import Call
from local.hosting.hosting import Hosting
from local.hosting.manifests import DocumentTrigger, Function

log = logging.getLogger("local.events.document_events")

_WRITTEN = "google.cloud.firestore.document.v1.written"
# "Max event size for event-driven functions", for Eventarc's events: https://cloud.google.com/functions/quotas
_LARGEST_EVENT_BYTES = 512 << 10
_NOWHERE = "local-firebase/nowhere"
_VARIABLE = re.compile(r"\{[^/{}]*?(=\*\*|=\*)?\}")


@dataclass(frozen=True)
class _Registration:
    """A function's trigger, under the key that the emulator posts its events to."""

    key: str
    function: str
    trigger: DocumentTrigger
    path: re.Pattern[str]


def compile_pattern(pattern: str) -> re.Pattern[str]:
    """A document pattern such as `orders/{id}` or `a/{rest=**}` as a regular expression over document paths."""
    regex = ""
    for segment in pattern.split("/"):
        variable = _VARIABLE.fullmatch(segment)
        takes_many = segment == "**" or (variable is not None and variable.group(1) == "=**")
        takes_one = segment == "*" or variable is not None
        regex += "/" + (".+" if takes_many else "[^/]+" if takes_one else re.escape(segment))
    return re.compile(regex.removeprefix("/"))


class DocumentEvents:
    """Takes events from the emulator to the functions; a watcher of the proxy, to know which events are owed."""

    def __init__(
        self, hosting: Hosting, activity: Activity, faults: Faults, *, deliveries: Deliveries
    ) -> None:
        self._activity = activity
        self._faults = faults
        self._deliveries = deliveries
        self._registrations = {
            registration.key: registration
            for registration in map(_register, hosting.functions.values())
            if registration
        }
        self._is_posted_to = False

    def dropped(self) -> list[dict[str, object]]:
        """Events that were given up, oldest first."""
        return self._deliveries.dropped()

    def reset(self) -> None:
        self._deliveries.reset()

    def register(self, emulator: FirestoreEmulator, project: str) -> None:
        """Ask the emulator for every trigger's events. From one that we did not start, they may not come."""
        self._is_posted_to = emulator.is_ours
        for registration in self._registrations.values():
            pattern = registration.trigger.pattern
            match = "PATH_PATTERN" if "{" in pattern or "*" in pattern else "EXACT"
            _ask_for(emulator, project, registration, document={"value": pattern, "matchType": match})

    @contextmanager
    def unheard(self, emulator: FirestoreEmulator, project: str) -> Iterator[None]:
        """Inside, the emulator posts no event: it takes no trigger back, so each waits for a document never written."""
        for registration in self._registrations.values():
            _ask_for(emulator, project, registration, document={"value": _NOWHERE, "matchType": "EXACT"})
        try:
            yield
        finally:
            self.register(emulator, project)

    def take(self, key: str, headers: Mapping[str, str], body: bytes) -> bool:
        """Take one event as the emulator posts it, and deliver it later; False for a key that is not ours."""
        registration = self._registrations.get(key)
        if registration is None:
            return False
        self._is_posted_to = True
        content = base64.b64decode(body)
        owed = _owed(registration, _as_text(headers["ce-document"]))
        if _concerns(registration.trigger, content):
            self._deliver_with_faults(registration, _as_eventarc(registration, headers), content)
        self._activity.settle(owed)
        return True

    def _deliver_with_faults(
        self, registration: _Registration, headers: dict[str, str], content: bytes
    ) -> None:
        concerning = (registration.function, headers["ce-document"])
        if self._faults.strike("drop_events", *concerning):
            log.info("event_dropped_as_asked function=%s event=%s", registration.function, headers["ce-id"])
            return
        delivery = Delivery(
            function=registration.function,
            has_retry=registration.trigger.has_retry,
            headers=headers,
            body=content,
            concerning=concerning,
            about={"event_id": headers["ce-id"], "document": headers["ce-document"]},
        )
        if len(content) > _LARGEST_EVENT_BYTES:
            why = f"event of {len(content)} bytes, and Eventarc takes {_LARGEST_EVENT_BYTES}"
            self._deliveries.drop(delivery, None, why)
        else:
            self._deliveries.send_with_faults(delivery)

    def started(self, call: Call) -> None:
        if self._is_posted_to:
            names = written_names(call.method, call.request)
            call.notes[self] = [self._owe(name) for name in names]

    def asked(self, call: Call, message: bytes) -> None:
        if call.method == "Write" and self._is_posted_to:
            for name in names_of(types.WriteRequest.pb().FromString(message).writes):
                self._owe(name)

    def answered(self, call: Call, message: bytes) -> None:
        """A batch's writes succeed or fail one by one."""
        if call.method == "BatchWrite" and self in call.notes:
            statuses = types.BatchWriteResponse.pb().FromString(message).status
            for owed, status in zip(call.notes[self], statuses, strict=False):
                if status.code != 0:
                    self._forgive(owed)

    def ended(self, call: Call, is_ok: bool) -> None:
        if not is_ok:
            for owed in call.notes.get(self, ()):
                self._forgive(owed)

    def _owe(self, name: str) -> list[str]:
        """What the emulator owes for a write to the document, begun before the write so that no event comes first."""
        head, _, path = name.partition("/documents/")
        database = head.rpartition("/")[2]
        owed = [
            _owed(registration, path)
            for registration in self._registrations.values()
            if registration.trigger.database == database and registration.path.fullmatch(path)
        ]
        for what in owed:
            self._activity.owe(what)
        return owed

    def _forgive(self, owed: Iterable[str]) -> None:
        for what in owed:
            self._activity.settle(what)


def _ask_for(
    emulator: FirestoreEmulator, project: str, registration: _Registration, *, document: dict[str, str]
) -> None:
    trigger = registration.trigger
    asked: dict[str, object] = {
        "eventType": _WRITTEN + (".withAuthContext" if trigger.has_auth_context else ""),
        "database": trigger.database,
        "namespace": "(default)",
        "document": document,
    }
    emulator.register_trigger(project, registration.key, asked)


def _register(function: Function) -> _Registration | None:
    if not isinstance(function.trigger, DocumentTrigger):
        return None
    key = f"{function.region}-{function.name}-0"
    return _Registration(key, function.name, function.trigger, compile_pattern(function.trigger.pattern))


def _owed(registration: _Registration, path: str) -> str:
    """The same for the path in a commit and in an event's header, at whose end HTTP drops spaces."""
    return f"event of {path.rstrip(' ')} for {registration.function}"


def _as_text(header: str) -> str:
    """The header's UTF-8, which WSGI hands over byte by byte."""
    return header.encode("latin-1").decode("utf-8")


def _concerns(trigger: DocumentTrigger, content: bytes) -> bool:
    """Whether production would send this change to the trigger. The emulator also sends what changes nothing."""
    change = firestore_events.DocumentEventData.pb().FromString(content)
    existed, exists = bool(change.old_value.name), bool(change.value.name)
    if existed and exists:
        return trigger.kind in ("updated", "written") and _fields(change.old_value) != _fields(change.value)
    if exists:
        return trigger.kind in ("created", "written")
    return existed and trigger.kind in ("deleted", "written")


def _fields(document: firestore_events.Document) -> bytes:
    fields = type(document)()
    for name in document.fields:
        fields.fields[name].CopyFrom(document.fields[name])
    serialized: bytes = fields.SerializeToString(deterministic=True)
    return serialized


def _as_eventarc(registration: _Registration, headers: Mapping[str, str]) -> dict[str, str]:
    """The event's headers with the trigger's own type, and without the emulator's slip in the source."""
    kept = {name: value for name, value in headers.items() if name.startswith("ce-")}
    return kept | {
        "content-type": "application/protobuf",
        "ce-type": registration.trigger.event_type,
        "ce-source": kept.get("ce-source", "").replace("/projects/projects/", "/projects/"),
    }

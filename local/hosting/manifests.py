"""A function's name, region and trigger.

Read from the manifest that firebase_functions leaves on each function, the same that Firebase's deployment reads.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from firebase_functions import params
from firebase_functions.params import Expression
from firebase_functions.private.util import Sentinel

# As the SDK writes a parameter of an option that all functions share.
_PARAMETER = re.compile(r"\{\{ params\.([A-Z0-9_]+) \}\}")
_DEFAULT_REGION = "us-central1"
_FIRESTORE = "google.cloud.firestore.document.v1."
_PUBSUB = "google.cloud.pubsub.topic.v1.messagePublished"


@dataclass(frozen=True)
class HttpTrigger:
    """Called by requests, callables included."""


@dataclass(frozen=True)
class DocumentTrigger:
    """Called when a document that matches the pattern changes; with `has_retry`, again where it fails."""

    event_type: str
    pattern: str
    database: str
    has_retry: bool

    @property
    def kind(self) -> str:
        """created, updated, deleted or written"""
        return self.event_type.removeprefix(_FIRESTORE).removesuffix(".withAuthContext")

    @property
    def has_auth_context(self) -> bool:
        return self.event_type.endswith(".withAuthContext")


@dataclass(frozen=True)
class TopicTrigger:
    """Called with the messages of a topic; with `has_retry`, again where it fails."""

    topic: str
    has_retry: bool


@dataclass(frozen=True)
class TaskTrigger:
    """Called with the tasks of the queue of its name. Limits as Cloud Tasks has them; attempts 0 is without limit."""

    max_attempts: int
    max_retry_s: float
    min_backoff_s: float
    max_backoff_s: float
    max_doublings: int
    max_concurrent: int
    max_per_second: float


@dataclass(frozen=True)
class ScheduleTrigger:
    """Called by the clock. Retries as Cloud Scheduler has them: none unless a count or a time says otherwise."""

    schedule: str
    time_zone: str
    retry_count: int = 0
    max_retry_s: float = 0
    min_backoff_s: float = 5
    max_backoff_s: float = 3600
    max_doublings: int = 5


@dataclass(frozen=True)
class OtherTrigger:
    """A kind of event that nothing here sends; it can be called over HTTP."""

    event_type: str


Trigger = HttpTrigger | DocumentTrigger | TopicTrigger | TaskTrigger | ScheduleTrigger | OtherTrigger


@dataclass(frozen=True)
class Function:
    """A function of the source, ready to be called."""

    name: str
    region: str
    trigger: Trigger
    entry: Callable[..., Any]

    @property
    def takes_events(self) -> bool:
        return isinstance(self.trigger, DocumentTrigger | TopicTrigger | OtherTrigger)


def read_function(name: str, entry: Callable[..., Any]) -> Function:
    """The function as its manifest describes it."""
    endpoint = entry.__firebase_endpoint__  # type: ignore[attr-defined]  # set by firebase_functions' decorators
    region = (_resolve(endpoint.region) or [_DEFAULT_REGION])[0]
    return Function(name, str(_resolve(getattr(region, "value", region))), _read_trigger(endpoint), entry)


def _read_trigger(endpoint: Any) -> Trigger:
    if endpoint.eventTrigger is not None:
        return _read_event_trigger(endpoint.eventTrigger)
    if endpoint.taskQueueTrigger is not None:
        return _read_task_trigger(endpoint.taskQueueTrigger)
    if endpoint.scheduleTrigger is not None:
        return _read_schedule_trigger(endpoint.scheduleTrigger)
    return HttpTrigger()


def _read_event_trigger(trigger: Any) -> Trigger:
    event_type = str(trigger["eventType"])
    filters = trigger.get("eventFilters") or {}
    has_retry = bool(_resolve(trigger.get("retry")))
    if event_type.startswith(_FIRESTORE):
        patterns = trigger.get("eventFilterPathPatterns") or {}
        pattern = str(_resolve(patterns.get("document", filters.get("document"))))
        database = str(_resolve(filters.get("database")) or "(default)")
        return DocumentTrigger(event_type, pattern.strip("/"), database, has_retry)
    if event_type == _PUBSUB:
        return TopicTrigger(str(_resolve(filters["topic"])), has_retry)
    return OtherTrigger(event_type)


def _read_task_trigger(trigger: Any) -> TaskTrigger:
    retry = trigger.get("retryConfig") or {}
    rate = trigger.get("rateLimits") or {}
    return TaskTrigger(
        max_attempts=int(_number(retry, "maxAttempts", 3)),
        max_retry_s=_number(retry, "maxRetrySeconds", 0),
        min_backoff_s=_number(retry, "minBackoffSeconds", 0.1),
        max_backoff_s=_number(retry, "maxBackoffSeconds", 3600),
        max_doublings=int(_number(retry, "maxDoublings", 16)),
        max_concurrent=int(_number(rate, "maxConcurrentDispatches", 1000)),
        max_per_second=_number(rate, "maxDispatchesPerSecond", 500),
    )


def _read_schedule_trigger(trigger: Any) -> ScheduleTrigger:
    time_zone = _resolve(trigger.get("timeZone")) or "UTC"
    retry = trigger.get("retryConfig") or {}
    return ScheduleTrigger(
        schedule=str(_resolve(trigger["schedule"])),
        time_zone=str(getattr(time_zone, "key", time_zone)),
        retry_count=int(_number(retry, "retryCount", 0)),
        max_retry_s=_number(retry, "maxRetrySeconds", 0),
        min_backoff_s=_number(retry, "minBackoffSeconds", 5),
        max_backoff_s=_number(retry, "maxBackoffSeconds", 3600),
        max_doublings=int(_number(retry, "maxDoublings", 5)),
    )


def _number(config: dict[str, Any], name: str, default: float) -> float:
    value = _resolve(config.get(name))
    return default if value is None else float(value)


def _resolve(value: Any) -> Any:
    """A parameter's value as this environment has it; None where the manifest says 'back to the default'."""
    if isinstance(value, Sentinel):
        return None
    if isinstance(value, Expression):
        return value.value
    named = _PARAMETER.fullmatch(value) if isinstance(value, str) else None
    return params._params[named[1]].value if named is not None and named[1] in params._params else value

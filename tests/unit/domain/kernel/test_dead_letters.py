"""What cannot be handled is kept with its error, once."""

from datetime import timedelta
from typing import Any

from functions.domain.kernel.dead_letters import reason_of, record_dead_letter
from functions.domain.kernel.errors import Conflict, FieldFault, Malformed
from tests.builders import NOON
from tests.memory import Billed, DictBackend, a_store, run

ERROR = Malformed("order", [FieldFault("total", "must be a decimal number like 387.00")])


def buried(backend: DictBackend, error: Exception = ERROR, days: int = 0) -> dict[str, Any]:
    now = NOON + timedelta(days=days)
    payload = {"body": "{}"}
    run(
        a_store(backend),
        lambda: record_dead_letter("letter", source="pubsub:orders", payload=payload, error=error, now=now),
    )
    return backend.one("dead_letters")


def test_a_letter_keeps_the_event_and_its_error() -> None:
    backend = DictBackend()
    assert buried(backend) == {
        "source": "pubsub:orders",
        "payload": {"body": "{}"},
        "error": {"code": "malformed", "message": "order: total: must be a decimal number like 387.00"},
        "at": NOON,
        "attempts": 1,
    }
    assert backend.billed == Billed(reads=1, writes=1)


def test_the_same_event_again_counts_an_attempt_with_its_latest_error() -> None:
    backend = DictBackend()
    buried(backend)
    letter = buried(backend, Conflict("order pos:1"), days=1)
    assert (letter["attempts"], letter["at"]) == (2, NOON + timedelta(days=1))
    assert letter["error"] == {
        "code": "conflict",
        "message": "order pos:1 is already known with different content",
    }


def test_an_error_that_is_not_ours_gives_its_kind_and_not_its_text() -> None:
    error = KeyError("+12025550123")
    assert reason_of(error) == "KeyError"
    assert buried(DictBackend(), error)["error"] == {"code": "bug", "message": "KeyError"}

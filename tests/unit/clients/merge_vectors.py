"""flutter/test/merge_vectors.json: profiles, changes that phones made, and what the engine makes of them. The merge in
Dart is tested by it in an app's build. `python -m tests.unit.clients.merge_vectors` writes it anew.
"""

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

from functions.domain.commands.customers.forms import CustomerForm
from functions.domain.customers.customer import Customer
from tests.builders import NOON, a_customer, give, with_staff

FILE = Path(__file__).resolve().parents[3] / "flutter" / "test" / "merge_vectors.json"
PROFILE = sorted(CustomerForm.model_fields.keys() & Customer.model_fields.keys())


class Change(NamedTuple):
    """A command's id, the minute in which it was made, and its data."""

    id: str
    minute: int
    asked: dict[str, Any]


class Case(NamedTuple):
    """`known` has arrived when the phone reads; `pending` is on its way, in the order in which it arrives."""

    name: str
    pending: tuple[Change, ...]
    known: tuple[Change, ...] = ()


CASES = (
    Case(
        "absent stays, null goes, custom is changed name by name",
        (Change("p1", 0, {"name": "A friend", "birthday": None, "custom": {"milk": None, "sugar": 2}}),),
    ),
    Case(
        "of two changes the one that was made last holds, whichever arrives first",
        (
            Change("p2", 5, {"name": "Later", "locale": "en-IN"}),
            Change("p1", 0, {"name": "Earlier", "tags": ["a"]}),
        ),
    ),
    Case(
        "a field that was changed later elsewhere keeps that, the others do not",
        (Change("p1", 0, {"name": "Of the phone", "tags": ["new"], "custom": {"seat": 5, "milk": "soy"}}),),
        known=(Change("k1", 3, {"name": "Of the desk", "custom": {"seat": 9}}),),
    ),
    Case(
        "of two changes of one instant the greater id holds: the other one's",
        (Change("a", 0, {"name": "Of the phone"}),),
        known=(Change("b", 0, {"name": "Of the desk"}),),
    ),
    Case(
        "of two changes of one instant the greater id holds: this one's",
        (Change("c", 0, {"name": "Of the phone"}),),
        known=(Change("b", 0, {"name": "Of the desk"}),),
    ),
    Case("what is no field counts nothing", (Change("p1", 0, {"name": "A friend", "points": 1000}),)),
    Case(
        "changes of different fields add up",
        (Change("p1", 0, {"preferred_channel": "sms"}), Change("p2", 1, {"timezone": "Asia/Kolkata"})),
    ),
)


def vectors() -> list[dict[str, Any]]:
    """Each case with what a phone reads before, and with the profile once all is settled."""
    return [_vector(case) for case in CASES]


def _vector(case: Case) -> dict[str, Any]:
    stored = a_customer(name="A regular", birthday="01-31", custom={"seat": 4, "milk": "oat"})
    backend = with_staff(stored)
    _settle(backend, case.known)
    read = dict(backend.one("customers"))
    _settle(backend, case.pending)
    after = backend.one("customers")
    pending = [
        {"id": id, "made_at": NOON + timedelta(minutes=minute), "data": asked}
        for id, minute, asked in case.pending
    ]
    return {
        "name": case.name,
        "read": read,
        "pending": pending,
        "profile": {name: after.get(name) for name in PROFILE},
    }


def _settle(backend: Any, changes: tuple[Change, ...]) -> None:
    for id, minute, asked in changes:
        at = NOON + timedelta(minutes=minute)
        command = give(
            backend,
            "change_customer",
            {"customer_id": "somebody", **asked},
            id=id,
            made_at=at,
            now=NOON + timedelta(hours=1),
        )
        assert command["status"] == "done", command


def as_text() -> str:
    return json.dumps(vectors(), indent=2, sort_keys=True, default=datetime.isoformat) + "\n"


if __name__ == "__main__":
    FILE.write_text(as_text(), encoding="utf-8")

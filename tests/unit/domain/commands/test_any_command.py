"""Whatever a client writes, its command ends done or refused, and nothing else raises."""

from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

from google.cloud.firestore_v1 import GeoPoint
from hypothesis import example, given, settings
from hypothesis import strategies as some

from functions.domain.commands.kinds import KINDS
from functions.domain.commands.settle import settle_command
from functions.domain.customers.identities import Identity, KnownIdentity, identity_id
from functions.domain.staff.members import Member
from tests.builders import (
    NOON,
    OTHER_PHONE,
    PHONE,
    a_command,
    a_customer,
    an_order_body,
    an_org,
    an_org_document,
)
from tests.command_samples import BESIDE, standing
from tests.examples import examples
from tests.memory import DictBackend, a_store

ORG = an_org()
TEXTS = some.text(max_size=8) | some.sampled_from(
    [
        PHONE,
        OTHER_PHONE,
        "somebody",
        "till",
        "..",
        "__x__",
        "a/b",
        "marketing",
        "whatsapp",
        "387.00",
        "a@b.example",
    ]
)
# All that Firestore keeps in a field.
SCALARS = (
    some.none()
    | some.booleans()
    | some.integers(-(2**63), 2**63 - 1)
    | some.floats()
    | TEXTS
    | some.binary(max_size=4)
    | some.datetimes(timezones=some.just(UTC))
    | some.builds(GeoPoint, some.floats(-90, 90), some.floats(-180, 180))
)
VALUES = some.recursive(
    SCALARS,
    lambda inner: some.lists(inner, max_size=3) | some.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=8,
)
FIELDS = ["kind", "data", "by_uid", "made_at", "created_at", "status", "problems", "result", "settled_at"]
# Data that is right, for some of it to be replaced: what is all wrong never gets far.
RIGHT: dict[str, dict[str, Any]] = {
    "record_order": an_order_body(),
    "change_customer": {
        "customer_id": "somebody",
        "name": "Regular",
        "phone": PHONE,
        "email": "new@example.com",
        "card": "7",
        "app_user_id": "uid",
        "customer_group": "b2b",
        "preferred_channel": "sms",
        "timezone": "Asia/Kolkata",
        "locale": "en-IN",
        "birthday": "01-31",
        "tags": ["vip"],
        "custom": {"milk": "oat"},
    },
    "record_interaction": {
        "interaction_type": "call",
        "interaction_source": "customer_service",
        "customer_id": "somebody",
        "location_id": "first",
        "opportunity_id": "o",
        "transaction": {"id": "pos:1", "amount_minor": 1},
        "performed_at": NOON,
        "duration_minutes": 3,
        "next_action_on": "2025-02-01",
        "notes": "n",
        "attachments": ["a"],
    },
    "give_consent": {
        "customer_id": "somebody",
        "channel": "whatsapp",
        "purposes": ["marketing"],
        "granted": True,
        "at": NOON,
        "how": "paper",
        "where": "here",
    },
    "register_device": {"customer_id": "somebody", "token": "t"},
    "send_message": {"customer_id": "somebody", "channel": "sms", "text": "At six."},
    "save_configuration": {
        "collection": "templates",
        "id": "news",
        "content": {"purpose": "marketing", "bodies": {"en": "{{ name }}"}, "push": {"data": {"a": "b"}}},
        "revision": 0,
    },
    "remove_configuration": {"collection": "templates", "id": "old", "revision": 1},
    "change_settings": {"changes": {"channels": ["sms"], "messages": {"quiet_hours": None}}, "revision": 0},
    **BESIDE,
    "change_member": BESIDE["change_member"] | {"roles": ["owner"]},
}


@some.composite
def commands(draw: some.DrawFn) -> dict[str, Any]:
    """A right command of any kind with any field of it, or of its data, replaced, taken away or added."""
    kind = draw(some.sampled_from(sorted(KINDS)))
    data: Any = dict(RIGHT[kind])
    for name in draw(some.lists(some.sampled_from(sorted(data)), max_size=3)):
        data[name] = draw(VALUES)
    data |= draw(some.dictionaries(TEXTS, VALUES, max_size=2))
    command = a_command(kind, data, by_uid=draw(some.sampled_from(["till", "app", "stranger"])))
    for name in draw(
        some.lists(some.sampled_from([*sorted(command), "status", "problems", "result"]), max_size=2)
    ):
        command[name] = draw(VALUES)
    return command


def an_organisation() -> DictBackend:
    backend = DictBackend()
    backend.put(Member(id="till", roles=("owner",)))
    backend.put(an_org_document())
    backend.put(a_customer(consents={"sms": {}}, loyalty={"points": 10}))
    for document in standing():
        backend.put(document)
    app = identity_id(ORG.id_key, Identity("app_user", "app"))
    backend.put(KnownIdentity(id=app, customer_id="somebody", kind="app_user", created_at=NOON))
    return backend


@settings(max_examples=examples(150), deadline=None)
@given(commands())
@example(a_command("change_customer", {"name": "x", "custom": {"n": float("nan")}}))
@example(a_command("give_consent", RIGHT["give_consent"], made_at=datetime.max.replace(tzinfo=UTC)))
@example(a_command("record_order", an_order_body(ordered_at=datetime.min.replace(tzinfo=UTC))))
@example(a_command("record_order", an_order_body(), made_at=NOON + timedelta(days=400)))
def test_every_command_ends_done_or_refused(command: dict[str, Any]) -> None:
    backend = an_organisation()
    path = "orgs/kopi/commands/c"
    backend.client_writes(path, **command)
    event = backend.snapshot(path)
    others = {p: v for p, v in backend.versions.items() if p != path}
    was_settled = command.get("status") in ("done", "refused")
    status = a_store(backend).commit("kopi", lambda: settle_command(ORG, "c", NOON), [event]).value
    stored = backend.documents[path]
    assert status == (None if was_settled else stored["status"])
    assert stored["status"] in ("done", "refused")
    if status == "refused":
        assert stored["problems"]
        assert all(set(problem) == {"path", "message"} for problem in stored["problems"])
        assert {p: v for p, v in backend.versions.items() if p != path} == others
    for name in command.keys() - {"status", "problems", "result"}:
        assert repr(stored[name]) == repr(command[name])


@settings(max_examples=examples(100), deadline=None)
@given(
    some.dictionaries(
        TEXTS | some.sampled_from(["kind", "data", "by_uid", "made_at", "status"]), VALUES, max_size=6
    )
)
@example({"_": 1, "self": 2, "path": 3})
def test_every_document_ends_done_or_refused(fields: dict[str, Any]) -> None:
    backend = an_organisation()
    path = "orgs/kopi/commands/c"
    # No field of it is called as a parameter of Python's is: `path`, `self`.
    written = {name: value for name, value in fields.items() if name not in ("path", "self")}
    backend.client_writes(path, **{"_": 0, **written})
    a_store(backend).commit("kopi", lambda: settle_command(ORG, "c", NOON), [backend.snapshot(path)])
    assert backend.documents[path]["status"] in ("done", "refused")


def test_what_a_kind_takes_when_all_is_right_is_done() -> None:
    for kind, data in RIGHT.items():
        backend = an_organisation()
        path = f"orgs/kopi/commands/{kind}"
        backend.client_writes(path, **a_command(kind, data))
        a_store(backend).commit("kopi", partial(settle_command, ORG, kind, NOON))
        assert backend.documents[path]["status"] == "done", backend.documents[path]

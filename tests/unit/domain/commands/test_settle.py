"""A command is carried out or refused in one commit, once, for who may give it."""

from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any, get_args

import pytest

from functions.domain.commands.kinds import KINDS
from functions.domain.commands.settle import give_up_command, problems_of, refuse_command, settle_command
from functions.domain.customers.identities import Identity, KnownIdentity, identity_id
from functions.domain.kernel.errors import (
    Conflict,
    Damaged,
    FieldFault,
    Forbidden,
    Malformed,
    NotFound,
    Terminal,
)
from functions.domain.settings.retention import RetentionSettings
from functions.domain.staff.members import Member
from functions.domain.staff.roles import Role
from functions.store.snapshots import Snapshot
from tests.builders import (
    NOON,
    a_command,
    a_customer,
    an_order_body,
    an_org,
    an_org_document,
    give,
    problems,
    with_staff,
)
from tests.command_samples import BESIDE, BY_ROLES, standing
from tests.command_samples import BY_CUSTOMERS as BESIDE_BY_CUSTOMERS
from tests.memory import Billed, DictBackend, a_store

ORG = an_org()
PATH = "orgs/kopi/commands/c"
CUSTOMER = a_customer(loyalty={"points": 10})
# Data that each kind takes of staff, about the customer `somebody`.
DATA: dict[str, dict[str, Any]] = {
    "record_order": an_order_body(),
    "change_customer": {"customer_id": "somebody", "name": "Regular"},
    "record_interaction": {
        "interaction_type": "call",
        "interaction_source": "customer_service",
        "customer_id": "somebody",
        "performed_at": NOON,
    },
    "give_consent": {
        "customer_id": "somebody",
        "channel": "whatsapp",
        "purposes": ["marketing"],
        "granted": False,
    },
    "register_device": {"customer_id": "somebody", "token": "new"},
    "send_message": {"customer_id": "somebody", "channel": "sms", "text": "At six."},
    "save_configuration": {
        "collection": "templates",
        "id": "news",
        "content": {"purpose": "marketing", "bodies": {"en": "News"}},
    },
    "remove_configuration": {"collection": "templates", "id": "old"},
    "change_settings": {"changes": {"channels": ["sms"]}},
    **BESIDE,
}
MAY: dict[str, set[Role]] = {
    "record_order": {"owner", "manager", "sales_rep", "agent", "support", "delivery"},
    "change_customer": {"owner", "manager", "sales_rep", "agent", "support", "marketing"},
    "record_interaction": {
        "owner",
        "manager",
        "sales_rep",
        "agent",
        "support",
        "marketing",
        "delivery",
        "finance",
    },
    "give_consent": {"owner", "manager", "sales_rep", "agent", "support", "delivery"},
    "register_device": {"owner", "manager", "support"},
    "send_message": {"owner", "manager", "sales_rep", "agent", "support"},
    "save_configuration": {"owner", "manager", "marketing"},
    "remove_configuration": {"owner", "manager", "marketing"},
    "change_settings": {"owner", "manager"},
    **BY_ROLES,
}
BY_CUSTOMERS = {"change_customer", "give_consent", "register_device", *BESIDE_BY_CUSTOMERS}


def written(backend: DictBackend, kind: Any = "record_order", **changes: Any) -> Snapshot:
    """A command as its event brings it."""
    data = DATA.get(kind) if isinstance(kind, str) else None
    backend.client_writes(PATH, **a_command(kind, data or an_order_body()) | changes)
    return backend.snapshot(PATH)


def settle(backend: DictBackend, *known: Snapshot) -> str | None:
    return a_store(backend).commit("kopi", lambda: settle_command(ORG, "c", NOON), known).value


def with_app_user(uid: str = "phone") -> DictBackend:
    """A customer whose app names them by a Firebase uid, and another one."""
    backend = with_staff(CUSTOMER, a_customer(id="other", phone=None, email=None))
    identity = identity_id(ORG.id_key, Identity("app_user", uid))
    backend.put(KnownIdentity(id=identity, customer_id="somebody", kind="app_user", created_at=NOON))
    return backend


def test_the_kinds_are_those_of_this_table() -> None:
    assert KINDS.keys() == DATA.keys() == MAY.keys()
    assert {name for name, kind in KINDS.items() if kind.by_customers} == BY_CUSTOMERS


@pytest.mark.parametrize("role", get_args(Role))
@pytest.mark.parametrize("kind", DATA)
def test_staff_may_give_the_kinds_of_their_role_and_no_others(kind: str, role: Role) -> None:
    backend = with_staff(CUSTOMER, an_org_document(), *standing(), role=role)
    before = dict(backend.versions)
    command = give(backend, kind, DATA[kind], id="c")
    if role in MAY[kind]:
        assert (command["status"], command["settled_at"], "problems" in command) == ("done", NOON, False)
    else:
        assert problems(command) == {"by_uid": "has no role that may give this command"}
        assert {path: v for path, v in backend.versions.items() if path != PATH} == before


@pytest.mark.parametrize("kind", DATA)
def test_a_customer_may_speak_of_themselves_and_only_by_some_kinds(kind: str) -> None:
    backend = with_app_user()
    before = dict(backend.versions)
    command = give(backend, kind, DATA[kind] | {"customer_id": "somebody"}, id="c", by_uid="phone")
    if kind in BY_CUSTOMERS:
        assert command["result"]["customer_id"] == "somebody"
    else:
        assert list(problems(command)) == ["by_uid"]
        assert {path: v for path, v in backend.versions.items() if path != PATH} == before


@pytest.mark.parametrize("kind", sorted(BY_CUSTOMERS))
def test_a_customer_need_not_name_themselves_and_may_name_no_other(kind: str) -> None:
    backend = with_app_user()
    data = {name: value for name, value in DATA[kind].items() if name != "customer_id"}
    assert give(backend, kind, data, by_uid="phone")["result"]["customer_id"] == "somebody"
    before = dict(backend.versions)
    refused = give(backend, kind, data | {"customer_id": "other"}, id="c", by_uid="phone")
    assert problems(refused) == {"customer_id": "may be the giver's own only"}
    assert {path: v for path, v in backend.versions.items() if path != PATH} == before


@pytest.mark.parametrize("kind", DATA)
def test_a_uid_that_is_unknown_is_refused_and_writes_nothing_else(kind: str) -> None:
    backend = with_staff(CUSTOMER)
    before = dict(backend.versions)
    command = give(backend, kind, DATA[kind], id="c", by_uid="stranger")
    assert problems(command) == {
        "by_uid": "names no member of the organisation, and no customer who may give this command"
    }
    assert {path: v for path, v in backend.versions.items() if path != PATH} == before


def test_a_member_whose_role_does_not_serve_may_still_speak_as_a_customer() -> None:
    backend = with_app_user()
    backend.put(Member(id="phone", roles=("executive",)))
    command = give(backend, "give_consent", DATA["give_consent"], by_uid="phone")
    assert command["status"] == "done"
    assert backend.all("customers")["somebody"]["consents"]["whatsapp"]["marketing"]["by"] == "customer"


@pytest.mark.parametrize("roles", ["agent", {"agent": True}, [], ["barista"], [7, None], None, 5])
def test_roles_that_are_none_give_no_right_and_are_no_reason_to_fail(roles: Any) -> None:
    backend = DictBackend()
    backend.client_writes("orgs/kopi/members/till", roles=roles)
    command = give(backend, "record_order", an_order_body())
    assert problems(command) == {"by_uid": "has no role that may give this command"}


def test_a_role_counts_beside_words_that_are_none() -> None:
    backend = DictBackend()
    backend.client_writes("orgs/kopi/members/till", roles=["barista", "agent"])
    assert give(backend, "record_order", an_order_body())["status"] == "done"


def test_a_right_that_was_taken_away_is_gone_for_a_command_that_was_given_before() -> None:
    backend = with_staff()
    event = written(backend)
    del backend.documents["orgs/kopi/members/till"]
    assert settle(backend, event) == "refused"
    assert backend.all("orders") == {}


def test_a_till_s_order_bills_the_member_s_read_and_the_settling_beside_the_order() -> None:
    backend = with_staff()
    give(backend, "record_order", an_order_body(order_id="0"))
    event = written(backend)
    backend.billed = Billed()
    settle(backend, event)
    assert backend.billed == Billed(reads=1 + 1, writes=1 + 3)


def test_a_command_whose_fields_are_wrong_bills_its_refusal_alone() -> None:
    backend = with_staff()
    event = written(backend, data=an_order_body(total="much"))
    backend.billed = Billed()
    settle(backend, event)
    assert backend.billed == Billed(reads=0, writes=1)


@pytest.mark.parametrize("kind", DATA)
def test_the_same_event_again_changes_nothing(kind: str) -> None:
    backend = with_staff(CUSTOMER, an_org_document(), *standing(), role="owner")
    event = written(backend, kind)
    assert settle(backend, event) == "done"
    before = dict(backend.versions)
    assert settle(backend, event) is None
    assert settle(backend) is None
    assert backend.versions == before


@pytest.mark.parametrize("kind", DATA)
def test_a_command_that_is_settled_meanwhile_takes_effect_once(kind: str) -> None:
    """Two deciders read the same command; the second one's commit finds it changed."""
    backend = with_staff(CUSTOMER, an_org_document(), *standing(), role="owner")
    event = written(backend, kind)
    rival = DictBackend(backend.documents, backend.versions)
    rival._clock = backend._clock
    settled: list[str | None] = []
    write = backend.write

    def write_second(writes: Any) -> list[Any]:
        if not settled:
            settled.append(settle(rival, event))
        return write(writes)

    backend.write = write_second  # type: ignore[method-assign]  # the rival is faster
    assert settle(backend, event) is None
    assert settled == ["done"]
    assert [entry["amount"] for entry in backend.all("loyalty_transactions").values()] == (
        {"record_order": [3], "redeem_points": [-5], "adjust_points": [-5]}.get(kind, [])
    )


@pytest.mark.parametrize("status", ["done", "refused"])
def test_a_settled_command_changes_nothing(status: str) -> None:
    backend = with_staff()
    event = written(backend, status=status)
    before = dict(backend.versions)
    assert settle(backend, event) is None
    assert backend.versions == before


@pytest.mark.parametrize("status", [None, "pending", "Done", 7, {"is": "done"}, ["done"]])
def test_any_other_status_counts_as_pending(status: Any) -> None:
    backend = with_staff()
    assert settle(backend, written(backend, status=status)) == "done"
    assert backend.documents[PATH]["status"] == "done"


def test_a_command_that_is_gone_is_left() -> None:
    backend = with_staff()
    before = dict(backend.documents)
    assert settle(backend) is None
    assert backend.documents == before


@pytest.mark.parametrize(
    ("changes", "paths"),
    [
        ({"kind": "move_the_moon"}, ["kind"]),
        ({"kind": 7}, ["kind"]),
        ({"kind": None}, ["kind"]),
        ({"data": None}, ["data"]),
        ({"data": ["a"]}, ["data"]),
        ({"data": {}, "kind": "register_device"}, ["token"]),
        ({"by_uid": None}, ["by_uid"]),
        ({"by_uid": "a/b"}, ["by_uid"]),
        ({"by_uid": ".."}, ["by_uid"]),
        ({"by_uid": "__all__"}, ["by_uid"]),
        ({"by_uid": {"uid": "till"}}, ["by_uid"]),
        ({"made_at": "yesterday"}, ["made_at"]),
        ({"created_at": 5}, ["created_at"]),
        (
            {"by_uid": 7, "made_at": 7, "data": an_order_body(total="much", currency=None)},
            ["by_uid", "made_at", "currency", "total"],
        ),
    ],
)
def test_every_wrong_field_is_a_problem_at_once(changes: dict[str, Any], paths: list[str]) -> None:
    backend = with_staff()
    assert settle(backend, written(backend, **changes)) == "refused"
    assert list(problems(backend.documents[PATH])) == paths
    assert backend.all("orders") == {}


def test_an_id_too_long_to_name_what_follows_is_a_problem() -> None:
    backend = with_staff()
    command = give(backend, "record_order", an_order_body(), id="c" * 201)
    assert problems(command) == {"id": "has more than 200 characters"}
    assert give(backend, "record_order", an_order_body(), id="c" * 200)["status"] == "done"


def test_instants_of_the_client_s_may_be_absent() -> None:
    backend = with_staff()
    assert settle(backend, written(backend, made_at=None, created_at=None)) == "done"


@pytest.mark.parametrize(
    ("kind", "changes", "is_done"),
    [
        ("record_order", {}, True),
        ("change_customer", {}, True),
        ("register_device", {}, True),
        ("give_consent", {}, False),
        ("give_consent", {"at": NOON}, True),
        ("record_interaction", {}, True),
        ("record_interaction", {"performed_at": None}, False),
        ("send_message", {}, False),
    ],
)
def test_a_clock_that_was_never_set_refuses_only_what_counts_by_it(
    kind: str, changes: dict[str, Any], is_done: bool
) -> None:
    backend = with_staff(CUSTOMER, role="support")
    data = {name: value for name, value in (DATA[kind] | changes).items() if value is not None}
    command = give(backend, kind, data, made_at=datetime(1970, 1, 1, tzinfo=UTC))
    if is_done:
        assert command["status"] == "done"
    else:
        assert problems(command) == {"made_at": "is before the year 2000"}
        assert backend.all("messages") == backend.all("interactions") == {}
        assert backend.documents["orgs/kopi/customers/somebody"]["consents"] == CUSTOMER.consents


def test_what_the_client_wrote_stays_as_it_was() -> None:
    backend = with_staff()
    before = written(backend, note="mine").fields
    settle(backend, backend.snapshot(PATH))
    after = backend.documents[PATH]
    assert before is not None
    assert {name: after[name] for name in before} == before
    assert after.keys() - before.keys() == {"status", "result", "settled_at"}


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (Malformed("order", [FieldFault("a", "x"), FieldFault("b", "y")]), {"a": "x", "b": "y"}),
        (Conflict("order 1"), {"": "order 1 is already known with different content"}),
        (NotFound("customer"), {"": "there is no such customer"}),
        (Forbidden(), {"": "only members of the organisation may ask this"}),
        (Forbidden("may not", path="by_uid"), {"by_uid": "may not"}),
        (Damaged("orders", []), {"": "stored orders: "}),
    ],
)
def test_an_error_is_told_in_words_and_by_field(error: Terminal, expected: dict[str, str]) -> None:
    assert {problem.path: problem.message for problem in problems_of(error)} == expected


def test_a_command_that_fails_for_a_reason_of_ours_is_refused_and_kept() -> None:
    backend = with_staff()
    written(backend)
    store = a_store(backend)
    for hours in range(2):
        now = NOON + timedelta(hours=hours)
        store.commit("kopi", partial(give_up_command, "c", KeyError("of 555"), now))
    assert problems(backend.documents[PATH]) == {"": "internal error, kept as a dead letter"}
    assert backend.all("dead_letters") == {
        "command:c": {
            "source": "commands",
            "payload": {"command_id": "c"},
            "error": {"code": "bug", "message": "KeyError"},
            "at": NOON,
            "attempts": 1,
        }
    }


def test_a_settled_command_is_refused_no_more() -> None:
    backend = with_staff()
    settle(backend, written(backend))
    before = dict(backend.versions)
    a_store(backend).commit("kopi", lambda: refuse_command("c", [], NOON))
    a_store(backend).commit("kopi", lambda: give_up_command("c", KeyError(), NOON))
    assert backend.versions == before


def test_the_path_of_a_problem_is_cut_where_a_client_made_it_long() -> None:
    (problem,) = problems_of(Malformed("command", [FieldFault("x" * 1500, "is wrong")]))
    assert (problem.path, problem.message) == ("x" * 400, "is wrong")


@pytest.mark.item("S002-87")
@pytest.mark.parametrize(("days", "kind"), [(30, "done"), (30, "refused"), (None, "done")])
def test_a_settled_command_goes_after_as_many_days_as_the_business_keeps_it(
    days: int | None, kind: str
) -> None:
    backend = with_staff(CUSTOMER)
    settings = ORG.settings.model_copy(update={"retention": RetentionSettings(commands_days=days)})
    org = ORG.model_copy(update={"settings": settings})
    event = written(backend, "add_note", **({} if kind == "done" else {"by_uid": "stranger"}))
    a_store(backend).commit("kopi", lambda: settle_command(org, "c", NOON), [event])
    command = backend.one("commands")
    expires_at = None if days is None else NOON + timedelta(days=30)
    assert (command["status"], command.get("expires_at")) == (kind, expires_at)

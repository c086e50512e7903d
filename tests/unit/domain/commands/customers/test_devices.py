"""A device is one customer's at a time, and who registers one has the app."""

from datetime import datetime, timedelta
from typing import Any, get_args

import pytest

from functions.domain.customers.customer import Customer
from functions.domain.customers.devices import STALE_AFTER, device_id
from functions.domain.customers.identities import Identity, KnownIdentity, identity_id
from functions.domain.messages.gate import address_of
from functions.domain.staff.members import Member
from functions.domain.staff.roles import Role
from tests.builders import NOON, a_customer, an_org, give, problems, with_staff
from tests.memory import Billed, DictBackend

ORG = an_org()
DAY = timedelta(days=1)
FIRST = Customer(id="first")
SECOND = Customer(id="second")


def register(backend: DictBackend, customer_id: str = "first", token: Any = "t") -> dict[str, Any]:
    return give(backend, "register_device", {"customer_id": customer_id, "token": token})


def tokens(backend: DictBackend) -> dict[str, list[str]]:
    return {id: list(fields["push_tokens"]) for id, fields in backend.all("customers").items()}


def test_who_registers_a_device_has_the_app_and_is_reached_there() -> None:
    backend = with_staff(FIRST, role="support")
    backend.billed = Billed()
    assert register(backend)["result"] == {"customer_id": "first"}
    customer = backend.one("customers")
    assert (customer["has_app"], list(customer["push_tokens"]), customer["updated_at"]) == (True, ["t"], NOON)
    assert backend.all("devices") == {device_id(ORG, "t"): {"customer_id": "first", "registered_at": NOON}}
    assert backend.billed == Billed(reads=1 + 1, writes=1 + 2)


def test_the_same_device_again_writes_the_settling_alone() -> None:
    backend = with_staff(FIRST, role="support")
    register(backend)
    backend.billed = Billed()
    register(backend)
    assert backend.billed == Billed(reads=1 + 2, writes=1)
    assert tokens(backend) == {"first": ["t"]}


def test_a_device_moves_to_whoever_registers_it_next() -> None:
    backend = with_staff(FIRST, SECOND, role="support")
    register(backend, "first")
    register(backend, "second")
    assert tokens(backend) == {"first": [], "second": ["t"]}
    assert backend.one("devices")["customer_id"] == "second"
    register(backend, "first")
    assert tokens(backend) == {"first": ["t"], "second": []}


def test_a_device_of_a_customer_who_is_gone_moves_too() -> None:
    backend = with_staff(FIRST, SECOND, role="support")
    register(backend, "first")
    del backend.documents["orgs/kopi/customers/first"], backend.versions["orgs/kopi/customers/first"]
    register(backend, "second")
    assert tokens(backend) == {"second": ["t"]}


def test_a_token_that_the_customer_has_had_without_a_device_gets_one() -> None:
    backend = with_staff(a_customer(id="first", push_tokens=("old", "t")), role="support")
    register(backend)
    assert tokens(backend) == {"first": ["old", "t"]}
    assert list(backend.all("devices")) == [device_id(ORG, "t")]


def app_of(backend: DictBackend) -> tuple[str | None, list[str | None]]:
    fields = backend.one("customers")
    return fields.get("app_type"), [each.get("app") for each in fields["devices"]]


@pytest.mark.item("S000-52")
def test_which_of_two_apps_a_customer_has_follows_from_their_devices() -> None:
    backend = with_staff(FIRST, role="support")

    def opens(token: str, app: str | None) -> None:
        named = {"app": app} if app else {}
        give(backend, "register_device", {"customer_id": "first", "token": token, **named})

    opens("old", None)
    assert app_of(backend) == (None, [None])
    assert "app_type" not in backend.one("customers"), "nothing is stored of what no app said"
    opens("tablet", "b2b")
    assert app_of(backend) == ("b2b", [None, "b2b"])
    opens("phone", "retail")
    assert app_of(backend) == ("both", [None, "b2b", "retail"])
    opens("tablet", None)
    assert app_of(backend) == ("both", [None, "b2b", "retail"]), (
        "an older version of the app does not unsay it"
    )
    opens("tablet", "retail")
    assert app_of(backend)[0] == "retail"
    refused = give(backend, "register_device", {"customer_id": "first", "token": "t", "app": "web"})
    assert list(problems(refused)) == ["app"]


@pytest.mark.item("S000-52")
def test_who_loses_their_device_of_an_app_has_it_no_more() -> None:
    backend = with_staff(FIRST, SECOND, role="support")
    asked = {"customer_id": "first", "token": "t", "app": "b2b"}
    give(backend, "register_device", asked)
    give(backend, "register_device", {**asked, "customer_id": "second"})
    kept = {id: fields.get("app_type") for id, fields in backend.all("customers").items()}
    assert kept == {"first": None, "second": "b2b"}


def test_of_too_many_devices_the_oldest_go() -> None:
    backend = with_staff(FIRST, role="support")
    for number in range(12):
        register(backend, token=f"t{number}")
    assert tokens(backend) == {"first": [f"t{number}" for number in range(2, 12)]}
    register(backend, token="t0")
    assert tokens(backend)["first"][-1] == "t0"


@pytest.mark.parametrize("token", ["", "a b", "schön", None, 7, ["t"], "t" * 4097])
def test_what_is_no_token_is_a_problem_and_writes_nothing(token: Any) -> None:
    backend = with_staff(FIRST, role="support")
    assert list(problems(register(backend, token=token))) == ["token"]
    assert tokens(backend) == {"first": []}


def test_a_device_of_nobody_is_a_problem() -> None:
    backend = with_staff(role="support")
    assert problems(register(backend, "nobody")) == {"customer_id": "names no customer"}
    assert backend.all("devices") == {}


def register_at(backend: DictBackend, now: datetime, **device: Any) -> dict[str, Any]:
    return give(backend, "register_device", {"customer_id": "first"} | device, now=now, made_at=now)


def test_an_installation_id_is_a_device_beside_the_tokens_and_both_say_that_there_is_the_app() -> None:
    backend = with_staff(FIRST, role="support")
    register_at(backend, NOON, token="t")
    register_at(backend, NOON, fid="f")
    customer = backend.one("customers")
    assert [(d["kind"], d["value"], d["last_seen_at"]) for d in customer["devices"]] == [
        ("token", "t", NOON),
        ("fid", "f", NOON),
    ]
    assert (customer["has_app"], list(customer["push_tokens"])) == (True, ["t"])
    read = Customer.model_validate({**customer, "id": "first"})
    assert address_of("push", read) == "f"
    gone = read.without_tokens(("t", "f"))
    assert (gone.has_app, gone.devices, gone.push_tokens) == (False, (), ())


def test_a_device_that_was_not_seen_for_long_goes_when_another_is_seen() -> None:
    backend = with_staff(a_customer(id="first", push_tokens=("unknown",)), role="support")
    register_at(backend, NOON, token="old")
    register_at(backend, NOON + timedelta(days=100), token="kept")
    register_at(backend, NOON + STALE_AFTER, token="new")
    assert tokens(backend) == {"first": ["unknown", "kept", "new"]}


def test_a_device_that_is_seen_again_stays_and_is_written_once_a_day_at_most() -> None:
    backend = with_staff(FIRST, role="support")
    register_at(backend, NOON, token="t")
    for hours, writes in ((1, 1), (23, 1), (25, 3)):
        backend.billed = Billed()
        register_at(backend, NOON + timedelta(hours=hours), token="t")
        assert backend.billed.writes == writes
    assert backend.one("customers")["devices"][0]["last_seen_at"] == NOON + timedelta(hours=25)


@pytest.mark.parametrize("device", [{}, {"token": "t", "fid": "f"}, {"token": None, "fid": ""}])
def test_a_device_is_named_once(device: dict[str, Any]) -> None:
    backend = with_staff(FIRST, role="support")
    assert set(problems(register_at(backend, NOON, **device))) <= {"token", "fid"}
    assert tokens(backend) == {"first": []}


@pytest.mark.item("S002-100")
def test_a_device_stays_with_the_customer_who_registered_it_last_however_late_another_comes() -> None:
    backend = with_staff(FIRST, SECOND, role="support")
    register_at(backend, NOON, token="t")
    data = {"customer_id": "second", "token": "t"}
    late = give(backend, "register_device", data, made_at=NOON - timedelta(hours=1), now=NOON + DAY)
    assert late["result"] == {"customer_id": "second", "outdated": ["token"]}
    assert tokens(backend) == {"first": ["t"], "second": []}
    later = give(backend, "register_device", data, made_at=NOON + timedelta(hours=1), now=NOON + DAY)
    assert later["result"] == {"customer_id": "second"}
    assert tokens(backend) == {"first": [], "second": ["t"]}


# Phones of staff.

OWN = {"owner": "member", "token": "t"}


def members(backend: DictBackend) -> dict[str, list[str]]:
    return {id: list(fields["push_tokens"]) for id, fields in backend.all("members").items()}


@pytest.mark.parametrize("role", get_args(Role))
def test_a_member_of_any_role_registers_their_own_phone(role: Role) -> None:
    backend = with_staff(role=role)
    backend.billed = Billed()
    assert give(backend, "register_device", OWN)["result"] == {"member_uid": "till"}
    assert backend.billed == Billed(reads=1, writes=1 + 2)
    (member,) = backend.all("members").values()
    assert (member["push_tokens"], member["has_app"], member["roles"]) == (["t"], True, [role])
    assert backend.all("devices") == {
        device_id(ORG, "t"): {"customer_id": "", "member_uid": "till", "registered_at": NOON}
    }
    backend.billed = Billed()
    give(backend, "register_device", OWN)
    assert backend.billed == Billed(reads=2, writes=1)


def test_a_former_member_registers_no_phone() -> None:
    backend = with_staff(Member(id="former", roles=()))
    refused = give(backend, "register_device", OWN, by_uid="former")
    assert problems(refused) == {"by_uid": "has no role that may give this command"}
    assert (members(backend)["former"], backend.all("devices")) == ([], {})


def test_a_customer_registers_no_phone_as_staff() -> None:
    app_user = identity_id(ORG.id_key, Identity("app_user", "app"))
    known = KnownIdentity(id=app_user, kind="app_user", customer_id="first", since=NOON)
    backend = with_staff(FIRST, known, role="support")
    refused = give(backend, "register_device", OWN, by_uid="app")
    assert problems(refused) == {"owner": "may be `member` for staff only"}
    assert (members(backend), tokens(backend), backend.all("devices")) == ({"till": []}, {"first": []}, {})


def test_a_role_that_registers_no_customer_s_device_still_does_not() -> None:
    backend = with_staff(FIRST, role="agent")
    refused = give(backend, "register_device", {"customer_id": "first", "token": "t"})
    assert problems(refused) == {"by_uid": "has no role that may give this command"}
    assert tokens(backend) == {"first": []}


@pytest.mark.parametrize("owner", ["staff", None, 7, ["member"]])
def test_an_owner_of_another_kind_is_a_problem(owner: Any) -> None:
    backend = with_staff(FIRST, role="support")
    refused = give(backend, "register_device", {**OWN, "owner": owner, "customer_id": "first"})
    assert list(problems(refused)) == ["owner"]
    assert (members(backend), tokens(backend)) == ({"till": []}, {"first": []})


def test_a_phone_passes_between_a_customer_and_members_and_is_one_s_at_a_time() -> None:
    backend = with_staff(FIRST, Member(id="rep", roles=("sales_rep",)), role="support")
    register(backend, "first")
    give(backend, "register_device", OWN)
    assert (tokens(backend), members(backend)) == ({"first": []}, {"till": ["t"], "rep": []})
    give(backend, "register_device", OWN, by_uid="rep")
    assert (tokens(backend), members(backend)) == ({"first": []}, {"till": [], "rep": ["t"]})
    register(backend, "first")
    assert (tokens(backend), members(backend)) == ({"first": ["t"]}, {"till": [], "rep": []})
    assert backend.all("devices") == {device_id(ORG, "t"): {"customer_id": "first", "registered_at": NOON}}


def test_a_member_s_late_command_leaves_the_phone_with_who_registered_it_after() -> None:
    backend = with_staff(FIRST, role="support")
    register(backend, "first")
    late = give(backend, "register_device", OWN, made_at=NOON - DAY, now=NOON)
    assert late["result"] == {"member_uid": "till", "outdated": ["token"]}
    assert (tokens(backend), members(backend)) == ({"first": ["t"]}, {"till": []})


def test_a_phone_of_a_member_who_is_gone_passes_too() -> None:
    backend = with_staff(FIRST, Member(id="rep", roles=("sales_rep",)), role="support")
    give(backend, "register_device", OWN, by_uid="rep")
    del backend.documents["orgs/kopi/members/rep"], backend.versions["orgs/kopi/members/rep"]
    register(backend, "first")
    assert tokens(backend) == {"first": ["t"]}


def test_a_member_without_the_crm_registers_no_phone() -> None:
    backend = with_staff(role="agent")
    refused = give(backend, "register_device", OWN, org=an_org(features={"crm": False}))
    assert refused["status"] == "refused"
    assert (members(backend), backend.all("devices")) == ({"till": []}, {})

"""A customer's yes or no that staff or an app report: kept with its proof, the channel's flag in step."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from functions.domain.consent.permission import why_no_consent
from functions.domain.customers.consents import Consent
from functions.domain.customers.customer import Customer
from functions.domain.customers.identities import Identity, KnownIdentity, identity_id
from tests.builders import NOON, an_org, give, problems, with_staff
from tests.memory import Billed, DictBackend

ORG = an_org()
NOBODY_ASKED = Customer(id="somebody", phone="+12025550123")
BOTH = ["marketing", "transactional"]
STOP = Consent(granted=False, at=NOON, how="keyword", by="customer", detail="STOP")
STOPPED = {"whatsapp": {"marketing": STOP, "transactional": STOP}}


def say(backend: DictBackend, **data: Any) -> dict[str, Any]:
    defaults = {"customer_id": "somebody", "channel": "whatsapp", "purposes": BOTH, "granted": True}
    return give(backend, "give_consent", defaults | data)


def customer_of(backend: DictBackend) -> Customer:
    return Customer.model_validate(backend.one("customers") | {"id": "somebody"})


def agreed(backend: DictBackend, channel: Any = "whatsapp") -> tuple[bool, bool]:
    """Whether marketing and transactional messages may go there."""
    customer = customer_of(backend)
    marketing, transactional = (
        why_no_consent(customer, channel, purpose) is None for purpose in ("marketing", "transactional")
    )
    return marketing, transactional


def test_a_yes_is_kept_with_its_proof_and_leaves_an_interaction() -> None:
    backend = with_staff(NOBODY_ASKED)
    backend.billed = Billed()
    at = NOON - timedelta(hours=1)
    command = say(backend, at=at, how="paper", where="the first outlet")
    assert command["result"] == {
        "customer_id": "somebody",
        "agreed": {"marketing": True, "transactional": True},
    }
    customer = backend.one("customers")
    yes = {"granted": True, "at": at, "how": "paper", "by": "till", "detail": "the first outlet"}
    assert customer["consents"] == {"whatsapp": {"marketing": yes, "transactional": yes}}
    assert (customer["whatsapp_opt_in"], customer["updated_at"]) == (True, NOON)
    left = backend.all("interactions")["command:c0:opt_in"]
    assert (left["interaction_type"], left["outcome"], left["automation_id"]) == (
        "opt_in",
        "whatsapp",
        "consent.command",
    )
    assert left["performed_by"] == "till"
    assert backend.billed == Billed(reads=1 + 1, writes=1 + 2)


@pytest.mark.parametrize(("uid", "expected"), [("till", ("in_person", "till")), ("app", ("app", "customer"))])
def test_who_reports_it_says_how_it_was_said(uid: str, expected: tuple[str, str]) -> None:
    backend = with_staff(NOBODY_ASKED)
    id = identity_id(ORG.id_key, Identity("app_user", "app"))
    backend.put(KnownIdentity(id=id, customer_id="somebody", kind="app_user", created_at=NOON))
    data = {"customer_id": "somebody", "channel": "sms", "purposes": ["marketing"], "granted": True}
    give(backend, "give_consent", data, by_uid=uid)
    consent = customer_of(backend).consents["sms"]["marketing"]
    assert (consent.how, consent.by) == expected


@pytest.mark.parametrize(
    ("before", "said", "expected", "flag"),
    [
        ({}, [(True, BOTH)], (True, True), True),
        ({}, [(False, BOTH)], (False, False), False),
        ({}, [(True, ["marketing"])], (True, False), True),
        ({}, [(True, ["transactional"])], (False, True), True),
        ({}, [(True, ["transactional"]), (True, ["marketing"])], (True, True), True),
        ({}, [(True, BOTH), (False, ["marketing"])], (False, True), True),
        ({}, [(True, BOTH), (False, ["marketing"]), (False, ["transactional"])], (False, False), False),
        ({"whatsapp_opt_in": True}, [(False, ["marketing"])], (False, True), True),
        ({"whatsapp_opt_in": True}, [(False, BOTH)], (False, False), False),
        ({"whatsapp_opt_in": True}, [(True, ["marketing"])], (True, True), True),
        ({"consents": STOPPED}, [(True, ["marketing"])], (True, False), True),
        ({"consents": STOPPED}, [(True, BOTH)], (True, True), True),
    ],
)
def test_the_flag_and_the_consents_say_the_same(
    before: dict[str, Any],
    said: list[tuple[bool, list[str]]],
    expected: tuple[bool, bool],
    flag: bool,
) -> None:
    backend = with_staff(NOBODY_ASKED.with_changes(**before))
    for number, (granted, purposes) in enumerate(said):
        say(backend, granted=granted, purposes=purposes, at=NOON - timedelta(minutes=9 - number))
        if before.get("consents"):
            say(backend, granted=granted, purposes=purposes, at=NOON + timedelta(minutes=1))
    assert agreed(backend) == expected
    assert backend.one("customers")["whatsapp_opt_in"] is flag


@pytest.mark.parametrize("granted", [True, False])
def test_push_has_no_flag_and_is_open_until_it_is_refused(granted: bool) -> None:
    backend = with_staff(NOBODY_ASKED)
    say(backend, channel="push", purposes=["marketing"], granted=granted)
    assert agreed(backend, "push") == (granted, True)


def test_a_yes_that_was_given_before_a_refusal_and_comes_late_does_not_override_it() -> None:
    backend = with_staff(NOBODY_ASKED.with_changes(consents=STOPPED))
    before = backend.one("customers")
    backend.billed = Billed()
    late = say(backend, at=NOON - timedelta(hours=1))
    assert (late["status"], late["result"]["agreed"]) == (
        "done",
        {"marketing": False, "transactional": False},
    )
    assert backend.one("customers") == before
    assert backend.all("interactions") == {}
    assert backend.billed == Billed(reads=2, writes=1)


def test_when_the_command_was_made_counts_where_nothing_else_is_said() -> None:
    backend = with_staff(NOBODY_ASKED.with_changes(consents=STOPPED))
    data = {"customer_id": "somebody", "channel": "whatsapp", "purposes": BOTH, "granted": True}
    give(backend, "give_consent", data, made_at=NOON - timedelta(minutes=1))
    assert agreed(backend) == (False, False)
    give(backend, "give_consent", data, made_at=NOON)
    assert agreed(backend) == (True, True)


@pytest.mark.parametrize("first", [0, 1])
def test_of_two_answers_the_later_one_holds_in_whatever_order_they_come(first: int) -> None:
    backend = with_staff(NOBODY_ASKED)
    answers: list[tuple[datetime, bool]] = [(NOON - timedelta(hours=2), True), (NOON, False)]
    for at, granted in (answers[first], answers[1 - first]):
        say(backend, at=at, granted=granted)
    assert agreed(backend) == (False, False)


def test_the_same_answer_again_writes_the_settling_alone() -> None:
    backend = with_staff(NOBODY_ASKED)
    say(backend, at=NOON)
    backend.billed = Billed()
    say(backend, at=NOON)
    assert backend.billed == Billed(reads=2, writes=1)


@pytest.mark.parametrize(
    ("data", "paths"),
    [
        ({"granted": "yes"}, ["granted"]),
        ({"granted": 1}, ["granted"]),
        ({"granted": None}, ["granted"]),
        ({"channel": "pigeon"}, ["channel"]),
        ({"purposes": []}, ["purposes"]),
        ({"purposes": ["marketing", "spam"]}, ["purposes.1"]),
        ({"purposes": "marketing"}, ["purposes"]),
        ({"how": "telepathy"}, ["how"]),
        ({"how": "keyword"}, ["how"]),
        ({"at": NOON + timedelta(minutes=11)}, ["at"]),
        ({"customer_id": None}, ["customer_id"]),
        ({"customer_id": "nobody"}, ["customer_id"]),
        ({"channel": 5, "granted": 5, "customer_id": 5}, ["customer_id", "channel", "granted"]),
    ],
)
def test_what_is_no_consent_is_a_problem_at_its_field_and_writes_nothing(
    data: dict[str, Any], paths: list[str]
) -> None:
    backend = with_staff(NOBODY_ASKED)
    before = dict(backend.versions)
    assert list(problems(say(backend, **data))) == paths
    assert {path: v for path, v in backend.versions.items() if "/commands/" not in path} == before


def test_a_customer_s_own_yes_is_proved_by_the_app_or_a_page_alone() -> None:
    backend = with_staff(NOBODY_ASKED)
    id = identity_id(ORG.id_key, Identity("app_user", "app"))
    backend.put(KnownIdentity(id=id, customer_id="somebody", kind="app_user", created_at=NOON))
    asked = {"customer_id": "somebody", "channel": "whatsapp", "purposes": BOTH, "granted": True}
    refused = give(backend, "give_consent", {**asked, "how": "in_person"}, by_uid="app")
    assert problems(refused) == {"how": "may be app or web of a customer's own"}
    assert agreed(backend) == (False, False)
    assert give(backend, "give_consent", {**asked, "how": "web"}, by_uid="app")["status"] == "done"

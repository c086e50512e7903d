"""Messages go after as many days as the business keeps them; the books never do."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from functions.domain.messages.answers import compose_answer
from functions.domain.messages.composing import Composed, compose
from functions.domain.messages.outbox import Message
from functions.domain.settings.retention import RetentionSettings
from tests.builders import NOON, a_customer, an_order, an_org, give, take_in, with_staff
from tests.memory import a_store
from tests.unit.domain.commands.work.test_interactions import an_interaction

ROOT = Path(__file__).parents[4]
DAYS = 180


def composed(days: int | None, **customer: Any) -> Message:
    org = an_org(retention={"messages_days": days})
    variables: dict[str, str | int | None] = {"days": 30, "percent": 10}
    return compose(
        org,
        a_customer(**customer),
        id="m",
        cause="c",
        rule="winback:30",
        template="winback_30",
        variables=variables,
        now=NOON,
    ).message


@pytest.mark.item("S002-87")
@pytest.mark.parametrize(("days", "expires_at"), [(None, None), (DAYS, NOON + timedelta(days=DAYS))])
def test_a_message_goes_after_as_many_days_as_the_business_keeps_it(
    days: int | None, expires_at: Any
) -> None:
    sent = composed(days)
    suppressed = composed(days, has_app=False, phone=None, email=None)
    assert (sent.status, suppressed.status) == ("queued", "suppressed")
    assert (sent.expires_at, suppressed.expires_at) == (expires_at, expires_at)


def test_what_staff_wrote_themselves_goes_after_as_many_days() -> None:
    org = an_org(retention={"messages_days": DAYS})
    answer = compose_answer(org, a_customer(), id="m", channel="sms", text="Hello", by="till", now=NOON)
    assert isinstance(answer, Composed)
    assert answer.message.expires_at == NOON + timedelta(days=DAYS)


def test_it_goes_on_the_same_day_whatever_becomes_of_it() -> None:
    message = composed(DAYS)
    ended = message.now_is("sending", NOON).ended("failed", "too_late", NOON + timedelta(days=2))
    assert ended.expires_at == message.expires_at


@pytest.mark.item("S002-87")
def test_orders_ledger_and_interactions_never_expire() -> None:
    org, backend = an_org(retention={"messages_days": DAYS, "commands_days": 30}), with_staff()
    customer_id = take_in(a_store(backend), an_order(org), org=org).customer_id
    talked = an_interaction(customer_id=customer_id)
    assert give(backend, "record_interaction", talked, org=org)["status"] == "done"
    for collection in ("orders", "loyalty_transactions", "customers", "interactions"):
        stored = backend.all(collection).values()
        assert all("expires_at" not in fields for fields in stored), collection
        assert stored, collection


def test_each_collection_that_expires_has_a_policy_and_no_other_has() -> None:
    declared = json.loads((ROOT / "firestore.indexes.json").read_text(encoding="utf-8"))["fieldOverrides"]
    with_policy = {each["collectionGroup"]: each["fieldPath"] for each in declared if each.get("ttl")}
    assert with_policy == dict.fromkeys(("commands", "messages", "api_requests"), "expires_at")


@pytest.mark.parametrize("days", [0, 179, 3651, -1])
def test_messages_are_kept_for_half_a_year_at_the_least_and_ten_years_at_the_most(days: int) -> None:
    with pytest.raises(ValidationError):
        RetentionSettings(messages_days=days)

"""What staff write down is of a known type where the business lists them, and may leave something to do."""

from datetime import timedelta
from typing import Any

import pytest

from functions import presets
from functions.domain.settings.activities import TYPES, ActivitySettings
from functions.domain.settings.business import Settings
from tests.builders import NOON, a_customer, an_org, give, problems, with_staff
from tests.memory import Billed, DictBackend

LISTED = an_org(activities={"is_listed": True, "more_types": {"b2b_sales": ["tasting"]}})


def an_activity(**changes: Any) -> dict[str, Any]:
    return {
        "interaction_type": "visit",
        "interaction_source": "b2b_sales",
        "customer_id": "somebody",
    } | changes


def record(backend: DictBackend, **changes: Any) -> dict[str, Any]:
    return give(backend, "record_interaction", an_activity(**changes), org=LISTED)


@pytest.mark.item("S000-15", "S000-16", "S000-18")
@pytest.mark.parametrize(
    ("source", "count"),
    [("b2b_sales", 10), ("customer_service", 9), ("ai_automation", 9), ("system", 12)],
)
def test_each_source_takes_the_types_of_its_list_and_none_of_another(source: Any, count: int) -> None:
    own = sorted(TYPES[source] - {"task_completed"})
    others = set().union(*TYPES.values()) - TYPES[source]
    assert len(own) == count
    backend = with_staff(a_customer())
    for each in own:
        given = record(backend, interaction_type=each, interaction_source=source)
        assert given["status"] == "done", each
    kept = len(backend.all("interactions"))
    for each in others:
        refused = problems(record(backend, interaction_type=each, interaction_source=source))
        assert refused == {"interaction_type": f"is no type of {source}"}
    assert len(backend.all("interactions")) == kept


def test_a_business_adds_types_of_its_own_and_one_that_lists_none_takes_any_word() -> None:
    backend = with_staff(a_customer())
    assert record(backend, interaction_type="tasting")["status"] == "done"
    assert problems(record(backend, interaction_type="tasting", interaction_source="customer_service"))
    assert give(backend, "record_interaction", an_activity(interaction_type="anything"))["status"] == "done"


@pytest.mark.item("S000-20", "S000-22", "S000-23")
@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({"outcome": "promised"}, "outcome"),
        ({"transaction": {"id": "1", "ref_table": "receipts"}}, "transaction.ref_table"),
        ({"transaction": {"id": "1", "channel": "fax"}}, "transaction.channel"),
        ({"sentiment": "angry"}, "sentiment"),
        ({"follow_up_on": "soon"}, "follow_up_on"),
        ({"related_ids": {"order_id": 7}}, "related_ids.order_id"),
    ],
)
def test_a_word_of_no_list_is_refused_at_its_field_and_nothing_is_written(
    changes: dict[str, Any], path: str
) -> None:
    backend = with_staff(a_customer())
    assert list(problems(record(backend, **changes))) == [path]
    assert (backend.all("interactions"), backend.all("tasks")) == ({}, {})


@pytest.mark.item("S000-20", "S000-21", "S000-22", "S002-06", "S002-30", "S002-32")
def test_an_activity_keeps_its_transaction_its_ticket_and_what_it_is_about() -> None:
    backend = with_staff(a_customer())
    said = {
        "outcome": "interested",
        "duration_minutes": 20,
        "summary": "Wants a second machine",
        "sentiment": "positive",
        "ticket_id": "T-7",
        "related_ids": {"order_id": "b2b:9", "quote_id": "q"},
        "transaction": {
            "id": "b2b:9",
            "ref_table": "b2b_orders",
            "channel": "mobile_app",
            "amount_minor": 900,
        },
        "attachments": ["photos/bar.jpg"],
    }
    record(backend, interaction_source="customer_service", interaction_type="ticket_created", **said)
    kept = backend.one("interactions")
    assert {name: kept[name] for name in said} == said
    assert "follow_up_on" not in kept


@pytest.mark.item("S002-06", "S002-34")
def test_a_follow_up_is_a_task_of_who_promised_it_in_the_same_commit_and_once() -> None:
    alone, backend = with_staff(a_customer()), with_staff(a_customer())
    alone.billed, backend.billed = Billed(), Billed()
    give(alone, "create_task", {"task_type": "follow_up", "customer_id": "somebody"}, org=LISTED)
    promised = {"follow_up_required": True, "follow_up_on": "2025-02-03", "next_action": "Bring a sample"}
    result = record(backend, **promised)["result"]
    assert (backend.billed.reads, backend.billed.writes) == (alone.billed.reads, alone.billed.writes + 2)
    assert result == {"interaction_id": "command:c0:interaction", "task_id": "command:c0:task"}
    task = backend.one("tasks")
    assert [task[name] for name in ("task_type", "assignee_uid", "customer_id", "due_on", "reason")] == [
        *("follow_up", "till", "somebody", "2025-02-03", "Bring a sample")
    ]
    kept = backend.one("interactions")
    assert (kept["follow_up_on"], kept["follow_up_task_id"]) == ("2025-02-03", "command:c0:task")
    assert backend.one("insights")["counts"] == {"open": 1} | backend.one("insights")["counts"]
    give(backend, "record_interaction", an_activity(**promised), id="c0", org=LISTED)
    assert len(backend.all("tasks")) == len(backend.all("interactions")) == 1


@pytest.mark.item("S002-34")
@pytest.mark.parametrize(
    ("said", "due_on"),
    [
        ({"follow_up_on": "2025-02-03"}, "2025-02-03"),
        ({"follow_up_required": True, "next_action_on": "2025-01-30"}, "2025-01-30"),
        ({"follow_up_required": True}, "2025-01-26"),
        ({"follow_up_required": True, "performed_at": NOON - timedelta(days=3)}, "2025-01-26"),
    ],
    ids=["a day alone", "the day of the next action", "tomorrow", "a late one: tomorrow too"],
)
def test_without_a_day_a_follow_up_is_for_the_next_action_or_tomorrow(
    said: dict[str, Any], due_on: str
) -> None:
    backend = with_staff(a_customer())
    record(backend, **said)
    assert backend.one("tasks")["due_on"] == due_on


def test_a_follow_up_without_a_customer_is_a_task_all_the_same() -> None:
    backend = with_staff()
    record(backend, customer_id=None, follow_up_required=True)
    assert backend.one("tasks")["customer_id"] is None


@pytest.mark.parametrize("preset", ["roaster", "dairy"])
def test_those_who_sell_to_businesses_list_their_types_and_orders_of_accounts_leave_one(preset: str) -> None:
    settings: Settings = presets.load(preset).settings
    assert settings.activities.is_listed
    assert "b2b" in settings.activities.of_orders
    assert Settings.model_fields["activities"].default == ActivitySettings()

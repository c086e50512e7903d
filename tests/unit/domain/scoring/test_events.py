"""Automations hear of a score, temperature, stage or type that moved: by a change or by time, once each."""

from datetime import timedelta
from typing import Any

import pytest

from functions.domain.orgs.org import Org
from functions.domain.rebuilds.rebuilding import AUTOMATIONS, Rebuild, rebuild_page
from tests.builders import NOON
from tests.memory import DictBackend, a_store, run
from tests.unit.domain.scoring.customers import (
    DAY,
    ONE_A_DAY,
    bands,
    buys,
    engagement,
    interacts,
    shop,
    signed_up,
    wakes,
)

CALLED = {"by": "recency", "name": "called", "points": 15, "since": "interaction", "days": 30}
SCORING = {"rules": [ONE_A_DAY, CALLED], "hot_from": 30, "warm_from": 10}


def watched(*events: str, **changes: Any) -> Org:
    """A shop that tags who moved, with the name of the event, and leaves an interaction for each."""
    automations = {event: {"on": event, "then": [{"tag": event}]} for event in events}
    return shop(SCORING, **({"automations": automations} | changes))


def ran(backend: DictBackend) -> list[tuple[str, float]]:
    """The automations that ran, and on which day."""
    found = backend.all("interactions").values()
    ours = [each for each in found if each["interaction_source"] == "ai_automation"]
    return sorted((each["automation_id"], (each["performed_at"] - NOON) / DAY) for each in ours)


@pytest.mark.item("S001-13", "S002-53")
def test_who_becomes_at_risk_by_time_alone_is_told_of_once_at_that_instant() -> None:
    at_risk = {"==": [{"var": "engagement.lifecycle_stage"}, "at_risk"]}
    alert = {"on": "lifecycle_changed", "when": at_risk, "then": [{"send": "news"}]}
    org, backend = shop(SCORING, automations={"alert": alert}), DictBackend()
    buys(backend, org)
    wakes(backend, org, NOON + 45 * DAY - timedelta(seconds=1))
    assert ran(backend) == []
    wakes(backend, org, NOON + 400 * DAY)
    assert ran(backend) == [("alert", 45)]
    assert [each["template"] for each in backend.all("messages").values()] == ["news"]


@pytest.mark.item("S001-12", "S001-14")
def test_each_move_by_time_is_an_event_of_its_own() -> None:
    org = watched("temperature_changed", "lifecycle_changed", "customer_type_changed")
    backend = DictBackend()
    buys(backend, org)
    assert ran(backend) == []
    wakes(backend, org, NOON + 400 * DAY)
    assert ran(backend) == [
        ("customer_type_changed", 90),
        ("lifecycle_changed", 30),
        ("lifecycle_changed", 45),
        ("lifecycle_changed", 90),
        ("temperature_changed", 11),
        ("temperature_changed", 31),
    ]


@pytest.mark.item("S000-29")
def test_an_interaction_that_moves_the_score_is_an_event_and_one_that_does_not_is_none() -> None:
    org = watched("lead_score_changed", "temperature_changed")
    backend = signed_up(org)
    assert ran(backend) == []
    for hours in (1, 2):
        interacts(backend, org, at=NOON + timedelta(hours=hours))
    assert ran(backend) == [("lead_score_changed", 1 / 24), ("temperature_changed", 1 / 24)]
    assert engagement(backend)["lead_score"] == 15


def test_a_first_score_is_no_move_and_neither_are_other_settings() -> None:
    org = watched("lead_score_changed", "temperature_changed", "lifecycle_changed", "customer_type_changed")
    backend = DictBackend()
    buys(backend, shop(None))
    buys(backend, org, 2)
    assert (ran(backend), bands(backend)) == ([], ("hot", "new", "repeat"))
    (id,) = backend.all("customers")
    backend.client_writes(f"orgs/kopi/customers/{id}", created_at=NOON)
    other = shop({**SCORING, "hot_from": 90, "lifecycle": {"new_days": 1}}, automations={})
    other = other.model_copy(update={"automations": org.automations})
    backend.put(
        Rebuild(id=AUTOMATIONS, started_at=NOON, active_since=NOON - DAY, by="created_at", wake_at=NOON)
    )
    run(a_store(backend), lambda: rebuild_page(other, AUTOMATIONS, NOON + 2 * DAY))
    assert (ran(backend), bands(backend)) == ([], ("warm", "active", "repeat"))


def test_a_tag_of_an_automation_moves_the_score_in_the_same_commit_and_sets_off_no_automation_again() -> None:
    tagged = {"by": "condition", "name": "tagged", "points": 20, "when": {"in": ["called", {"var": "tags"}]}}
    automations = {
        "call": {"on": "interaction_recorded", "then": [{"tag": "called"}]},
        "score": {"on": "lead_score_changed", "then": [{"tag": "scored"}]},
    }
    org = shop({**SCORING, "rules": [CALLED, tagged]}, automations=automations)
    backend = signed_up(org)
    interacts(backend, org, at=NOON + timedelta(hours=1))
    assert ran(backend) == [("call", 1 / 24), ("score", 1 / 24)]
    assert (engagement(backend)["lead_score"], bands(backend)[0]) == (35, "hot")
    interacts(backend, org, at=NOON + timedelta(hours=2))
    assert [id for id, _ in ran(backend)] == ["call", "call", "score"]


def test_a_condition_on_the_stage_holds_at_the_instant_at_which_the_stage_moves() -> None:
    churned = {"==": [{"var": "engagement.lifecycle_stage"}, "churned"]}
    org = shop(
        SCORING,
        automations={
            "met": {"on": "condition_met", "when": churned, "then": [{"tag": "met"}]},
            "moment": {
                "on": {"field": "stats.last_order_at", "after": "90d"},
                "when": churned,
                "then": [{"tag": "moment"}],
            },
        },
    )
    backend = DictBackend()
    buys(backend, org)
    wakes(backend, org, NOON + 400 * DAY)
    assert ran(backend) == [("met", 90), ("moment", 90)]


RULES = [
    {"temperature": "hot", "channels": ["whatsapp"]},
    {"temperature": "warm", "channels": ["email", "sms"]},
    {"temperature": "cold", "channels": ["sms"]},
]


@pytest.mark.item("S001-15")
@pytest.mark.parametrize(("days", "channel"), [(3, "whatsapp"), (15, "email"), (35, "sms")])
def test_a_message_takes_the_channel_of_the_temperature_that_time_has_left(days: int, channel: str) -> None:
    automations = {
        "note": {"on": {"field": "stats.last_order_at", "after": f"{days}d"}, "then": [{"send": "news"}]}
    }
    org = shop(SCORING, messages={"channel_rules": RULES}, automations=automations)
    backend = DictBackend()
    buys(backend, org)
    (id,) = backend.all("customers")
    given = {
        "whatsapp_opt_in": True,
        "sms_opt_in": True,
        "email_opt_in": True,
        "email": "regular@example.com",
    }
    open_window = {"whatsapp": NOON + 40 * DAY}
    backend.client_writes(f"orgs/kopi/customers/{id}", windows=open_window, **given)
    wakes(backend, org, NOON + 40 * DAY)
    (message,) = backend.all("messages").values()
    assert (message["channel"], (message["created_at"] - NOON).days) == (channel, days)


@pytest.mark.item("S001-15")
def test_who_is_an_active_repeat_buyer_at_risk_or_to_be_won_back_is_told_apart() -> None:
    org, backend = shop(SCORING), DictBackend()
    buys(backend, org)
    buys(backend, org, 2, at=NOON + 35 * DAY)
    seen = [bands(backend)[1:]]
    for days in (45, 90):
        wakes(backend, org, NOON + (35 + days) * DAY)
        seen.append(bands(backend)[1:])
    assert seen == [("active", "repeat"), ("at_risk", "repeat"), ("churned", "inactive")]

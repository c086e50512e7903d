"""What a customer did after a campaign's message counts once, for the campaign that it is a response to."""

from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from functions.domain.delivery.status_reports import record_report
from functions.domain.preferences.choices import change_preferences
from functions.domain.preferences.from_providers import record_preference
from tests.builders import NOON, an_org
from tests.memory import Billed, DictBackend, a_store, run
from tests.provider_events import a_preference, a_status
from tests.unit.domain.responses.answering import (
    ORG,
    a_recipient,
    customer,
    did,
    follows,
    results,
    with_campaigns,
    writes,
)

DAY, HOUR = timedelta(days=1), timedelta(hours=1)


@pytest.mark.item("S001-81")
def test_a_message_within_three_days_on_the_campaign_s_channel_is_a_reply() -> None:
    backend = with_campaigns(a_recipient("rain", NOON))
    writes(backend, NOON + 3 * DAY - HOUR)
    assert did(backend) == {"replied"}
    assert backend.all("messages")["rain:somebody"]["response"]["replied_at"] == NOON + 3 * DAY - HOUR


@pytest.mark.parametrize(
    ("at", "changes", "message"),
    [
        (NOON + 3 * DAY, {}, {}),
        (NOON - HOUR, {}, {}),
        (NOON + HOUR, {"channel": "sms"}, {}),
        (NOON + HOUR, {"origin": "staff"}, {}),
        (NOON + HOUR, {"kind": "system"}, {}),
        (NOON + HOUR, {"text": "start"}, {}),
        (NOON + HOUR, {}, {"status": "queued", "sent_at": None}),
        (NOON + HOUR, {}, {"status": "suppressed", "sent_at": None}),
        (NOON + HOUR, {}, {"status": "failed"}),
        (NOON + HOUR, {}, {"sent_at": NOON + 2 * HOUR}),
        (NOON + HOUR, {}, {"arm": "held_out", "status": "suppressed", "sent_at": None, "channel": None}),
    ],
)
def test_what_is_no_reply_to_a_campaign(
    at: datetime, changes: dict[str, Any], message: dict[str, Any]
) -> None:
    backend = with_campaigns(a_recipient("rain", NOON, **message))
    writes(backend, at, **changes)
    assert did(backend) == set()


def test_the_days_of_an_answer_are_the_business_s_and_begin_when_the_message_went() -> None:
    org = an_org(automations={}, campaigns={"response_days": 1})
    held = a_recipient("rain", NOON, sent_at=NOON + 20 * HOUR)
    for at, expected in ((NOON + 43 * HOUR, {"replied"}), (NOON + 44 * HOUR, set())):
        backend = with_campaigns(held, org=org)
        writes(backend, at, org=org)
        assert did(backend) == expected


def test_a_reply_is_one_to_the_last_campaign_that_went_out_on_its_channel() -> None:
    backend = with_campaigns(
        a_recipient("spring", NOON - DAY),
        a_recipient("rain", NOON),
        a_recipient("by_mail", NOON + HOUR, channel="email"),
        a_recipient("to_come", NOON + 5 * HOUR, status="queued", sent_at=None),
    )
    writes(backend, NOON + 6 * HOUR)
    found = {id: did(backend, id) for id in ("spring", "rain", "by_mail", "to_come")}
    assert found == {"spring": set(), "rain": {"replied"}, "by_mail": set(), "to_come": set()}
    writes(backend, NOON - HOUR)  # it comes late, and was written before
    assert did(backend, "spring") == {"replied"}


def test_a_reply_bills_one_read_and_one_write_and_the_next_ones_nothing() -> None:
    billed: list[list[tuple[int, int]]] = []
    for backend in (with_campaigns(a_recipient("rain", NOON)), with_campaigns()):
        billed.append([])
        for minutes in (1, 2, 3):
            backend.billed = Billed()
            writes(backend, NOON + timedelta(minutes=minutes))
            billed[-1].append((backend.billed.reads, backend.billed.writes))
    more = [(one[0] - other[0], one[1] - other[1]) for one, other in zip(*billed, strict=True)]
    assert more == [(1, 1), (0, 0), (0, 0)]


def test_stop_is_an_opt_out_and_no_reply() -> None:
    backend = with_campaigns(a_recipient("rain", NOON))
    writes(backend, NOON + HOUR, text="STOP")
    assert did(backend) == {"opted_out"}
    writes(backend, NOON + 2 * HOUR, text="STOP")
    assert did(backend) == {"opted_out"}
    writes(backend, NOON + 3 * HOUR, text="Why do I still have to stop this?")
    assert did(backend) == {"opted_out", "replied"}
    assert results(backend).reach.opted_out == 1


def test_stop_all_is_one_of_the_last_campaign_on_any_channel() -> None:
    backend = with_campaigns(a_recipient("rain", NOON), a_recipient("by_mail", NOON + HOUR, channel="email"))
    writes(backend, NOON + 2 * HOUR, text="stop all")
    assert (did(backend), did(backend, "by_mail")) == (set(), {"opted_out"})


@pytest.mark.parametrize("channel", ["email", "whatsapp"])
def test_a_refusal_on_the_page_is_one_of_the_last_campaign_on_the_channel(channel: Any) -> None:
    backend = with_campaigns(a_recipient("rain", NOON, channel=channel))
    for _ in range(2):
        run(
            a_store(backend),
            lambda: change_preferences(
                ORG,
                "somebody",
                {"email": {"marketing": False}},
                changed_by="one_click",
                now=NOON + HOUR,
            ),
        )
    assert did(backend) == ({"opted_out"} if channel == "email" else set())


def test_a_refusal_that_the_provider_tells_counts_and_a_yes_does_not() -> None:
    for granted, expected in ((False, {"opted_out"}), (True, set())):
        backend = with_campaigns(a_recipient("rain", NOON))
        item = a_preference(granted=granted, at=NOON + HOUR)
        for _ in range(2):
            run(a_store(backend), partial(record_preference, ORG, item, NOON + HOUR))
        assert did(backend) == expected


def test_who_is_in_no_campaign_pays_nothing() -> None:
    backend = with_campaigns(a_recipient("rain", NOON - 30 * DAY))
    writes(backend, NOON)
    backend.billed = Billed()
    writes(backend, NOON + HOUR)
    billed = backend.billed
    backend = with_campaigns()
    writes(backend, NOON)
    backend.billed = Billed()
    writes(backend, NOON + HOUR)
    assert billed == backend.billed


@pytest.mark.item("S002-37")
def test_the_first_click_counts_and_bills_the_customer_and_the_message() -> None:
    backend = with_campaigns(a_recipient("rain", NOON))
    follows(backend)
    assert backend.billed == Billed(reads=2, writes=3)
    for target in ("https://shop.example/offer", "https://shop.example/other"):
        follows(backend, target=target, at=NOON + HOUR)
    assert did(backend) == {"clicked"}
    assert results(backend).reach.clicked == 1
    assert len(backend.all("interactions")) == 2


def test_a_click_of_what_the_customer_no_longer_remembers_counts_all_the_same() -> None:
    backend = with_campaigns(a_recipient("rain", NOON), campaigns=())
    follows(backend)
    assert results(backend).reach.clicked == 1
    assert customer(backend).campaigns == ()


EVENTS = (
    *("sent", "delivered", "read", "clicked", "other_link", "replied", "replied_later", "stopped"),
    *("one_click", "bought_elsewhere"),
)


def happens(backend: DictBackend, event: str) -> None:
    at = NOON + timedelta(minutes=1 + EVENTS.index(event))
    match event:
        case "sent" | "delivered" | "read":
            report = a_status(id="wamid", message_id="rain:somebody", status=event, at=at)
            run(a_store(backend), lambda: record_report(ORG, report, at))
        case "clicked" | "other_link":
            follows(backend, target=f"https://shop.example/{event}", at=at)
        case "replied" | "replied_later":
            writes(backend, at, id=event)
        case "stopped":
            writes(backend, at, id=event, text="STOP")
        case "one_click":
            choices: Any = {"whatsapp": {"marketing": False}}
            changing = partial(change_preferences, ORG, "somebody", choices, changed_by="one_click")
            run(a_store(backend), lambda: changing(now=at))
        case _:
            writes(backend, at, id=event, channel="sms")


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(EVENTS), max_size=14))
def test_whatever_comes_in_whatever_order_and_however_often_counts_once(events: list[str]) -> None:
    backend = with_campaigns(a_recipient("rain", NOON, status="sending", sent_at=None))
    for event in events:
        happens(backend, event)
    found, seen = results(backend).reach, set(events)
    statuses = [
        int(bool(seen & names)) for names in ({"sent", "delivered", "read"}, {"delivered", "read"}, {"read"})
    ]
    assert [found.sent, found.delivered, found.read] == statuses
    assert found.clicked == int(bool(seen & {"clicked", "other_link"}))
    assert found.replied == int(bool(seen & {"replied", "replied_later"}))
    assert found.responded == max(found.clicked, found.replied)
    assert found.opted_out == int(bool(seen & {"stopped", "one_click"}))

"""A campaign goes to each customer of its segments once, in pages of one commit each."""

from datetime import timedelta
from typing import Any

import pytest

from functions.domain.campaigning.reaching import texts_of
from functions.domain.campaigns.assigning import assigned
from functions.domain.customers.customer import Joins
from functions.domain.settings.offers import Offer
from functions.store.documents import to_fields
from tests.builders import NOON, an_org_document
from tests.campaigns import (
    STAFF,
    a_buyer,
    a_campaign,
    a_shop,
    all_pages,
    by_customer,
    claimed,
    one_page,
    pages_of,
    stocked,
)
from tests.memory import Billed, DictBackend

ORG = a_shop()
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


@pytest.mark.item("S002-36")
def test_each_customer_of_a_segment_gets_one_message_and_those_who_are_left_out_none() -> None:
    buyers = [a_buyer(number) for number in range(7)]
    out = a_buyer(7, tags=("regular", "staff"), segment_ids=("regulars", STAFF))
    backend = stocked(*buyers, out, a_buyer(8, tags=(), segment_ids=()), exclude_segment_ids=(STAFF,))
    with pages_of(3):
        assert all_pages(backend, ORG) == 3
        assert not one_page(backend, ORG)
    assert by_customer(backend) == {each.id: ("queued", None) for each in buyers}
    campaign = backend.one("campaigns")
    assert (campaign["status"], campaign["pages"]) == ("done", 3)
    assert campaign["wake_at"] == campaign["done_at"] + timedelta(days=7)
    assert campaign["progress"] == {
        "passed": 7,
        "queued": 7,
        "called": 0,
        "held_out": 0,
        "suppressed": 0,
        "reasons": {},
        "cost_minor": 0,
    }
    message = backend.all("messages")["rain:c0000"]
    assert (message["rule"], message["campaign_id"], message["purpose"]) == (
        "campaign:rain",
        "rain",
        "marketing",
    )


def test_a_page_bills_a_read_a_customer_two_writes_a_message_and_one_of_each_for_the_campaign() -> None:
    backend = stocked(*(a_buyer(number) for number in range(10)))
    backend.billed = Billed()
    with pages_of(5):
        one_page(backend, ORG)
    # Before the first page one read more: whether its customers are looked for.
    assert backend.billed == Billed(reads=1 + 1 + 5, writes=1 + 2 * 5)


def test_who_is_refused_bills_one_write_and_keeps_the_reason() -> None:
    refused = a_buyer(1, has_app=False, push_tokens=())
    backend = stocked(a_buyer(0), refused, holdout_percent=0, channels=("push",))
    backend.billed = Billed()
    all_pages(backend, ORG)
    assert backend.billed.writes == 1 + 2 + 1
    assert by_customer(backend)["c0001"] == ("suppressed", "no_address")
    assert backend.one("campaigns")["progress"]["reasons"] == {"no_address": 1}


def test_those_who_are_held_out_are_those_whom_the_assignment_names_and_no_cap_counts_them() -> None:
    buyers = [a_buyer(number) for number in range(40)]
    backend = stocked(*buyers, holdout_percent=50)
    all_pages(backend, ORG)
    held = {id for id, (_, reason) in by_customer(backend).items() if reason == "holdout"}
    campaign = a_campaign(holdout_percent=50)
    assert held == {
        each.id
        for each in buyers
        if assigned(ORG.id_key, campaign, each.id, control_percent=0).held_out == "holdout"
    }
    assert 5 < len(held) < 35
    assert not any(
        backend.all("customers")[id].get("marketing_touches")
        or backend.all("customers")[id]["last_contacted_at"]
        for id in held
    )


def test_only_those_who_would_have_been_reached_are_held_out() -> None:
    buyers = [
        a_buyer(number, **({} if number % 2 else {"has_app": False, "push_tokens": ()}))
        for number in range(40)
    ]
    backend = stocked(*buyers, holdout_percent=50, channels=("push",))
    all_pages(backend, ORG)
    reasons = {id: reason for id, (_, reason) in by_customer(backend).items()}
    assert {reasons[each.id] for each in buyers[::2]} == {"no_address"}
    assert {reasons[each.id] for each in buyers[1::2]} == {"holdout", None}


def test_a_customer_keeps_in_which_campaigns_they_are_and_whether_they_got_a_message() -> None:
    buyers = [a_buyer(number) for number in range(40)]
    refused = a_buyer(41, has_app=False, push_tokens=())
    backend = stocked(*buyers, refused, holdout_percent=50, channels=("push",))
    all_pages(backend, ORG)
    messages = backend.all("messages")
    for id, customer in backend.all("customers").items():
        message = messages[f"rain:{id}"]
        if id == refused.id:
            assert "campaigns" not in customer
            continue
        (touch,) = customer["campaigns"]
        assert touch["message_id"] == f"rain:{id}"
        assert touch["is_held_out"] == (message["reason"] == "holdout")
        assert touch["until"] - touch["at"] == timedelta(days=7)
        assert touch["at"] == (message["send_at"] or message["created_at"])


def test_variants_go_by_the_assignment_and_each_message_names_its_own() -> None:
    texts = ({"id": "a", "template": "monsoon"}, {"id": "b", "template": "sunny", "weight": 3})
    backend = stocked(*(a_buyer(number) for number in range(40)), variants=texts)
    all_pages(backend, ORG)
    sent = {(each["variant"], each["template"]) for each in backend.all("messages").values()}
    assert sent == {("a", "monsoon"), ("b", "sunny")}


@pytest.mark.parametrize(
    ("budget", "reached", "cost"),
    [({"budget_messages": 4}, 4, 40), ({"budget_minor": 35}, 3, 30), ({"budget_messages": 0}, 0, 0)],
)
def test_a_campaign_stops_at_its_budget(budget: dict[str, Any], reached: int, cost: int) -> None:
    org = a_shop(campaigns={"message_cost_minor": {"push": 10}})
    backend = stocked(*(a_buyer(number) for number in range(9)), **budget)
    with pages_of(2):
        all_pages(backend, org)
    campaign = backend.one("campaigns")
    assert (campaign["status"], campaign["stands_because"]) == ("done", "budget")
    assert (len(backend.all("messages")), campaign["progress"]["cost_minor"]) == (reached, cost)


def test_a_page_of_a_campaign_that_was_paused_or_cancelled_sends_nothing() -> None:
    for status in ("paused", "cancelled", "done", "draft"):
        backend = stocked(a_buyer(0), status=status)
        assert not one_page(backend, ORG)
        assert not backend.all("messages")


def test_a_message_that_is_queued_is_held_while_its_campaign_is_paused_and_goes_after_it() -> None:
    backend = stocked(a_buyer(0))
    all_pages(backend, ORG)
    backend.put(a_campaign(status="paused"))
    claim = claimed(backend, ORG, "rain:c0000", NOON + MINUTE)
    message = backend.one("messages")
    assert (claim.state, message["status"], message["history"][-1]["detail"]) == (
        "waiting",
        "queued",
        "campaign_paused",
    )
    backend.put(a_campaign(status="running"))
    assert claimed(backend, ORG, "rain:c0000", message["send_at"]).state == "sending"


def test_a_message_that_is_queued_is_suppressed_once_its_campaign_is_cancelled() -> None:
    backend = stocked(a_buyer(0))
    all_pages(backend, ORG)
    backend.put(a_campaign(status="cancelled"))
    assert claimed(backend, ORG, "rain:c0000", NOON + MINUTE).state == "over"
    message = backend.one("messages")
    assert (message["status"], message["reason"]) == ("suppressed", "campaign_cancelled")


def test_who_opts_out_between_queuing_and_sending_gets_nothing() -> None:
    backend = stocked(a_buyer(0))
    all_pages(backend, ORG)
    said = {"granted": False, "at": NOON, "by": "customer", "source": "keyword"}
    customer = a_buyer(0, consents={"push": {"marketing": said}})
    backend.put(customer)
    assert claimed(backend, ORG, "rain:c0000", NOON + MINUTE).state == "over"
    message = backend.one("messages")
    assert (message["status"], message["reason"]) == ("suppressed", "not_opted_in")


@pytest.mark.item("S001-50")
def test_a_call_is_a_task_of_the_pool_with_what_to_say_and_counts_as_the_recipient() -> None:
    org = a_shop(campaigns={"message_cost_minor": {"call": 300}})
    backend = stocked(a_buyer(0), a_buyer(1, phone=None), channels=("call",))
    all_pages(backend, org)
    task = backend.one("tasks")
    assert (task["task_type"], task["is_pooled"], task["customer_id"]) == ("campaign_call", True, "c0000")
    assert task["script"].startswith("Dear guest, A second cup.")
    assert backend.all("messages")["rain:c0000"]["task_id"] == "rain:c0000:task"
    assert by_customer(backend) == {"c0000": ("sent", None), "c0001": ("suppressed", "no_address")}
    progress = backend.one("campaigns")["progress"]
    assert (progress["called"], progress["suppressed"], progress["cost_minor"]) == (1, 1, 300)
    assert backend.one("assignments")["wake_at"] == NOON


def test_who_cannot_be_written_to_is_called_where_the_campaign_calls_too_and_who_refused_is_not() -> None:
    said = {"granted": False, "at": NOON, "by": "customer", "source": "keyword"}
    unreached = {"has_app": False, "push_tokens": ()}
    refused = a_buyer(1, **unreached, consents={"sms": {"marketing": said}})
    backend = stocked(a_buyer(0, **unreached), refused, a_buyer(2), channels=("push", "call"))
    all_pages(backend, ORG)
    assert {each["customer_id"] for each in backend.all("tasks").values()} == {"c0000"}
    assert by_customer(backend)["c0002"] == ("queued", None)


def test_at_local_time_each_customer_s_clock_tells_when_the_message_goes() -> None:
    # NOON is 17:30 in India.
    delhi, london = a_buyer(0), a_buyer(1, timezone="Europe/London")
    ahead = a_buyer(2, timezone="Pacific/Auckland")
    begins = NOON - timedelta(hours=8, minutes=30)
    backend = stocked(delhi, london, ahead, at_local_time=True, wake_at=begins)
    all_pages(backend, ORG, begins)
    times = {each["customer_id"]: each["send_at"] for each in backend.all("messages").values()}
    assert times == {
        "c0000": NOON,
        "c0001": NOON + timedelta(hours=5, minutes=30),
        "c0002": NOON - timedelta(hours=7, minutes=30),
    }
    campaign = backend.one("campaigns")
    assert (campaign["status"], campaign["wake_at"]) == ("running", times["c0001"])
    assert not one_page(backend, ORG, times["c0001"])
    assert backend.one("campaigns")["status"] == "done"


def test_sending_is_spread_over_the_hours_that_are_asked_for() -> None:
    backend = stocked(*(a_buyer(number) for number in range(30)), spread_hours=4)
    all_pages(backend, ORG)
    waits = sorted((each["send_at"] or NOON) - NOON for each in backend.all("messages").values())
    assert timedelta(0) <= waits[0] < HOUR
    assert 3 * HOUR < waits[-1] < 4 * HOUR


def test_what_would_go_after_the_end_is_not_sent() -> None:
    backend = stocked(a_buyer(0), ends_at=NOON + MINUTE)
    all_pages(backend, ORG)
    assert claimed(backend, ORG, "rain:c0000", NOON + MINUTE).state == "over"
    assert backend.one("messages")["reason"] == "campaign_over"
    later = stocked(a_buyer(0), ends_at=NOON)
    assert not one_page(later, ORG)
    assert (later.one("campaigns")["status"], later.one("campaigns")["stands_because"]) == ("done", "ended")
    assert not later.all("messages")


def test_a_segment_a_text_or_an_offer_that_is_gone_pauses_the_campaign() -> None:
    for changes, reason in (
        ({"exclude_segment_ids": ("gone",)}, "segment_missing"),
        ({"template": "gone"}, "template_missing"),
        ({"offer_id": "gone"}, "offer_missing"),
    ):
        backend = stocked(a_buyer(0), moved_at=NOON - HOUR, **changes)
        assert not one_page(backend, ORG)
        campaign = backend.one("campaigns")
        assert (campaign["status"], campaign["stands_because"]) == ("paused", reason)
        assert not backend.all("messages")


def test_a_campaign_above_the_limit_waits_for_approval_and_says_so() -> None:
    org = a_shop(campaigns={"approval_above": 1})
    backend = stocked(a_buyer(0), a_buyer(1))
    assert not one_page(backend, org)
    campaign = backend.one("campaigns")
    assert (campaign["status"], campaign["stands_because"]) == ("scheduled", "approval_missing")
    assert not backend.all("messages")
    texts = texts_of(org, a_campaign())
    backend.put(a_campaign(approved_at=NOON, approved_by="lead", approved_texts=texts))
    all_pages(backend, org)
    assert len(backend.all("messages")) == 2


def test_who_was_joined_gets_no_second_message_under_the_other_id() -> None:
    backend = stocked(a_buyer(0), a_buyer(1))
    with pages_of(1):
        one_page(backend, ORG)
        assert list(backend.all("messages")) == ["rain:c0000"]
        backend.put(a_buyer(0, joined_into="c0001", segment_ids=()))
        backend.put(a_buyer(1, joins=Joins(ids=("c0000",))))
        all_pages(backend, ORG)
    assert list(backend.all("messages")) == ["rain:c0000"]


def test_while_the_crm_is_off_nothing_goes_out_and_it_goes_on_afterwards() -> None:
    backend = stocked(a_buyer(0))
    one_page(backend, a_shop(features={"crm": False, "loyalty": False}))
    assert not backend.all("messages")
    assert backend.one("campaigns")["wake_at"] == NOON + HOUR
    all_pages(backend, ORG, NOON + HOUR)
    assert len(backend.all("messages")) == 1


def test_an_ongoing_campaign_ends_with_its_end_and_leaves_the_organisation() -> None:
    backend = stocked(a_buyer(0), mode="ongoing", ends_at=NOON + HOUR)
    listed = an_org_document().with_changes(ongoing_campaigns={"rain": ("regulars",)})
    backend.client_writes("orgs/kopi", **to_fields(listed))
    all_pages(backend, ORG)
    campaign = backend.one("campaigns")
    assert (campaign["status"], campaign["wake_at"]) == ("running", NOON + HOUR)
    one_page(backend, ORG, NOON + HOUR)
    assert backend.one("campaigns")["status"] == "done"
    assert not backend.documents["orgs/kopi"].get("ongoing_campaigns")


def test_one_task_is_asked_for_each_page_and_none_after_the_last() -> None:
    backend: DictBackend = stocked(*(a_buyer(number) for number in range(4)))
    with pages_of(2):
        assert [one_page(backend, ORG), one_page(backend, ORG), one_page(backend, ORG)] == [True, True, False]


def test_nothing_goes_out_for_an_offer_that_is_given_no_more() -> None:
    offer = Offer(name="First", kind="percent", percent=10, code="FIRST10")
    for is_on, status in ((False, "paused"), (True, "done")):
        backend = stocked(a_buyer(0), offer_id="first")
        one_page(
            backend, ORG.model_copy(update={"offers": {"first": offer.model_copy(update={"enabled": is_on})}})
        )
        assert backend.one("campaigns")["status"] == status
        assert len(backend.all("messages")) == is_on


def test_an_offer_that_was_edited_since_takes_the_approval_away() -> None:
    shop = a_shop(campaigns={"approval_above": 0})
    offer = Offer(name="First", kind="percent", percent=10, code="FIRST10")
    approved, edited = (
        shop.model_copy(update={"offers": {"first": offer.model_copy(update={"percent": percent})}})
        for percent in (10, 90)
    )
    texts = texts_of(approved, a_campaign(offer_id="first"))
    for org, sent in ((edited, 0), (approved, 1)):
        backend = stocked(
            a_buyer(0), offer_id="first", approved_at=NOON, approved_by="lead", approved_texts=texts
        )
        all_pages(backend, org)
        assert len(backend.all("messages")) == sent


@pytest.mark.item("S001-49")
def test_a_text_is_given_the_code_of_its_offer_where_it_has_one_for_all() -> None:
    for code in ("FIRST10", None):
        offer = Offer(name="First", kind="percent", percent=10, code=code)
        backend = stocked(a_buyer(0), offer_id="first")
        all_pages(backend, ORG.model_copy(update={"offers": {"first": offer}}))
        assert backend.one("messages")["variables"].get("code") == code

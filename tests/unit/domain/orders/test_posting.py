"""An order that is made here goes out to the order system: each state once, in order, each try with the same key."""

import json
from datetime import datetime, timedelta
from typing import Any

import pytest

from functions.domain.customers.identities import Identity
from functions.domain.kernel.json_bodies import read_json
from functions.domain.orders.parsing import parse_order
from functions.domain.orders.posting import (
    FIRST_BACKOFF,
    GIVEN_UP_AFTER,
    LEASE,
    SWEEP_AFTER,
    TAKEN,
    PostResult,
    claim_post,
    record_post_result,
    wake_post,
)
from functions.domain.orders.posts import OrderPost
from functions.domain.orgs.org import Org
from functions.domain.staff.members import Member
from tests.builders import NOON, PHONE, an_order_body, an_org, give, problems, take_in, with_staff
from tests.builders import an_order as posted_order
from tests.memory import Billed, DictBackend, a_store, run

URL = "https://orders.example.com/in"
ORG = an_org(order_webhook={"url": URL}).model_copy(update={"order_secret": an_org().hook_secret})
ID = "b2b:1"
LEADER = Member(id="boss", roles=("manager",))
PAID_AT = NOON + timedelta(minutes=5)


def made_here(backend: DictBackend, org: Any = ORG, *, now: datetime = NOON, **changes: Any) -> Any:
    body = an_order_body(**{"source": "b2b", "status": "pending"} | changes)
    return give(backend, "record_order", body, org=org, now=now)


def office() -> DictBackend:
    backend = with_staff(role="sales_rep")
    made_here(backend)
    return backend


def post(backend: DictBackend) -> dict[str, Any]:
    return backend.all("order_posts")[ID]


def claimed(
    backend: DictBackend, lease: str = "one", *, now: datetime = NOON, org: Any = ORG
) -> OrderPost | None:
    return run(a_store(backend), lambda: claim_post(org, ID, lease_id=lease, now=now))


def recorded(
    backend: DictBackend, mine: OrderPost | None, result: PostResult, *, now: datetime = NOON
) -> OrderPost | None:
    assert mine is not None
    return run(a_store(backend), lambda: record_post_result(mine, result, now=now))


def woken(backend: DictBackend, now: datetime) -> OrderPost | None:
    return run(a_store(backend), lambda: wake_post(ID, now))


@pytest.mark.item("S002-71")
def test_an_order_of_a_phone_waits_to_go_out_in_the_commit_that_records_it() -> None:
    backend = office()
    waiting = post(backend)
    assert (waiting["status"], waiting["event"], waiting["wake_at"]) == ("queued", "pending", NOON)
    assert json.loads(waiting["body"]) == {
        "order_id": "1",
        "source": "b2b",
        "status": "pending",
        "ordered_at": "2025-01-25T05:00:00+00:00",
        "updated_at": "2025-01-25T05:00:05+00:00",
        "currency": "INR",
        "total": "387.00",
        "channel": "pos",
        "outlet_id": "first",
        "visit_type": "dine_in",
        "customer_id": waiting["customer_id"],
        "customer": {"phone": PHONE, "group": "b2c"},
        "lines": json.loads(waiting["body"])["lines"],
    }


@pytest.mark.item("S002-71")
def test_another_of_our_kind_takes_what_goes_out_as_it_is() -> None:
    waiting = post(office())
    taken = parse_order(an_org(), read_json(waiting["body"].encode()), NOON)
    ours = posted_order(source="b2b", status="pending")
    assert taken.facts == ours.facts
    assert taken.lines == ours.lines
    assert taken.buyer.identities == (Identity("phone", PHONE),)
    assert taken.warnings == ()


@pytest.mark.parametrize(
    ("org", "changes"),
    [
        (an_org(), {}),
        (an_org(order_webhook={"url": URL, "events": ["paid", "cancelled"]}), {}),
        (ORG.model_copy(update={"is_quiet": True}), {}),
    ],
)
def test_what_the_business_does_not_want_told_does_not_go_out(org: Any, changes: dict[str, Any]) -> None:
    backend = with_staff(role="sales_rep")
    assert made_here(backend, org, **changes)["status"] == "done"
    assert backend.all("order_posts") == {}


@pytest.mark.item("S002-71")
def test_an_order_that_the_system_told_us_does_not_go_back_and_what_is_changed_here_goes() -> None:
    backend = with_staff(role="sales_rep")
    take_in(a_store(backend), posted_order(source="b2b", status="pending"), org=ORG)
    assert backend.all("order_posts") == {}
    made_here(backend, status="cancelled", updated_at=PAID_AT.isoformat(), now=PAID_AT)
    assert (post(backend)["event"], post(backend)["updated_at"]) == ("cancelled", PAID_AT)


def test_the_system_s_own_word_of_our_order_changes_nothing_that_goes_out() -> None:
    backend = office()
    before = post(backend)
    later = posted_order(source="b2b", status="paid", updated_at=PAID_AT.isoformat())
    take_in(a_store(backend), later, org=ORG, now=PAID_AT)
    assert backend.one("orders")["status"] == "paid"
    assert post(backend) == before


def test_the_same_state_again_is_not_sent_again() -> None:
    backend = office()
    recorded(backend, claimed(backend), TAKEN)
    before = post(backend)
    assert made_here(backend)["result"]["replayed"]
    take_in(a_store(backend), posted_order(source="b2b", status="pending"), org=ORG)
    assert post(backend) == before


@pytest.mark.item("S002-71")
def test_a_newer_state_takes_the_place_of_one_that_has_not_left() -> None:
    backend = office()
    former = post(backend)["key"]
    made_here(backend, status="paid", updated_at=PAID_AT.isoformat(), now=PAID_AT)
    mine = claimed(backend, now=PAID_AT)
    assert mine is not None
    assert json.loads(mine.body)["status"] == "paid"
    assert mine.key != former


def test_a_newer_state_waits_for_the_try_of_the_older_one_and_goes_after_it() -> None:
    backend = office()
    older = claimed(backend)
    soon = NOON + timedelta(seconds=30)
    made_here(backend, status="paid", updated_at=soon.isoformat(), now=soon)
    assert claimed(backend, "two", now=soon) is None
    assert post(backend)["wake_at"] == NOON + LEASE
    newer = recorded(backend, older, TAKEN, now=soon)
    assert newer is not None
    assert (newer.status, newer.event, newer.enqueued_count) == ("queued", "paid", 1)
    assert claimed(backend, "two", now=soon) is not None


@pytest.mark.item("S002-71")
def test_each_try_has_the_same_key_and_body_and_waits_longer() -> None:
    backend, now, seen, waits = office(), NOON, set(), []
    for number in range(4):
        mine = claimed(backend, f"try {number}", now=now)
        assert mine is not None
        seen.add((mine.key, mine.body))
        again = recorded(backend, mine, PostResult("later", "http_503"), now=now)
        assert again is not None
        assert again.send_at is not None
        waits.append(again.send_at - now)
        now = again.send_at
    assert len(seen) == 1
    assert waits == [FIRST_BACKOFF * 2**number for number in range(4)]
    assert (post(backend)["status"], post(backend)["reason"], post(backend)["attempts"]) == (
        "queued",
        "http_503",
        4,
    )


def test_an_early_task_and_one_beside_another_send_nothing() -> None:
    backend = office()
    mine = claimed(backend)
    assert claimed(backend, "two") is None
    assert claimed(backend) == mine  # the answer to the claim was lost
    recorded(backend, mine, PostResult("later", "http_503"))
    assert claimed(backend, "three") is None


def test_a_wait_that_the_system_asks_for_is_kept() -> None:
    backend = office()
    again = recorded(backend, claimed(backend), PostResult("later", "http_429", timedelta(minutes=7)))
    assert again is not None
    assert again.send_at == NOON + timedelta(minutes=7)


def test_a_lost_task_and_a_crash_within_a_try_are_found_by_the_tick() -> None:
    backend = office()
    first = woken(backend, NOON)
    assert first is not None
    assert (first.enqueued_count, first.wake_at) == (1, NOON + SWEEP_AFTER)
    assert woken(backend, NOON + SWEEP_AFTER - timedelta(seconds=1)) is None
    later = NOON + SWEEP_AFTER
    lost = claimed(backend, now=later)
    again = woken(backend, later + LEASE)
    assert again is not None
    assert lost is not None
    assert (again.status, again.key, again.enqueued_count) == ("queued", lost.key, 2)
    assert (
        recorded(backend, lost, PostResult("later", "http_503"), now=later + LEASE) is None
    )  # its lease is gone


@pytest.mark.item("S002-71")
@pytest.mark.parametrize(
    ("result", "after", "reason"),
    [
        (PostResult("refused", "http_422"), timedelta(0), "http_422"),
        (PostResult("later", "http_503"), GIVEN_UP_AFTER + timedelta(seconds=1), "http_503"),
    ],
)
def test_what_is_given_up_is_a_dead_letter_and_names_nobody(
    result: PostResult, after: timedelta, reason: str
) -> None:
    backend = office()
    assert recorded(backend, claimed(backend, now=NOON + after), result, now=NOON + after) is None
    assert (post(backend)["status"], post(backend)["reason"]) == ("failed", reason)
    assert "wake_at" not in post(backend)
    (letter,) = backend.all("dead_letters").values()
    assert letter["payload"] == {"order_id": ID, "event": "pending", "key": post(backend)["key"]}
    assert PHONE not in str(letter)


def test_a_business_without_an_order_system_any_more_is_told_so() -> None:
    backend = office()
    assert claimed(backend, org=an_org()) is None
    assert (post(backend)["status"], post(backend)["reason"]) == ("failed", "not_set_up")


@pytest.mark.item("S002-71")
def test_a_leader_sends_an_order_again_under_the_same_key() -> None:
    backend = office()
    failed = claimed(backend)
    recorded(backend, failed, PostResult("refused", "http_422"))
    backend.put(LEADER)
    done = give(backend, "send_order", {"order_id": ID}, org=ORG, by_uid="boss", now=PAID_AT)
    assert done["result"] == {"order_id": ID, "status": "queued", "event": "pending"}
    assert backend.all("dead_letters") == {}
    assert post(backend)["wake_at"] == PAID_AT
    again = claimed(backend, "two", now=PAID_AT)
    assert failed is not None
    assert again is not None
    assert (again.key, again.body, again.attempts) == (failed.key, failed.body, 1)


def test_a_rep_does_not_send_again_nor_does_anyone_what_never_went_out() -> None:
    backend = office()
    before = post(backend)
    assert give(backend, "send_order", {"order_id": ID}, org=ORG)["status"] == "refused"
    backend.put(LEADER)
    unknown = give(backend, "send_order", {"order_id": "b2b:none"}, org=ORG, by_uid="boss")
    assert problems(unknown) == {"order_id": "names no order that goes out"}
    assert post(backend) == before


@pytest.mark.parametrize(
    ("org", "why"),
    [(ORG, "nothing of this order was to go out"), (an_org(), "the settings name no order_webhook.url")],
)
def test_of_an_order_that_was_not_to_go_out_a_leader_is_told_why(org: Org, why: str) -> None:
    backend = DictBackend()
    backend.put(LEADER)
    take_in(a_store(backend), posted_order(ORG, order_id="1"))
    (id,) = backend.all("orders")
    refused = give(backend, "send_order", {"order_id": id}, org=org, by_uid="boss")
    assert why in problems(refused)[""]


def test_a_try_that_is_under_way_is_not_doubled_by_a_leader() -> None:
    backend = office()
    claimed(backend)
    before = post(backend)
    backend.put(LEADER)
    assert (
        give(backend, "send_order", {"order_id": ID}, org=ORG, by_uid="boss")["result"]["status"] == "sending"
    )
    assert post(backend) == before


def test_its_dead_letter_is_tried_again_as_others_are() -> None:
    backend = office()
    recorded(backend, claimed(backend), PostResult("refused", "http_422"))
    backend.put(LEADER)
    letter = f"order_post:{ID}"
    done = give(backend, "retry_dead_letter", {"dead_letter_id": letter}, org=ORG, by_uid="boss")
    assert done["status"] == "done"
    assert (post(backend)["status"], backend.all("dead_letters")) == ("queued", {})


def test_what_goes_out_bills_a_write_with_the_order_and_two_reads_and_writes_with_its_try() -> None:
    plain, backend = with_staff(role="sales_rep"), with_staff(role="sales_rep")
    made_here(plain, an_org())
    made_here(backend)
    assert backend.billed == Billed(plain.billed.reads, plain.billed.writes + 1)
    backend.billed = Billed()
    recorded(backend, claimed(backend), TAKEN)
    assert backend.billed == Billed(2, 2)

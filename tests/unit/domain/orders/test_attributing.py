"""Orders are among the results of the campaigns that their buyer is in, and move with every later state."""

from datetime import timedelta
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from functions.domain.customers.customer import Customer
from functions.domain.customers.touches import MOST_CAMPAIGNS, CampaignTouch, with_campaign
from functions.domain.joins.folding import folded
from functions.domain.messages.campaign_parts import CampaignResult
from functions.domain.orders.attributing import MOST_ATTRIBUTED
from functions.domain.orders.documents import Order
from tests.builders import NOON, PHONE, a_customer, a_message, an_order, an_org, take_in
from tests.memory import DictBackend, a_store

ORG = an_org()
SENT = NOON - timedelta(days=10)
LATER = NOON + timedelta(days=60)
FRIEND = "+12025550156"


def a_touch(name: str, *, after: timedelta = timedelta(0), days: int = 7, **changes: Any) -> CampaignTouch:
    at = SENT + after
    return CampaignTouch(message_id=f"{name}:buyer", at=at, until=at + timedelta(days=days), **changes)


def with_campaigns(*touches: CampaignTouch, **changes: Any) -> DictBackend:
    """A customer who bought once, is in these campaigns, and has a message of each."""
    backend = DictBackend()
    take_in(a_store(backend), bought("0", SENT - timedelta(days=30)), org=ORG, now=LATER)
    (path,) = [each for each in backend.documents if "/customers/" in each]
    backend.documents[path]["campaigns"] = [each.model_dump() for each in touches]
    for touch in touches:
        backend.put(
            a_message(id=touch.message_id, customer_id=path.rpartition("/")[2], status="sent", wake_at=None)
        )
    return backend


def bought(number: str, at: Any, *, minutes: int = 0, phone: str | None = PHONE, **changes: Any) -> Order:
    updated_at = (max(at, SENT + timedelta(days=20)) + timedelta(minutes=minutes)).isoformat()
    given = {"ordered_at": at.isoformat(), "updated_at": updated_at}
    return an_order(ORG, order_id=number, customer={"phone": phone} if phone else None, **given, **changes)


def results(backend: DictBackend) -> dict[str, tuple[int, int]]:
    """Orders and amount by campaign; campaigns without are left out."""
    found = {id.partition(":")[0]: each.get("result") for id, each in backend.all("messages").items()}
    return {
        id: (each["orders"], each["revenue_minor"]) for id, each in found.items() if each and each["orders"]
    }


@pytest.mark.parametrize(
    ("days", "counts"),
    [
        (timedelta(seconds=-1), False),
        (timedelta(0), True),
        (timedelta(days=7, seconds=-1), True),
        (timedelta(days=7), False),
    ],
)
def test_an_order_counts_from_the_message_to_the_end_of_the_window(days: timedelta, counts: bool) -> None:
    backend = with_campaigns(a_touch("spice"))
    take_in(a_store(backend), bought("1", SENT + days), org=ORG, now=LATER)
    assert results(backend) == ({"spice": (1, 38_700)} if counts else {})


def test_a_further_order_bills_one_read_and_one_write_more_for_a_campaign() -> None:
    billed = []
    for touches in ((), (a_touch("spice"),)):
        backend = with_campaigns(*touches)
        before = backend.billed.reads, backend.billed.writes
        take_in(a_store(backend), bought("1", SENT), org=ORG, now=LATER)
        billed.append((backend.billed.reads - before[0], backend.billed.writes - before[1]))
    (reads, writes), in_campaign = billed
    assert in_campaign == (reads + 1, writes + 1)


def test_the_last_and_the_first_message_before_it_are_told_apart_and_who_is_held_out_had_none() -> None:
    touches = (
        a_touch("oil"),
        a_touch("spice", after=timedelta(days=1)),
        a_touch("honey", after=timedelta(days=2), is_held_out=True),
    )
    backend = with_campaigns(*touches)
    take_in(a_store(backend), bought("1", SENT + timedelta(days=3)), org=ORG, now=LATER)
    found = {
        id.partition(":")[0]: CampaignResult(**each["result"]) for id, each in backend.all("messages").items()
    }
    once = {"orders": 1, "revenue_minor": 38_700, "lines": 1}
    assert found == {
        "oil": CampaignResult(**once, first_touch_orders=1, first_touch_minor=38_700),
        "spice": CampaignResult(**once, last_touch_orders=1, last_touch_minor=38_700),
        "honey": CampaignResult(**once),
    }


def test_an_order_is_among_the_results_of_the_last_five_campaigns_at_most() -> None:
    backend = with_campaigns(*(a_touch(f"c{n}", after=timedelta(minutes=n)) for n in range(7)))
    take_in(a_store(backend), bought("1", SENT + timedelta(days=1)), org=ORG, now=LATER)
    assert sorted(results(backend)) == [f"c{n}" for n in range(7 - MOST_ATTRIBUTED, 7)]


@pytest.mark.parametrize("order", list(permutations(range(4))))
def test_states_in_any_order_end_with_the_latest_one(order: tuple[int, ...]) -> None:
    backend = with_campaigns(a_touch("spice"))
    states = [
        bought("1", SENT),
        bought("1", SENT, minutes=1, status="cancelled"),
        bought("1", SENT, minutes=2, status="delivered"),
        bought("1", SENT, minutes=3, status="refunded", refunded_total="129.00"),
    ]
    for number in order:
        take_in(a_store(backend), states[number], org=ORG, now=LATER)
        take_in(a_store(backend), states[number], org=ORG, now=LATER)
    assert results(backend) == {"spice": (1, 25_800)}


def test_an_order_that_turns_out_to_be_another_customer_s_leaves_the_results() -> None:
    backend = with_campaigns(a_touch("spice"))
    store = a_store(backend)
    take_in(store, bought("1", SENT), org=ORG, now=LATER)
    assert results(backend) == {"spice": (1, 38_700)}
    take_in(store, bought("1", SENT, minutes=1, phone=FRIEND), org=ORG, now=LATER)
    assert results(backend) == {}
    take_in(store, bought("1", SENT, minutes=2), org=ORG, now=LATER)
    assert results(backend) == {"spice": (1, 38_700)}


def test_a_cancellation_is_taken_back_after_the_customer_was_in_other_campaigns() -> None:
    backend = with_campaigns(a_touch("spice"))
    store = a_store(backend)
    take_in(store, bought("1", SENT), org=ORG, now=LATER)
    (path,) = [each for each in backend.documents if "/customers/" in each]
    del backend.documents[path]["campaigns"]
    take_in(a_store(backend), bought("1", SENT, minutes=1, status="cancelled"), org=ORG, now=LATER)
    assert results(backend) == {}


def test_a_message_that_is_gone_is_passed_over() -> None:
    backend = with_campaigns(a_touch("spice"))
    del backend.documents["orgs/kopi/messages/spice:buyer"]
    take_in(a_store(backend), bought("1", SENT), org=ORG, now=LATER)
    assert len(backend.all("orders")) == 2
    assert results(backend) == {}


changes = st.lists(
    st.tuples(
        st.sampled_from(["1", "2", "3"]),
        st.integers(-2, 9),
        st.sampled_from(["paid", "delivered", "cancelled", "refunded"]),
        st.sampled_from([PHONE, FRIEND, None]),
        st.sampled_from(["100.00", "387.00"]),
    ),
    min_size=1,
    max_size=8,
)


@settings(max_examples=40)
@given(changes, st.randoms(use_true_random=False))
def test_results_are_those_of_the_latest_states_whatever_came_first(told: list[Any], random: Any) -> None:
    backend = with_campaigns(a_touch("spice"), a_touch("oil", after=timedelta(days=2), is_held_out=True))
    states = [
        (
            number,
            minute,
            bought(
                number,
                SENT + timedelta(days=days),
                minutes=minute,
                phone=phone,
                status=status,
                total=total,
            ),
        )
        for minute, (number, days, status, phone, total) in enumerate(told)
    ]
    latest = {number: told[minute] for number, minute, _ in states}
    random.shuffle(states)
    for _, _, state in states:
        take_in(a_store(backend), state, org=ORG, now=LATER)
    expected = {}
    for name, begins in (("spice", 0), ("oil", 2)):
        within = [
            int(total.replace(".", ""))
            for _, days, status, phone, total in latest.values()
            if begins <= days < begins + 7 and status in ("paid", "delivered") and phone == PHONE
        ]
        if within:
            expected[name] = (len(within), sum(within))
    assert results(backend) == expected


def test_the_last_campaigns_of_both_are_kept_where_two_customers_are_one() -> None:
    ours = [a_touch(f"a{n}", after=timedelta(minutes=2 * n)) for n in range(6)]
    theirs = [a_touch(f"b{n}", after=timedelta(minutes=2 * n + 1)) for n in range(6)]
    both = folded(
        ORG, a_customer(id="one", campaigns=tuple(ours)), a_customer(id="other", campaigns=tuple(theirs))
    )
    kept = [each.message_id.partition(":")[0] for each in both.campaigns]
    assert kept == ["a1", "b1", "a2", "b2", "a3", "b3", "a4", "b4", "a5", "b5"]
    assert len(kept) == MOST_CAMPAIGNS
    assert with_campaign(both.campaigns, ours[-1]) == both.campaigns
    assert isinstance(both, Customer)

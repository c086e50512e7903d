"""A customer's part of the figure by which a campaign is judged follows their orders, whatever came twice or late."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from functions.domain.customers.touches import CampaignTouch, Promoted
from functions.domain.orders.documents import Order
from functions.domain.settings.offer_calendar import Kpi
from tests.builders import NOON, PHONE, a_message, an_order, an_org, take_in
from tests.memory import Billed, DictBackend, a_store

LADDER = [{"name": "silver", "any": {"orders": 3}}, {"name": "gold", "any": {"orders": 5}}]
ORG = an_org(loyalty={"tiers": LADDER})
SENT, LATER = NOON - timedelta(days=10), NOON + timedelta(days=60)
SPICE = Promoted(categories=("spice",), product_ids=("ghee",))
FRIEND = "+12025550156"


def judged_by(
    kpi: Kpi, *, base: int | None, promotes: Promoted | None = SPICE, **changes: Any
) -> DictBackend:
    """A customer who bought once, before they got a message of a campaign that is judged by a figure."""
    backend = DictBackend()
    take_in(a_store(backend), bought("0", days=-30), org=ORG, now=LATER)
    (path,) = [each for each in backend.documents if "/customers/" in each]
    touch = CampaignTouch(
        message_id="month:buyer",
        campaign_id="month",
        at=SENT,
        until=SENT + timedelta(days=7),
        promotes=promotes,
    )
    backend.documents[path]["campaigns"] = [touch.model_dump()]
    fields = {"status": "sent", "wake_at": None, "kpi": kpi, "kpi_base": base} | changes
    backend.put(a_message(id=touch.message_id, customer_id=path.rpartition("/")[2], **fields))
    return backend


def bought(
    number: str,
    *categories: str,
    days: float = 1,
    minutes: int = 0,
    phone: str | None = PHONE,
    **changes: Any,
) -> Order:
    at = SENT + timedelta(days=days)
    updated_at = SENT + timedelta(days=20, minutes=minutes)
    lines = [{"product_id": "x", "category": each, "quantity": "1"} for each in categories or ("rice",)]
    customer = {"phone": phone} if phone else None
    return an_order(
        ORG,
        order_id=number,
        customer=customer,
        lines=lines,
        ordered_at=at.isoformat(),
        updated_at=updated_at.isoformat(),
        **changes,
    )


def part(backend: DictBackend) -> tuple[int | None, int | None]:
    message = backend.all("messages")["month:buyer"]
    return message.get("kpi_base"), message.get("kpi_gain")


@pytest.mark.item("S001-35")
def test_goods_are_known_by_category_whatever_its_capitals_and_by_product() -> None:
    backend = judged_by("cross_sell_rate", base=1)
    take_in(a_store(backend), bought("1", "rice"), org=ORG, now=LATER)
    assert part(backend) == (1, 0)
    take_in(a_store(backend), bought("2", "rice", "SPICE"), org=ORG, now=LATER)
    assert part(backend) == (1, 1)
    backend = judged_by("cross_sell_rate", base=1, promotes=Promoted(product_ids=("x",)))
    take_in(a_store(backend), bought("1", "rice"), org=ORG, now=LATER)
    assert part(backend) == (1, 1)


@pytest.mark.item("S001-35", "S001-40", "S001-41")
@pytest.mark.parametrize(
    ("kpi", "kept", "returned"), [("cross_sell_rate", 1, 0), ("trial_to_repeat", 0, 0), ("basket_size", 2, 1)]
)
def test_what_is_returned_on_the_same_bill_is_in_no_figure(kpi: Kpi, kept: int, returned: int) -> None:
    lines = [
        {"product_id": "rice", "category": "rice", "quantity": "1", "unit_price": "300.00"},
        {"product_id": "turmeric", "category": "spice", "quantity": "2", "unit_price": "50.00"},
    ]
    back = {**lines[1], "quantity": "-2"}
    off = {"product_id": "thanks", "quantity": "1", "unit_price": "-10.00"}
    for extra, expected in (([off], kept), ([back, off], returned), ([{**back, "quantity": "-1"}], kept)):
        backend = judged_by(kpi, base=1)
        order = an_order(
            ORG,
            order_id="1",
            lines=[*lines, *extra],
            ordered_at=(SENT + timedelta(days=1)).isoformat(),
            updated_at=(SENT + timedelta(days=2)).isoformat(),
        )
        take_in(a_store(backend), order, org=ORG, now=LATER)
        assert part(backend)[1] == expected


def test_a_figure_costs_an_order_nothing_more() -> None:
    billed = []
    for kpi in ("revenue", "trial_to_repeat", "upgrade_rate"):
        backend = judged_by(kpi, base=1)
        backend.billed = Billed()
        take_in(a_store(backend), bought("1", "spice"), org=ORG, now=LATER)
        billed.append(backend.billed)
    assert billed[0] == billed[1] == billed[2]


def test_a_corrected_order_counts_by_its_latest_lines() -> None:
    backend = judged_by("trial_to_repeat", base=None)
    store = a_store(backend)
    take_in(store, bought("1", "spice"), org=ORG, now=LATER)
    take_in(store, bought("2", "spice"), org=ORG, now=LATER)
    assert part(backend) == (1, 1)
    take_in(store, bought("2", "rice", minutes=1), org=ORG, now=LATER)
    assert part(backend) == (1, 0)
    (path,) = [each for each in backend.documents if "/customers/" in each]
    del backend.documents[path]["campaigns"]  # other campaigns came after it
    take_in(a_store(backend), bought("1", "spice", minutes=2, status="cancelled"), org=ORG, now=LATER)
    assert part(backend) == (0, 0)


def test_a_tier_counts_as_long_as_it_is_a_higher_one_by_orders_of_the_campaign() -> None:
    backend = judged_by("membership_adoption", base=1)
    store = a_store(backend)
    take_in(store, bought("1"), org=ORG, now=LATER)
    assert part(backend) == (1, 0)
    take_in(store, bought("2"), org=ORG, now=LATER)
    assert part(backend) == (1, 1)
    take_in(store, bought("2", minutes=1, status="cancelled"), org=ORG, now=LATER)
    assert part(backend) == (1, 0)
    for number, days in (("3", 9.0), ("4", 12.0)):  # silver, by orders that are no longer of the campaign
        take_in(store, bought(number, days=days), org=ORG, now=LATER)
    assert part(backend) == (1, 0)
    take_in(store, bought("1", minutes=1, status="cancelled"), org=ORG, now=LATER)
    assert part(backend) == (1, 0)


def test_an_upgrade_is_from_the_tier_that_they_had() -> None:
    backend = judged_by("upgrade_rate", base=1, tier_before="silver")
    store = a_store(backend)
    for number in ("1", "2"):
        take_in(store, bought(number), org=ORG, now=LATER)
    assert part(backend) == (1, 0)  # silver, as before
    for number in ("3", "4"):
        take_in(store, bought(number), org=ORG, now=LATER)
    assert part(backend) == (1, 1)


states = st.lists(
    st.tuples(
        st.sampled_from(["1", "2", "3"]),
        st.sampled_from(["paid", "delivered", "cancelled", "refunded"]),
        st.sampled_from([("rice",), ("spice",), ("rice", "spice", "oil")]),
        st.sampled_from([PHONE, PHONE, FRIEND]),
        st.sampled_from([-1, 0, 3, 8]),
    ),
    min_size=1,
    max_size=8,
)
KPIS: tuple[tuple[Kpi, int | None], ...] = (
    ("first_order_conversion", 0),
    ("retention", 1),
    ("reactivation", 1),
    ("cross_sell_rate", 1),
    ("trial_to_repeat", None),
    ("basket_size", None),
)


@pytest.mark.parametrize(("kpi", "base"), KPIS)
@settings(max_examples=25, deadline=None)
@given(told=states, random=st.randoms(use_true_random=False))
def test_it_is_that_of_the_latest_states_in_whatever_order_and_however_often(
    kpi: Kpi, base: int | None, told: list[Any], random: Any
) -> None:
    backend = judged_by(kpi, base=base)
    made = [
        bought(number, *categories, days=days, minutes=minute, phone=phone, status=status)
        for minute, (number, status, categories, phone, days) in enumerate(told)
    ]
    for state in random.sample(made * 2, len(made) * 2):
        take_in(a_store(backend), state, org=ORG, now=LATER)
    latest = {number: rest for number, *rest in told}.values()
    counted = [
        categories
        for status, categories, phone, days in latest
        if status in ("paid", "delivered") and phone == PHONE and 0 <= days < 7
    ]
    spicy = sum("spice" in each for each in counted)
    expected = {
        "first_order_conversion": (0, 0),
        "retention": (1, int(bool(counted))),
        "reactivation": (1, int(bool(counted))),
        "cross_sell_rate": (1, int(spicy > 0)),
        "trial_to_repeat": (int(spicy > 0), int(spicy > 1)),
        "basket_size": (0, sum(map(len, counted))),
    }[kpi]
    found = part(backend)
    assert (found[0] or 0, found[1] or 0) == expected


@settings(max_examples=40, deadline=None)
@given(
    told=st.lists(
        st.tuples(st.sampled_from("1234"), st.sampled_from(["paid", "cancelled"])), min_size=1, max_size=8
    ),
    random=st.randoms(use_true_random=False),
)
def test_a_tier_is_that_of_the_latest_states_in_whatever_order(told: list[Any], random: Any) -> None:
    backend = judged_by("membership_adoption", base=1)
    made = [bought(number, minutes=minute, status=status) for minute, (number, status) in enumerate(told)]
    for state in random.sample(made * 2, len(made) * 2):
        take_in(a_store(backend), state, org=ORG, now=LATER)
    stand = list(dict(told).values()).count("paid")
    assert (part(backend)[1] or 0) == int(1 + stand >= 3)

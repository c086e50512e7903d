"""Who redeems a campaign's code counts for that campaign, whichever they were last in, with every later state."""

from datetime import timedelta
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from functions.domain.customers.touches import CampaignTouch
from functions.domain.messages.campaign_parts import CampaignResult
from functions.domain.orders.attributing import MOST_ATTRIBUTED
from functions.domain.orders.documents import Order
from tests.builders import NOON, PHONE, a_message, an_order, an_org, take_in
from tests.memory import Billed, DictBackend, a_store
from tests.unit.domain.offers.shoppers import RICE, a_code_of, a_shop, an_offer, basket

ORG = a_shop(
    an_org(),
    ten=an_offer(),
    five=an_offer(code="FIVE", percent=5),
    unique=an_offer(code=None),
)
LINES = basket(RICE.with_changes(quantity="1", unit_price_minor=10_000))
SENT, LATER = NOON - timedelta(days=10), NOON + timedelta(days=60)
FRIEND = "+12025550156"
UNIQUE = "K3V9TQ0A2M"


def a_touch(name: str, *, days: float = 0, **changes: Any) -> CampaignTouch:
    at = SENT + timedelta(days=days)
    return CampaignTouch(message_id=f"{name}:buyer", at=at, until=at + timedelta(days=7), **changes)


def with_campaigns(*touches: CampaignTouch) -> DictBackend:
    """A customer who bought once, and is in these campaigns."""
    backend = DictBackend()
    take_in(a_store(backend), bought("0", days=-30), org=ORG, now=LATER)
    customer(backend)["campaigns"] = [each.model_dump() for each in touches]
    for touch in touches:
        backend.put(a_message(id=touch.message_id, customer_id="buyer", status="sent", wake_at=None))
    return backend


def customer(backend: DictBackend) -> dict[str, Any]:
    (path,) = [each for each in backend.documents if "/customers/" in each]
    return backend.documents[path]


def bought(
    number: str, code: str | None = None, *, days: float = 4, minutes: int = 0, **changes: Any
) -> Order:
    """Rice for 100.00, of which 90.00 are paid."""
    phone = changes.pop("phone", PHONE)
    given: dict[str, Any] = {
        "order_id": number,
        "customer": {"phone": phone} if phone else None,
        "coupon_code": code,
        "lines": LINES,
        "total": "90.00",
        "ordered_at": (SENT + timedelta(days=days)).isoformat(),
        "updated_at": (SENT + timedelta(days=20, minutes=minutes)).isoformat(),
    }
    return an_order(ORG, **given | changes)


def take(backend: DictBackend, *states: Order) -> None:
    """Each twice."""
    for state in states:
        for _ in range(2):
            take_in(a_store(backend), state, org=ORG, now=LATER)


def results(backend: DictBackend) -> dict[str, CampaignResult]:
    """By campaign; those without an order are left out."""
    found = {
        id.partition(":")[0]: CampaignResult.model_validate(each["result"])
        for id, each in backend.all("messages").items()
        if each.get("result")
    }
    return {id: each for id, each in found.items() if each != CampaignResult()}


def redeemed(backend: DictBackend) -> dict[str, tuple[int, int, int]]:
    """Redemptions, what was taken off, and orders of the last touch, by campaign."""
    return {
        id: (each.redemptions, each.discount_minor, each.last_touch_orders)
        for id, each in results(backend).items()
    }


@pytest.mark.item("S001-81")
def test_the_last_touch_is_that_of_the_code_and_not_of_the_campaign_that_was_sent_last() -> None:
    touches = (a_touch("spice", offer_id="ten"), a_touch("oil", days=1), a_touch("honey", offer_id="five"))
    backend = with_campaigns(*touches)
    take(backend, bought("1", "TEN"))
    once = {"orders": 1, "revenue_minor": 9_000, "lines": 1}
    first = {"first_touch_orders": 1, "first_touch_minor": 9_000}
    of_code = {"last_touch_orders": 1, "last_touch_minor": 9_000, "redemptions": 1, "discount_minor": 1_000}
    assert results(backend) == {
        "spice": CampaignResult(**once, **first, **of_code),
        "oil": CampaignResult(**once),
        "honey": CampaignResult(**once),
    }
    take(backend, bought("2"))
    assert redeemed(backend) == {"spice": (1, 1_000, 1), "oil": (0, 0, 0), "honey": (0, 0, 1)}


def test_a_unique_code_of_the_offer_is_one_of_its_codes() -> None:
    backend = with_campaigns(a_touch("spice", offer_id="unique"), a_touch("oil", days=1, offer_id="ten"))
    backend.put(a_code_of("unique", UNIQUE))
    take(backend, bought("1", UNIQUE))
    assert redeemed(backend) == {"spice": (1, 1_000, 1), "oil": (0, 0, 0)}


@pytest.mark.parametrize(("days", "counts"), [(-0.01, False), (0, True), (6.99, True), (7, False)])
def test_a_code_that_is_redeemed_out_of_the_time_of_attribution_counts_for_none(
    days: float, counts: bool
) -> None:
    backend = with_campaigns(a_touch("spice", offer_id="ten"))
    take(backend, bought("1", "TEN", days=days))
    assert redeemed(backend) == ({"spice": (1, 1_000, 1)} if counts else {})


def test_who_is_held_out_and_has_the_code_from_elsewhere_redeems_none_of_the_campaign_s() -> None:
    held_out = a_touch("spice", offer_id="ten", is_held_out=True)
    backend = with_campaigns(held_out, a_touch("oil", days=1))
    take(backend, bought("1", "TEN"))
    assert redeemed(backend) == {"spice": (0, 0, 0), "oil": (0, 0, 1)}


def test_of_two_campaigns_with_one_offer_both_have_it_and_the_later_one_the_last_touch() -> None:
    backend = with_campaigns(*(a_touch(name, days=day, offer_id="ten") for day, name in enumerate("abc")))
    take(backend, bought("1", "TEN", days=1.5))
    assert redeemed(backend) == {"a": (1, 1_000, 0), "b": (1, 1_000, 1)}


def test_an_order_bills_the_same_with_a_campaign_whose_code_it_redeems() -> None:
    billed = []
    for offer_id in (None, "ten"):
        backend = with_campaigns(a_touch("spice", offer_id=offer_id), a_touch("oil", days=1))
        backend.billed = Billed()
        take_in(a_store(backend), bought("1", "TEN"), org=ORG, now=LATER)
        billed.append(backend.billed)
    assert billed[0] == billed[1]


@pytest.mark.parametrize("order", list(permutations(range(4))))
def test_of_many_campaigns_the_one_of_the_code_is_never_left_out_in_any_order(order: tuple[int, ...]) -> None:
    touches = [a_touch("spice", offer_id="ten"), *(a_touch(f"c{n}", days=n / 10) for n in range(1, 8))]
    with_code = [*(f"c{n}" for n in range(8 - MOST_ATTRIBUTED + 1, 8)), "spice"]
    without = [f"c{n}" for n in range(8 - MOST_ATTRIBUTED, 8)]
    states = [bought("1", code, minutes=n) for n, code in enumerate((None, "TEN", None, "TEN"))]
    backend = with_campaigns(*touches)
    take(backend, *(states[number] for number in order))
    assert sorted(results(backend)) == with_code
    assert redeemed(backend)["spice"] == (1, 1_000, 1)
    take(backend, bought("1", minutes=5))
    assert sorted(results(backend)) == without
    assert redeemed(backend)["c7"] == (0, 0, 1)


def test_a_part_refund_takes_its_part_of_the_discount_and_a_cancellation_all_also_of_a_forgotten_campaign() -> (
    None
):
    backend = with_campaigns(a_touch("spice", offer_id="ten"), a_touch("oil", days=1))
    take(backend, bought("1", "TEN"))
    del customer(backend)["campaigns"]
    part: dict[str, Any] = {"status": "refunded", "refunded_total": "30.00"}
    take(backend, bought("1", "TEN", minutes=1, **part))
    assert redeemed(backend) == {"spice": (1, 667, 1), "oil": (0, 0, 0)}
    assert results(backend)["spice"].revenue_minor == 6_000
    take(backend, bought("1", "TEN", minutes=2, status="cancelled"))
    assert results(backend) == {}
    take(backend, bought("1", "TEN", minutes=3, status="delivered"))
    assert redeemed(backend) == {"spice": (1, 1_000, 1), "oil": (0, 0, 0)}
    take(backend, bought("1", minutes=4, status="delivered"))
    assert redeemed(backend) == {"spice": (0, 0, 0), "oil": (0, 0, 1)}


def test_an_order_that_turns_out_to_be_another_customer_s_takes_its_redemption_with_it() -> None:
    backend = with_campaigns(a_touch("spice", offer_id="ten"))
    take(backend, bought("1", "TEN"))
    take_in(a_store(backend), bought("1", "TEN", minutes=1, phone=FRIEND), org=ORG, now=LATER)
    assert results(backend) == {}


STANDS = {"paid": 9_000, "delivered": 9_000, "refunded": 4_500}
TAKES_OFF = {"TEN": ("ten", 1_000), "FIVE": ("five", 500), None: (None, 0)}
TOUCHES = (
    a_touch("spice", offer_id="ten"),
    a_touch("oil", days=2),
    a_touch("ghee", days=3, offer_id="five"),
    a_touch("rice", days=4, offer_id="ten"),
    a_touch("honey", days=5, offer_id="ten", is_held_out=True),
    a_touch("salt", days=6),
    a_touch("tea", days=6.5),
)
told = st.lists(
    st.tuples(
        st.sampled_from(["1", "2", "3"]),
        st.integers(-1, 14),
        st.sampled_from(["pending", "paid", "delivered", "cancelled", "refunded"]),
        st.sampled_from([PHONE, PHONE, FRIEND, None]),
        st.sampled_from([None, "TEN", "FIVE"]),
    ),
    min_size=1,
    max_size=8,
)


def expected_of(latest: list[tuple[Any, ...]]) -> dict[str, tuple[int, int, int]]:
    """Worked out from the latest states alone."""
    found: dict[str, tuple[int, int, int]] = {}
    for _, days, status, phone, code in latest:
        if phone != PHONE or status not in STANDS:
            continue
        offer_id, taken_off = TAKES_OFF[code]
        at = SENT + timedelta(days=days)
        within = [each for each in TOUCHES if each.at <= at < each.until]
        theirs = [each for each in within if offer_id and each.offer_id == offer_id and not each.is_held_out]
        others = [each for each in within if each not in theirs]
        among = [*theirs, *others[len(theirs) - MOST_ATTRIBUTED :]]
        sent = [each for each in others if each in among and not each.is_held_out]
        last = next(reversed(theirs or sent), None)
        discount = taken_off * STANDS[status] // 9_000
        for each in among:
            name = each.message_id.partition(":")[0]
            part = (each in theirs, discount * (each in theirs), each is last)
            found[name] = tuple(map(sum, zip(found.get(name, (0, 0, 0)), part, strict=True)))  # type: ignore[assignment]
    return found


@settings(max_examples=60)
@given(told, st.randoms(use_true_random=False))
def test_redemptions_are_those_of_the_latest_states_whatever_came_first(
    all_told: list[Any], random: Any
) -> None:
    backend = with_campaigns(*TOUCHES)
    states = [
        bought(
            number,
            code,
            days=days,
            minutes=minute,
            status=status,
            phone=phone,
            refunded_total="45.00" if status == "refunded" else None,
        )
        for minute, (number, days, status, phone, code) in enumerate(all_told)
    ]
    random.shuffle(states)
    take(backend, *states)
    latest = {each[0]: each for each in all_told}
    assert redeemed(backend) == expected_of(list(latest.values()))

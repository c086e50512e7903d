"""Orders that redeem offers: granted whole or refused with the reason, counted, and given back."""

from datetime import timedelta
from typing import Any

import pytest

from functions.domain.orgs.org import Org
from tests.builders import NOON, OTHER_PHONE
from tests.memory import Billed, DictBackend
from tests.unit.domain.offers.shoppers import RICE, a_code_of, a_shop, an_offer, basket, buy, count
from tests.unit.domain.redemptions.regulars import reasons, with_regulars

TEN: dict[str, Any] = {
    "coupon_code": "ten",
    "total": "90.00",
    "lines": basket(RICE.with_changes(quantity="1", unit_price_minor=10_000)),
}
OFTEN = "was redeemed as often as it may be"


def limited(**limits: int) -> Org:
    return a_shop(ten=an_offer(limits=limits))


def order(backend: DictBackend, id: str = "1") -> dict[str, Any]:
    found: dict[str, Any] = backend.all("orders")[f"pos:{id}"]
    return found


def test_a_code_for_all_is_redeemed_and_counted_in_the_commit_of_the_order() -> None:
    backend = with_regulars()
    receipt = buy(backend, "1", a_shop(), **TEN)
    assert receipt.redeemed == {"coupon_code": "TEN", "discount": "10.00"}
    assert order(backend)["redeemed"]["offer_id"] == "ten"
    assert count(backend) == (1, 1_000)
    assert buy(backend, "1", a_shop(), **TEN).replayed
    assert count(backend) == (1, 1_000)


@pytest.mark.parametrize(
    ("org", "code", "billed"),
    [
        (a_shop(), "TEN", Billed(reads=2, writes=3)),
        (limited(per_customer=1), "TEN", Billed(reads=3, writes=3)),
        (a_shop(mine=an_offer(code=None)), "K3V9TQ0A2M", Billed(reads=3, writes=4)),
        (a_shop(), None, Billed(reads=1, writes=2)),
    ],
)
def test_an_offer_bills_its_count_and_a_unique_code_its_coupon(
    org: Org, code: str | None, billed: Billed
) -> None:
    backend = with_regulars(coupons=(a_code_of("mine"),))
    buy(backend, "0", org)
    backend.billed = Billed()
    buy(backend, "1", org, **TEN | {"coupon_code": code})
    assert backend.billed == billed


def test_a_code_is_read_with_the_letters_that_are_taken_for_figures() -> None:
    org = a_shop(ten=an_offer(code="OIL10"))
    receipt = buy(with_regulars(), "1", org, **TEN | {"coupon_code": "0i1-10"})
    assert receipt.redeemed == {"coupon_code": "0I110", "discount": "10.00"}


def test_an_offer_ends_with_its_total_and_a_cancelled_order_makes_room() -> None:
    backend, org = with_regulars(), limited(total=2)
    for id in ("1", "2"):
        assert buy(backend, id, org, **TEN).redeemed
    assert reasons(buy(backend, "3", org, **TEN)) == {"coupon_code": OFTEN}
    assert count(backend) == (2, 2_000)
    buy(backend, "1", org, number=1, **TEN | {"status": "cancelled"})
    assert count(backend) == (1, 1_000)
    assert buy(backend, "4", org, **TEN).redeemed
    # The first one again: it had given its place away.
    assert reasons(buy(backend, "1", org, number=2, **TEN)) == {"coupon_code": OFTEN}
    assert count(backend) == (2, 2_000)


def test_a_customer_has_an_offer_as_often_as_it_says_and_others_too() -> None:
    backend, org = with_regulars(), limited(per_customer=1)
    assert buy(backend, "1", org, **TEN).redeemed
    assert reasons(buy(backend, "2", org, **TEN)) == {
        "coupon_code": "was redeemed by the customer as often as it may be"
    }
    assert buy(backend, "3", org, **TEN | {"customer": {"phone": OTHER_PHONE}}).redeemed
    assert reasons(buy(backend, "4", org, **TEN | {"customer": {}})) == {
        "coupon_code": "the sale names no customer"
    }
    # A corrected bill of the order that has it is no second time.
    assert buy(backend, "1", org, number=1, **TEN | {"total": "80.00"}).redeemed
    buy(backend, "1", org, number=2, **TEN | {"status": "cancelled"})
    assert buy(backend, "5", org, **TEN).redeemed


@pytest.mark.item("S001-03")
@pytest.mark.parametrize(("days", "is_granted"), [(0, False), (179, False), (180, True), (365, True)])
def test_an_offer_that_comes_each_year_may_be_had_again_the_year_after(days: int, is_granted: bool) -> None:
    backend, org = with_regulars(), limited(per_customer=1, within_days=180)
    later = NOON + timedelta(days=days)
    for id, at in (("1", NOON), ("2", later)):
        receipt = buy(backend, id, org, now=at, **TEN | {"ordered_at": at.isoformat()})
    assert bool(receipt.redeemed) is is_granted
    # One that a till delivers late is held against what was bought around its own day.
    late = buy(backend, "3", org, now=later, **TEN | {"ordered_at": (NOON + timedelta(hours=1)).isoformat()})
    assert not late.redeemed


def test_an_order_keeps_its_offer_through_a_corrected_bill_when_a_customer_may_have_fewer() -> None:
    backend, org = with_regulars(), limited(per_customer=2)
    for id in ("1", "2"):
        buy(backend, id, org, **TEN)
    fewer = limited(per_customer=1)
    for id in ("1", "2"):
        assert buy(backend, id, fewer, number=1, **TEN | {"total": "91.00"}).redeemed
    assert count(backend) == (2, 2_000)
    buy(backend, "1", fewer, number=2, **TEN | {"status": "cancelled"})
    assert reasons(buy(backend, "1", fewer, number=3, **TEN)) == {
        "coupon_code": "was redeemed by the customer as often as it may be"
    }


def test_a_budget_is_not_passed_and_a_part_refund_gives_of_it_back_in_proportion() -> None:
    backend, org = with_regulars(), limited(budget_minor=1_500)
    buy(backend, "1", org, **TEN)
    assert reasons(buy(backend, "2", org, **TEN)) == {"coupon_code": "has no budget left for this bill"}
    refund = {"status": "refunded", "refunded_total": "45.00"}
    receipt = buy(backend, "1", org, number=1, **TEN | refund)
    assert receipt.redeemed == {"coupon_code": "TEN", "discount": "5.00"}
    assert count(backend) == (1, 500)
    buy(backend, "3", org, **TEN)
    assert count(backend) == (2, 1_500)
    # The refund is taken back, and there is no budget for it any more.
    assert reasons(buy(backend, "1", org, number=2, **TEN)) == {
        "coupon_code": "has no budget left for this bill"
    }
    assert count(backend) == (1, 1_000)


def test_an_order_that_turns_out_to_be_another_s_takes_the_offer_along_where_that_one_may_have_it() -> None:
    backend, org = with_regulars(), limited(per_customer=1, total=5)
    other = {"customer": {"phone": OTHER_PHONE}}
    buy(backend, "1", org, **TEN | other)
    buy(backend, "2", org, **TEN)
    receipt = buy(backend, "2", org, number=1, **TEN | other)
    assert reasons(receipt) == {"coupon_code": "was redeemed by the customer as often as it may be"}
    assert count(backend) == (1, 1_000)
    assert buy(backend, "3", org, **TEN).redeemed


def test_a_first_order_is_the_first_that_counts() -> None:
    backend, org = DictBackend(), a_shop(ten=an_offer(conditions={"is_first_order": True}))
    assert buy(backend, "1", org, **TEN).redeemed
    assert reasons(buy(backend, "2", org, **TEN)) == {"coupon_code": "is for a first order"}
    assert buy(backend, "1", org, number=1, **TEN | {"total": "91.00"}).redeemed
    for id in ("1", "2"):
        buy(backend, id, org, number=2, **TEN | {"status": "cancelled"})
    assert buy(backend, "3", org, **TEN).redeemed
    assert count(backend) == (1, 1_000)


def test_a_unique_code_is_redeemed_once_and_open_again_after_a_cancellation() -> None:
    org, code = a_shop(mine=an_offer(code=None)), {"coupon_code": "k3v9-tqoa-2m"}
    backend = with_regulars(coupons=(a_code_of("mine"),))
    assert buy(backend, "1", org, **TEN | code).redeemed == {"coupon_code": "K3V9TQ0A2M", "discount": "10.00"}
    assert reasons(buy(backend, "2", org, **TEN | code)) == {"coupon_code": "was redeemed already"}
    assert backend.all("coupons")["K3V9TQ0A2M"]["order_id"] == "pos:1"
    buy(backend, "1", org, number=1, **TEN | code | {"status": "cancelled"})
    assert backend.all("coupons")["K3V9TQ0A2M"]["status"] == "open"
    assert count(backend, "mine") == (0, 0)


def test_a_unique_code_comes_back_also_where_its_offer_has_one_for_all_by_now() -> None:
    backend = with_regulars(coupons=(a_code_of("mine"),))
    ask = TEN | {"coupon_code": "K3V9TQ0A2M"}
    buy(backend, "1", a_shop(mine=an_offer(code=None)), **ask)
    buy(backend, "1", a_shop(mine=an_offer()), number=1, **ask | {"status": "cancelled"})
    assert backend.all("coupons")["K3V9TQ0A2M"]["status"] == "open"
    assert count(backend, "mine") == (0, 0)


def test_a_unique_code_of_an_offer_that_was_removed_or_reached_its_limit_stays_open() -> None:
    backend = with_regulars(coupons=(a_code_of("mine"),))
    code = {"coupon_code": "K3V9TQ0A2M"}
    gone = buy(backend, "1", a_shop(other=an_offer()), **TEN | code)
    assert reasons(gone) == {"coupon_code": "is not given any more"}
    used = a_shop(mine=an_offer(limits={"budget_minor": 999}, code=None))
    assert reasons(buy(backend, "2", used, **TEN | code)) == {
        "coupon_code": "has no budget left for this bill"
    }
    assert backend.all("coupons")["K3V9TQ0A2M"]["status"] == "open"
    assert not backend.all("offer_counts")


def test_what_was_granted_stays_when_the_offer_is_changed_or_removed_and_comes_back() -> None:
    backend = with_regulars()
    buy(backend, "1", a_shop(), **TEN)
    for number, org in enumerate((a_shop(ten=an_offer(enabled=False)), a_shop(other=an_offer())), 1):
        receipt = buy(backend, "1", org, number=number, **TEN | {"status": "delivered"})
        assert receipt.redeemed == {"coupon_code": "TEN", "discount": "10.00"}
    buy(backend, "1", a_shop(other=an_offer()), number=4, **TEN | {"status": "cancelled"})
    assert count(backend) == (0, 0)


def test_where_it_was_sold_is_looked_at_again_when_that_is_corrected() -> None:
    backend, org = with_regulars(), a_shop(ten=an_offer(conditions={"outlets": ["second"]}))
    assert reasons(buy(backend, "1", org, **TEN)) == {"coupon_code": "is for other outlets"}
    assert buy(backend, "1", org, number=1, **TEN | {"outlet_id": "second"}).redeemed
    assert reasons(buy(backend, "1", org, number=2, **TEN)) == {"coupon_code": "is for other outlets"}
    assert count(backend) == (0, 0)


def test_an_offer_goes_with_points_and_wallet_unless_it_says_otherwise() -> None:
    ask = TEN | {"redeem_points": 20, "use_wallet": "5.00"}
    both = buy(with_regulars(), "1", a_shop(), **ask)
    assert both.redeemed == {
        "points": 20,
        "points_value": "2.00",
        "coupon_code": "TEN",
        "discount": "10.00",
        "wallet": "5.00",
    }
    alone = buy(with_regulars(), "1", a_shop(ten=an_offer(goes_with=["wallet"])), **ask)
    assert alone.redeemed == {"coupon_code": "TEN", "discount": "10.00", "wallet": "5.00"}
    assert reasons(alone) == {"redeem_points": "does not go with the coupon's offer"}


def test_what_was_granted_together_stays_together_when_the_offer_stops_going_with_it() -> None:
    backend, ask = with_regulars(), TEN | {"redeem_points": 20}
    buy(backend, "1", a_shop(), **ask)
    strict = a_shop(ten=an_offer(goes_with=[]))
    receipt = buy(backend, "1", strict, number=1, **ask | {"status": "delivered"})
    assert receipt.redeemed is not None
    assert receipt.redeemed["points"] == 20
    anew = buy(backend, "1", strict, number=2, **ask | {"redeem_points": 30})
    assert reasons(anew) == {"redeem_points": "does not go with the coupon's offer"}


def test_a_sale_without_a_customer_redeems_an_offer_for_all() -> None:
    backend = DictBackend()
    assert buy(backend, "1", a_shop(), **TEN | {"customer": {}}).redeemed
    buy(backend, "1", a_shop(), number=1, **TEN | {"customer": {}, "status": "cancelled"})
    assert count(backend) == (0, 0)


def test_a_state_that_was_lost_gives_back_what_its_order_has() -> None:
    backend, org = with_regulars(), limited(total=5, per_customer=1)
    buy(backend, "1", org, **TEN)
    backend.documents["orgs/kopi/orders/pos:1"].pop("recorded_state")
    assert buy(backend, "1", org, number=1, **TEN).redeemed
    assert count(backend) == (1, 1_000)
    backend.documents["orgs/kopi/orders/pos:1"].pop("recorded_state")
    buy(backend, "1", org, number=2, **TEN | {"status": "cancelled"})
    assert count(backend) == (0, 0)

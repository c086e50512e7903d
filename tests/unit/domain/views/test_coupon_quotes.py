"""What an order would get for a code: the same as it gets, and nothing is written."""

from typing import Any

import pytest

from functions.domain.coupons.bills import Bill
from functions.domain.kernel.errors import Forbidden, Malformed
from functions.domain.offers.discounts import discount_of
from functions.domain.orgs.org import Org
from functions.domain.settings.offers import Offer
from functions.domain.staff.members import Member
from functions.domain.views.coupon_quotes import coupon_quote
from tests.builders import NOON, OTHER_PHONE, PHONE
from tests.memory import Billed, DictBackend, a_store, run
from tests.unit.domain.offers.shoppers import OIL, RICE, VAN, a_code_of, a_shop, an_offer, basket, buy
from tests.unit.domain.redemptions.regulars import a_cafe, a_coupon, id_of, with_regulars

LINES = basket(RICE)
BUYER = {"customer": {"phone": PHONE}}
TIERS = [{"name": "gold", "benefits": {"discount_percent": 8, "free_delivery_on": ["saturday"]}}]


def a_desk(**changes: Any) -> DictBackend:
    backend = with_regulars(**changes)
    backend.put(Member(id="till", roles=("agent",)))
    return backend


def quote(
    backend: DictBackend, org: Org | None = None, code: str = "ten", uid: str = "till", **body: Any
) -> dict[str, Any]:
    before = dict(backend.versions)
    found: dict[str, Any] = run(
        a_store(backend),
        lambda: coupon_quote(org or a_shop(), uid, code, body={"lines": LINES} | BUYER | body, now=NOON),
    )
    assert backend.versions == before
    return found


def test_a_quote_is_what_the_order_gets() -> None:
    backend = a_desk()
    found = quote(backend, redeem_points=50, use_wallet="10.00")
    assert found == {
        "is_granted": True,
        "reason": None,
        "coupon_code": "TEN",
        "offer_id": "ten",
        "name": "Ten off",
        "currency": "INR",
        "bill_minor": 80_000,
        "discount_minor": 8_000,
        "of_tier": None,
        "takes": "coupon",
        "points": 50,
        "points_minor": 500,
        "wallet_minor": 1_000,
        "to_pay_minor": 70_500,
        "warnings": [],
    }
    # The wallet pays of the total, as cash does.
    receipt = buy(
        backend,
        *("1", a_shop()),
        total="715.00",
        lines=LINES,
        coupon_code="TEN",
        redeem_points=50,
        use_wallet="10.00",
    )
    assert receipt.redeemed == {
        "points": 50,
        "points_value": "5.00",
        "wallet": "10.00",
        "coupon_code": "TEN",
        "discount": "80.00",
    }


def test_a_quote_bills_reads_alone() -> None:
    backend = a_desk(coupons=(a_code_of("ten"),))
    backend.billed = Billed()
    quote(backend)
    assert backend.billed == Billed(reads=3)
    backend.billed = Billed()
    quote(backend, code="K3V9TQ0A2M")
    assert backend.billed == Billed(reads=4)


@pytest.mark.parametrize(
    ("org", "code", "body", "reason"),
    [
        (a_shop(), "nosuch", {}, "is no coupon's code"),
        (a_shop(), "a/b", {}, "can be no coupon's code"),
        (a_shop(), "-", {}, "is no coupon's code"),
        (a_shop(), "HERS", {}, "is another customer's"),
        (a_shop(ten=an_offer(conditions={"outlets": ["second"]})), "ten", {}, "is for other outlets"),
        (a_shop(ten=an_offer(conditions={"minimum_minor": 80_001})), "ten", {}, "needs a larger bill"),
        (a_shop(ten=an_offer(limits={"budget_minor": 7_999})), "ten", {}, "has no budget left for this bill"),
        (
            a_shop(ten=an_offer(limits={"per_customer": 1})),
            "ten",
            {"customer": {}},
            "the sale names no customer",
        ),
        (a_cafe(features={"crm": False, "loyalty": False}), "ten", {}, "the CRM is switched off"),
    ],
)
def test_a_code_that_is_not_granted_has_its_reason_and_nothing_is_taken_off(
    org: Org, code: str, body: dict[str, Any], reason: str
) -> None:
    backend = a_desk(coupons=(a_coupon("HERS", customer_id=id_of(OTHER_PHONE)),))
    found = quote(backend, org, code, **body)
    assert (found["is_granted"], found["reason"], found["takes"]) == (False, reason, None)
    assert (found["discount_minor"], found["to_pay_minor"]) == (0, 80_000)


def test_a_quote_is_not_an_order_so_the_next_one_is_still_the_first() -> None:
    backend, org = DictBackend(), a_shop(ten=an_offer(conditions={"is_first_order": True}))
    backend.put(Member(id="till", roles=("agent",)))
    for _ in range(2):
        assert quote(backend, org)["is_granted"]
    buy(backend, "1", org, total="100.00")
    assert quote(backend, org)["reason"] == "is for a first order"
    assert quote(backend, org, customer={"phone": OTHER_PHONE})["is_granted"]


def test_points_and_wallet_that_are_more_than_is_left_are_not_taken() -> None:
    org = a_shop(ten=an_offer(percent=99))
    found = quote(a_desk(), org, redeem_points=200, use_wallet="9.00")
    assert (found["points_minor"], found["wallet_minor"], found["to_pay_minor"]) == (0, 0, 800)
    assert [each["path"] for each in found["warnings"]] == ["redeem_points", "use_wallet"]


def a_member_of_gold(backend: DictBackend) -> None:
    backend.documents[f"orgs/kopi/customers/{id_of()}"]["loyalty"]["tier"] = "gold"


@pytest.mark.parametrize(
    ("percent", "takes", "to_pay"),
    [(7, "tier", 73_600), (8, "coupon", 73_600), (20, "coupon", 64_000)],
)
@pytest.mark.item("S002-50")
def test_the_larger_of_the_tier_s_discount_and_the_coupon_is_taken(
    percent: int, takes: str, to_pay: int
) -> None:
    backend, org = a_desk(), a_shop(a_cafe(loyalty={"tiers": TIERS}), ten=an_offer(percent=percent))
    a_member_of_gold(backend)
    found = quote(backend, org, ordered_at="2025-01-24T10:00:00+05:30")
    assert found["of_tier"] == {
        "tier": "gold",
        "discount_percent": 8,
        "has_free_delivery": False,
        "discount_minor": 6_400,
    }
    assert (found["takes"], found["to_pay_minor"]) == (takes, to_pay)
    assert found["is_granted"]


def test_a_tier_delivers_free_on_its_days() -> None:
    backend, org = a_desk(), a_shop(a_cafe(loyalty={"tiers": TIERS}))
    a_member_of_gold(backend)
    found = quote(backend, org, lines=basket(RICE, VAN))
    assert found["of_tier"]["has_free_delivery"]
    assert found["of_tier"]["discount_minor"] == 6_400 + 6_000
    assert (found["takes"], found["to_pay_minor"]) == ("tier", 73_600)


def test_a_customer_may_be_named_by_their_id() -> None:
    backend, org = a_desk(coupons=(a_coupon("MINE"),)), a_shop()
    assert quote(backend, org, "mine", customer={}, customer_id=id_of())["is_granted"]
    reason = quote(backend, org, "mine", customer={}, customer_id=id_of(OTHER_PHONE))["reason"]
    assert reason == "is another customer's"
    with pytest.raises(Malformed) as refused:
        quote(backend, org, customer_id="nobody")
    assert [each.path for each in refused.value.faults] == ["customer_id"]


@pytest.mark.parametrize(
    ("body", "path"),
    [
        ({"lines": []}, "lines"),
        ({"lines": None}, "lines"),
        ({"lines": [{"quantity": "x"}]}, "lines.0.quantity"),
        ({"lines": [{"product_id": "tea"}]}, "lines"),
        ({"total": "-1"}, "total"),
        ({"use_wallet": "0.001"}, None),
    ],
)
def test_a_wrong_field_is_named(body: dict[str, Any], path: str | None) -> None:
    if path is None:
        assert [each["path"] for each in quote(a_desk(), **body)["warnings"]] == ["use_wallet"]
        return
    with pytest.raises(Malformed) as refused:
        quote(a_desk(), **body)
    assert [each.path for each in refused.value.faults] == [path]


@pytest.mark.parametrize(
    "offer",
    [
        an_offer(),
        an_offer(conditions={"minimum_minor": 80_000}),
        an_offer(percent=None, steps=[{"minimum_minor": 80_000, "percent": 10}]),
        an_offer(percent=None, kind="amount", amount_minor=9_500),
        an_offer(max_discount_minor=7_000),
    ],
)
@pytest.mark.parametrize("total_minor", [80_000, 90_000, 100_001])
def test_a_total_above_the_lines_is_paid_and_no_offer_is_of_it_in_the_quote_and_in_the_order(
    offer: Offer, total_minor: int
) -> None:
    backend, shop = a_desk(), a_shop(ten=offer)
    found = quote(backend, shop, total=f"{total_minor / 100:.2f}")
    assert (found["is_granted"], found["bill_minor"]) == (True, total_minor)
    assert found["discount_minor"] == discount_of(offer, Bill(80_000, NOON, (RICE,)))
    to_pay = f"{found['to_pay_minor'] / 100:.2f}"
    receipt = buy(backend, "1", shop, total=to_pay, lines=LINES, coupon_code="TEN")
    assert receipt.redeemed == {"coupon_code": "TEN", "discount": f"{found['discount_minor'] / 100:.2f}"}


def test_a_total_below_the_lines_changes_no_offer() -> None:
    backend = a_desk()
    found = quote(backend, total="700.00")
    assert (found["bill_minor"], found["discount_minor"]) == (80_000, 8_000)
    receipt = buy(backend, "1", a_shop(), total="620.00", lines=LINES, coupon_code="TEN")
    assert receipt.redeemed == {"coupon_code": "TEN", "discount": "80.00"}
    assert quote(backend, lines=basket(OIL), total="1.00")["bill_minor"] == 19_900


def test_points_beside_an_offer_are_compared_with_the_same_bill_in_both() -> None:
    backend = a_desk()
    found = quote(backend, redeem_points=50, total="900.00")
    to_pay = f"{found['to_pay_minor'] / 100:.2f}"
    receipt = buy(backend, "1", a_shop(), total=to_pay, lines=LINES, coupon_code="TEN", redeem_points=50)
    assert receipt.redeemed is not None
    assert (receipt.redeemed["discount"], receipt.redeemed["points"]) == ("80.00", found["points"])


@pytest.mark.parametrize("bill_minor", [50_000, 80_000, 100_000, 123_457])
def test_an_order_without_lines_gets_what_the_quote_with_them_said(bill_minor: int) -> None:
    steps = [{"minimum_minor": 50_000, "percent": 5}, {"minimum_minor": 100_000, "percent": 10}]
    shop = a_shop(ten=an_offer(percent=None, steps=steps))
    backend = a_desk()
    lines = basket(RICE.with_changes(quantity="1", unit_price_minor=bill_minor))
    found = quote(backend, shop, lines=lines)
    to_pay = f"{found['to_pay_minor'] / 100:.2f}"
    receipt = buy(backend, "1", shop, total=to_pay, coupon_code="TEN")
    assert receipt.redeemed == {"coupon_code": "TEN", "discount": f"{found['discount_minor'] / 100:.2f}"}


def test_those_who_record_no_orders_and_make_no_offers_are_refused() -> None:
    backend = a_desk()
    backend.put(Member(id="books", roles=("finance",)))
    for uid in ("books", "nobody"):
        with pytest.raises(Forbidden):
            quote(backend, uid=uid)

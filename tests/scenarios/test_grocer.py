"""A grocer's reminders of what runs out, as the preset has them: the day before, the day, and the day after.

Everything comes in by a door: a signed order, a command of a member. The clock starts at noon in Dhaka.
"""

import re
from typing import Any

import pytest

from tests.scenarios.grocer import HONEY, NOON, OIL, RICE, SPICE, Grocer
from tests.scenarios.roaster import NOTHING

OFFER = [("sms", "reminder_offer")]
pytestmark = pytest.mark.begins(NOON, ticks=False)


def has_one_day(grocer: Grocer, expected: list[tuple[str, str]]) -> None:
    """Today nothing, tomorrow these messages, and the day after no more."""
    grocer.tick()
    assert grocer.reminders() == [], "the day before"
    for day in ("the day", "the day after"):
        grocer.a_day_passes()
        assert grocer.reminders() == expected, day


@pytest.mark.item(
    "S001-01",
    "S001-02",
    "S001-17",
    "S001-22",
    "S001-23",
    "S001-25",
    "S001-26",
    "S001-30",
    "S001-31",
    "S001-86",
)
@pytest.mark.parametrize(
    ("line", "day"), [(RICE, 22), (OIL, 18), (SPICE, 28), (HONEY, 40)], ids=["rice", "oil", "spice", "honey"]
)
def test_each_product_of_the_grocer_s_table_is_reminded_of_on_its_day(
    grocer: Grocer, line: dict[str, Any], day: int
) -> None:
    grocer.customer_on("whatsapp", "sms")
    grocer.sells(line, days_ago=day - 1)
    has_one_day(grocer, OFFER)


@pytest.mark.item("S001-18", "S001-24", "S001-27")
@pytest.mark.parametrize(
    ("quantity", "unit", "day"),
    [("5000", "g", 22), ("2", "5kg", 47), ("1", "kg", 10), ("50", "kg", 90), ("1", "sack", 22)],
)
def test_a_pack_of_another_size_lasts_as_long_as_it_is_large_within_the_limits(
    grocer: Grocer, quantity: str, unit: str, day: int
) -> None:
    grocer.customer_on("sms")
    grocer.sells(RICE | {"quantity": quantity, "unit": unit}, days_ago=day - 1)
    has_one_day(grocer, OFFER)


@pytest.mark.item("S001-01", "S001-28", "S001-32")
def test_who_is_worth_much_is_called_and_written_to_by_whatsapp(grocer: Grocer) -> None:
    customer_id = grocer.customer_on("whatsapp", "sms")
    grocer.sells(RICE, days_ago=21, total="15000.00")
    has_one_day(grocer, [("whatsapp", "reminder")])
    ((task_id, task),) = grocer.all("tasks").items()
    wanted = (
        "task_type",
        "customer_id",
        "assignee_uid",
        "status",
        "priority",
        "reason",
        "suggested_product_ids",
    )
    assert [task[name] for name in wanted] == [
        "reminder_call",
        customer_id,
        "agent",
        "open",
        "high",
        "Running out: চাল (22 d)",
        ["miniket"],
    ]
    assert task["script"] == (
        "আসসালামু আলাইকুম রহিমা, ট্রাস্টকার্ট থেকে বলছি। ২২ দিন আগে আপনি চাল নিয়েছিলেন, এখন প্রায় শেষ হওয়ার কথা। "
        "আবার ৫ কেজি পাঠিয়ে দেব?"
    )
    (words,) = grocer.words("reminder")
    assert words.endswith("আপনি কি আবার ৫ কেজি নেবেন?")
    grocer.sells(RICE, number="2")
    after = grocer.read(f"tasks/{task_id}")
    assert (after["status"], after["cancelled_because"]) == ("cancelled", "bought_meanwhile")


@pytest.mark.item("S001-29")
@pytest.mark.parametrize(
    ("agreed", "channel"), [(("whatsapp", "sms"), "whatsapp"), (("sms",), "sms")], ids=["both", "sms"]
)
def test_who_is_warm_is_written_to_by_whatsapp_or_sms(
    grocer: Grocer, agreed: tuple[str, ...], channel: str
) -> None:
    grocer.customer_on(*agreed)
    for number in ("0", "1"):
        grocer.sells(RICE, days_ago=21, number=number, total="5500.00")
    has_one_day(grocer, [(channel, "reminder")])
    assert grocer.customer()[1]["engagement"]["temperature"] == "warm"
    assert grocer.all("tasks") == {}


@pytest.mark.item("S001-30")
def test_who_is_cold_gets_an_sms_alone_with_an_offer(grocer: Grocer) -> None:
    grocer.customer_on("whatsapp", "sms", locale="en")
    grocer.sells(RICE, days_ago=21)
    has_one_day(grocer, OFFER)
    ((code, coupon),) = grocer.all("coupons").items()
    (words,) = grocer.words("reminder_offer")
    assert words == (f"Your চাল should be nearly used up. 5% off your next order with this coupon: {code}")
    assert (coupon["percent"], grocer.all("tasks")) == (5, {})


@pytest.mark.item("S001-02")
def test_several_products_that_run_out_on_near_days_make_one_message(grocer: Grocer) -> None:
    grocer.customer_on("sms", locale="en")
    grocer.sells(OIL, OIL | {"product_id": "soya", "category": "spices", "name": "Chilli"}, days_ago=17)
    grocer.sells(RICE, days_ago=19, number="2")
    has_one_day(grocer, OFFER)
    (words,) = grocer.words("reminder_offer")
    assert words.startswith("Your তেল and চাল should")


@pytest.mark.item("S001-33")
def test_who_buys_again_is_reminded_later_and_as_before_where_that_is_cancelled(grocer: Grocer) -> None:
    grocer.customer_on("sms")
    grocer.sells(RICE, days_ago=21)
    grocer.sells(RICE, number="2")
    grocer.a_day_passes()
    assert grocer.reminders() == []
    grocer.order(
        "2", grocer.days_ago(1), updated_at=grocer.now().isoformat(), status="cancelled", currency="BDT"
    )
    grocer.tick()
    assert grocer.reminders() == OFFER
    grocer.a_day_passes()
    assert grocer.reminders() == OFFER


@pytest.mark.parametrize(
    ("line", "messages"), [(HONEY, 0), ({"product_id": "broom", "quantity": "1"}, 1)], ids=["honey", "broom"]
)
def test_the_word_after_30_days_waits_for_what_is_still_to_run_out(
    grocer: Grocer, line: dict[str, Any], messages: int
) -> None:
    grocer.customer_on("sms")
    grocer.sells(line, days_ago=29)
    grocer.tick()
    assert grocer.left("winback_30") == NOTHING
    grocer.a_day_passes()
    assert len(grocer.left("winback_30").messages) == messages


# What goes with what they bought.


def has_one_offer(grocer: Grocer, expected: list[tuple[str, str]]) -> None:
    """Today nothing, tomorrow this offer, and the day after no more."""
    grocer.tick()
    assert grocer.offers() == [], "the day before"
    for day in ("the day", "the day after"):
        grocer.a_day_passes()
        assert grocer.offers() == expected, day


@pytest.mark.item(
    "S001-01",
    "S001-04",
    "S001-20",
    "S001-51",
    "S001-52",
    "S001-53",
    "S001-54",
    "S001-55",
    "S001-83",
    "S001-84",
)
def test_a_week_after_rice_spice_is_offered_with_a_coupon_by_whatsapp(grocer: Grocer) -> None:
    grocer.customer_on("whatsapp", "sms")
    grocer.sells(RICE, days_ago=6)
    has_one_offer(grocer, [("whatsapp", "cross_sell")])
    coupons = grocer.all("coupons").items()
    ((code, coupon),) = [(id, each) for id, each in coupons if each["automation_id"] == "cross_sell"]
    (words,) = grocer.words("cross_sell")
    said, _, until = words.rpartition("% ছাড়, ")
    assert said == (
        f"আপনি চাল নিয়েছেন—এই সপ্তাহে মশলায় বিশেষ ছাড় চলছে। চাইলে ২/৩টা মশলা কম্বো সাজেস্ট করতে পারি। কুপন {code}: ৫"
    )
    assert (code.isascii(), coupon["percent"], re.search("[0-9]", until)) == (True, 5, None)


@pytest.mark.item("S001-51")
@pytest.mark.parametrize(
    ("line", "other"), [(OIL, "spice"), (SPICE, "ghee"), (HONEY, "herbal tea")], ids=["oil", "spice", "honey"]
)
def test_each_of_the_grocer_s_products_is_followed_by_what_goes_with_it(
    grocer: Grocer, line: dict[str, Any], other: str
) -> None:
    grocer.customer_on("whatsapp", locale="en")
    grocer.sells(line, days_ago=6)
    has_one_offer(grocer, [("whatsapp", "cross_sell")])
    (words,) = grocer.words("cross_sell")
    assert words.startswith(f"You bought {line['name']}: this week {other} is at a special price.")


@pytest.mark.item("S001-51", "S001-56")
def test_what_they_bought_meanwhile_is_not_offered_and_the_next_one_is_and_is_counted_once(
    grocer: Grocer,
) -> None:
    grocer.customer_on("whatsapp")
    grocer.sells(RICE, days_ago=6)
    grocer.sells(SPICE, number="2")
    has_one_offer(grocer, [("whatsapp", "cross_sell")])
    for number in ("3", "4"):
        grocer.sells({**RICE, "product_id": "masoor", "category": "ডাল"}, number=number)
    (made,) = grocer.all("recommendations").values()
    assert (made["rule_id"], made["status"], made["met_order_id"]) == ("rice_lentils", "met", "ecommerce:3")


def test_an_order_that_is_cancelled_takes_its_offer_back(grocer: Grocer) -> None:
    grocer.customer_on("whatsapp")
    grocer.sells(RICE, days_ago=6)
    updated_at = grocer.now().isoformat()
    grocer.order("1", grocer.days_ago(6), updated_at=updated_at, status="cancelled", currency="BDT")
    grocer.a_day_passes()
    assert grocer.offers() == []


@pytest.mark.item("S001-27")
def test_who_buys_rice_every_month_is_reminded_by_their_own_rhythm_where_the_grocer_goes_by_it(
    grocer: Grocer,
) -> None:
    rhythm = {"settings.reminders.rhythm": {"from_purchases": 3}}
    grocer.client.document(f"orgs/{grocer.id}").update(rhythm)
    grocer.pass_time("2m")
    grocer.customer_on("sms")
    for number, days in enumerate((86, 56, 26)):
        grocer.sells(RICE, days_ago=days, number=str(number))
    has_one_day(grocer, OFFER)


@pytest.mark.item("S001-83", "S001-84")
def test_who_becomes_a_member_reads_their_tier_and_its_discount_in_bengali(grocer: Grocer) -> None:
    grocer.customer_on("whatsapp")
    grocer.sells(RICE, total="5000.00")
    grocer.pass_time("24h")
    (words,) = grocer.words("tier_upgrade")
    assert ("Silver" in words, "৫%" in words) == (True, True)


# Wallet credit.


@pytest.mark.item("S001-05", "S001-68")
def test_two_percent_of_a_bill_are_credit_once_and_go_with_what_is_given_back(grocer: Grocer) -> None:
    id = grocer.customer_on("sms")

    def wallet() -> int:
        return int(grocer.read(f"customers/{id}")["loyalty"]["wallet_minor"])

    sold_at = grocer.now().isoformat()
    for _ in range(2):
        grocer.sells(RICE, total="1234.00", updated_at=sold_at, ordered_at=sold_at)
        assert wallet() == 2468
    later = grocer.now().isoformat()
    grocer.sells(RICE, total="1234.00", status="refunded", refunded_total="234.00", updated_at=later)
    assert wallet() == 2000
    grocer.a_day_passes()
    assert wallet() == 2000
    grocer.sells(RICE, total="1234.00", status="cancelled")
    assert wallet() == 0
    amounts = [entry["amount"] for entry in grocer.all("loyalty_transactions").values()]
    assert (sorted(amounts), sum(amounts)) == ([-2000, -468, 2468], 0)


# What a customer redeems with an order.


@pytest.mark.item("S001-05", "S001-68")
def test_wallet_credit_is_used_together_with_a_coupon(grocer: Grocer) -> None:
    customer_id = grocer.customer_on("sms")
    grocer.do("adjust_points", customer_id=customer_id, unit="wallet_minor", amount=12_000, reason="a gift")
    coupon = {"customer_id": customer_id, "kind": "amount", "amount_minor": 5_000, "minimum_minor": 40_000}
    grocer.write("coupons/SPICY50", coupon | {"status": "open"})
    ask: dict[str, Any] = {"coupon_code": "spicy 50", "use_wallet": "100.00"}
    grocer.sells(RICE | {"unit_price": "100.00"}, total="450.00", **ask)
    order = grocer.read("orders/ecommerce:1")
    assert (order["warnings"], order["redeemed"]["coupon_code"]) == ([], "SPICY50")
    assert (order["redeemed"]["discount_minor"], order["redeemed"]["wallet_minor"]) == (5_000, 10_000)
    spent = grocer.read("loyalty_transactions/ecommerce:1:wallet:redeem")
    assert (spent["unit"], spent["kind"], spent["amount"]) == ("wallet_minor", "redeem", -10_000)
    assert grocer.read("coupons/SPICY50")["status"] == "redeemed"

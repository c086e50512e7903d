"""A grocer's members as the preset has them: what each tier brings, coupons that come by themselves, friends.

Everything comes in by a door: a signed order, a command of a member. The clock starts at noon in Dhaka.
"""

from datetime import timedelta
from typing import Any

import pytest

from tests.scenarios.grocer import NOON, Grocer
from tests.scenarios.roaster import PIC_PHONE, Roaster

BROOM = {"product_id": "broom", "name": "ঝাড়ু", "quantity": "1"}
pytestmark = pytest.mark.begins(NOON, ticks=False)


def coupons(grocer: Roaster, automation: str) -> list[tuple[str, int]]:
    """The customer and the share of each coupon of an automation."""
    found = [each for each in grocer.all("coupons").values() if each["automation_id"] == automation]
    assert {each["status"] for each in found} <= {"open"}
    return sorted((each["customer_id"], each["percent"]) for each in found)


def told(grocer: Grocer, template: str) -> list[str]:
    """The texts of a template, each of which was sent."""
    found = [each for each in grocer.messages() if each["template"] == template]
    assert all(each["status"] == "sent" for each in found), [each["reason"] for each in found]
    return [each["body"] for each in found]


def has_one_day(grocer: Grocer, automation: str, expected: list[tuple[str, int]]) -> None:
    """Today no coupon, tomorrow these, and the day after no more."""
    grocer.tick()
    assert coupons(grocer, automation) == [], "the day before"
    for day in ("the day", "the day after"):
        grocer.a_day_passes()
        assert coupons(grocer, automation) == expected, day


def rises(grocer: Grocer, orders: int, total: str = "500.00") -> None:
    for number in range(orders):
        grocer.sells(BROOM, number=f"rise {number}", total=total)


def task_types(grocer: Grocer) -> list[str]:
    return sorted(each["task_type"] for each in grocer.all("tasks").values())


@pytest.mark.item("S001-05", "S001-57", "S001-60", "S001-61", "S001-83", "S001-86")
@pytest.mark.parametrize(
    ("locale", "text"),
    [
        ("bn", "অভিনন্দন! আপনি Silver Member হয়েছেন—পরের অর্ডারে ৫% ছাড় পাবেন।"),
        ("en", "Congratulations! You are a Silver Member now: 5% off your next order."),
    ],
)
def test_three_orders_make_a_silver_member_who_is_told_called_and_handed_a_card(
    grocer: Grocer, locale: str, text: str
) -> None:
    id = grocer.customer_on("whatsapp", locale=locale)
    rises(grocer, 2)
    assert told(grocer, "tier_upgrade") == []
    rises(grocer, 3)
    assert told(grocer, "tier_upgrade") == [text]
    assert task_types(grocer) == ["card_handover", "membership_upgrade"]
    assert {each["assignee_uid"] for each in grocer.all("tasks").values()} == {"agent"}
    profile = grocer.read(f"customers/{id}")
    assert (profile["loyalty"]["tier"], profile["engagement"]["customer_type"]) == ("silver", "repeat")
    kept = [each["interaction_type"] for each in grocer.all("interactions").values()]
    assert kept.count("tier_upgrade") == 1


@pytest.mark.item("S001-58")
def test_who_spends_12000_is_gold_at_once(grocer: Grocer) -> None:
    grocer.customer_on("whatsapp", locale="en")
    grocer.sells(BROOM, total="12000.00")
    assert told(grocer, "tier_upgrade") == [
        "Congratulations! You are a Gold Member now: 7% off your next order."
    ]


@pytest.mark.item("S001-01", "S001-05", "S001-59", "S001-62", "S001-63")
def test_a_permanent_member_stays_one_after_a_refund_and_is_told_once(grocer: Grocer) -> None:
    id = grocer.customer_on("whatsapp", locale="en")
    for status in ("paid", "refunded", "paid"):
        grocer.pass_time("1m")
        grocer.order(
            "1",
            grocer.days_ago(0),
            updated_at=grocer.now().isoformat(),
            status=status,
            currency="BDT",
            total="25000.00",
        )
        profile = grocer.read(f"customers/{id}")
        assert (profile["loyalty"]["tier"], profile["stats"]["orders"]) == (
            "permanent",
            int(status == "paid"),
        )
    assert told(grocer, "tier_upgrade") == [
        "Congratulations! You are a Permanent Member now: 10% off every order for life, priority delivery, exclusive"
        " offers, and a coupon for your birthday."
    ]
    assert task_types(grocer) == ["card_handover", "membership_upgrade"]


@pytest.mark.item("S001-64")
def test_who_is_new_has_a_coupon_for_the_first_order_an_hour_after_they_were_entered(grocer: Grocer) -> None:
    id = grocer.customer_on("sms", locale="en")
    grocer.pass_time("59m")
    assert coupons(grocer, "welcome") == []
    grocer.pass_time("1m")
    assert coupons(grocer, "welcome") == [(id, 10)]
    ((code, coupon),) = grocer.all("coupons").items()
    assert coupon["valid_until"] - coupon["created_at"] == timedelta(days=30)
    assert told(grocer, "welcome") == [
        f"Welcome to ট্রাস্টকার্ট! 10% off your next order with this coupon: {code}, until February 24, 2025."
    ]
    grocer.sells(BROOM)
    for _ in range(2):
        grocer.a_day_passes()
    assert coupons(grocer, "welcome") == [(id, 10)]


@pytest.mark.item("S001-64")
def test_an_old_customer_who_is_imported_has_no_welcome(grocer: Grocer) -> None:
    grocer.customer_on("sms")
    grocer.sells(BROOM, days_ago=8)
    for _ in range(2):
        grocer.a_day_passes()
    assert coupons(grocer, "welcome") == []


@pytest.mark.item("S001-65")
def test_the_second_and_the_third_order_bring_a_coupon_each_once(grocer: Grocer) -> None:
    id = grocer.customer_on("sms", locale="en")
    for number, expected in ((1, [0, 0]), (2, [1, 0]), (3, [1, 1]), (4, [1, 1])):
        grocer.sells(BROOM, number=str(number), total="100.00")
        found = [coupons(grocer, f"repeat_coupon_{each}") for each in (2, 3)]
        assert found == [[(id, 5)] * count for count in expected], number
    grocer.order(
        "4",
        grocer.now(),
        updated_at=(grocer.now() + timedelta(seconds=1)).isoformat(),
        status="cancelled",
        currency="BDT",
    )
    grocer.order(
        "3",
        grocer.now(),
        updated_at=(grocer.now() + timedelta(seconds=1)).isoformat(),
        status="cancelled",
        currency="BDT",
    )
    grocer.sells(BROOM, number="5", total="100.00")
    assert coupons(grocer, "repeat_coupon_3") == [(id, 5)]


@pytest.mark.item("S001-66", "S001-83")
@pytest.mark.parametrize(("days", "percent"), [(30, 5), (60, 10), (90, 15)])
def test_a_silence_brings_a_coupon_whose_code_stands_in_the_message(
    grocer: Grocer, days: int, percent: int
) -> None:
    id = grocer.customer_on("sms", locale="en")
    grocer.sells(BROOM, days_ago=days - 1)
    has_one_day(grocer, f"winback_{days}", [(id, percent)])
    ((code, _),) = grocer.all("coupons").items()
    (words,) = told(grocer, "winback")
    assert words.startswith(
        f"You have not ordered for a long time. Use this coupon to come back: {code} ({percent}% off"
    )


@pytest.mark.item("S001-57")
@pytest.mark.parametrize(("total", "percents"), [("100.00", []), ("5000.00", [10]), ("25000.00", [15])])
def test_a_member_s_birthday_brings_the_coupon_of_their_tier(
    grocer: Grocer, total: str, percents: list[int]
) -> None:
    birthday = f"{grocer.now() + timedelta(days=1):%m-%d}"
    id = grocer.customer_on("sms", locale="bn", birthday=birthday)
    grocer.sells(BROOM, days_ago=10, total=total)
    has_one_day(grocer, "birthday", [(id, each) for each in percents])
    assert len(told(grocer, "birthday")) == len(percents)


def friend(grocer: Grocer, code: str, *, days_ago: int = 0, **changes: Any) -> str:
    """A friend who names a code with their first order; their id."""
    customer = {
        "phone": PIC_PHONE,
        "name": "করিম",
        "referral_code": code,
        "consents": {"sms": True, "whatsapp": True},
    }
    grocer.sells(BROOM, days_ago=days_ago, number="friend", customer=customer, **changes)
    (referral,) = grocer.all("referrals").values()
    id: str = referral["friend_id"]
    return id


@pytest.mark.item("S001-67")
def test_a_friend_and_who_brought_them_have_a_coupon_each_once_the_order_cannot_be_returned(
    grocer: Grocer,
) -> None:
    id = grocer.customer_on("sms", locale="en")
    code = grocer.read(f"customers/{id}")["referral_code"]
    friend_id = friend(grocer, code.lower(), days_ago=13)
    grocer.tick()
    assert coupons(grocer, "referral_reward") == coupons(grocer, "referral_friend") == []
    for _ in ("the day", "the day after"):
        grocer.a_day_passes()
        assert coupons(grocer, "referral_reward") == [(id, 10)]
        assert coupons(grocer, "referral_friend") == [(friend_id, 10)]
    assert len(told(grocer, "referral_reward")) == len(told(grocer, "referral_friend")) == 1
    (words,) = told(grocer, "referral_reward")
    assert words.startswith("Thank you for bringing a friend! 10% off with this coupon: ")


@pytest.mark.item("S001-67")
def test_an_order_that_is_returned_in_time_brings_neither_a_coupon(grocer: Grocer) -> None:
    id = grocer.customer_on("sms", locale="en")
    friend(grocer, grocer.read(f"customers/{id}")["referral_code"], days_ago=13)
    grocer.order(
        "friend",
        grocer.days_ago(13),
        updated_at=grocer.now().isoformat(),
        status="cancelled",
        currency="BDT",
        customer={"phone": PIC_PHONE},
    )
    for _ in range(2):
        grocer.a_day_passes()
    assert coupons(grocer, "referral_reward") == coupons(grocer, "referral_friend") == []
    (referral,) = grocer.all("referrals").values()
    assert referral["status"] == "taken_back"

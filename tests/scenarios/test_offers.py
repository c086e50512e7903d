"""The grocer's twelve offers as the preset has them, redeemed by signed orders; and the last one of an offer at many
tills at once, over the real wire.
"""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest

from tests.scenarios.grocer import NOON, Grocer
from tests.scenarios.roaster import PHONE
from tests.scenarios.staff import ask

FRIEND = "+8801912345678"
pytestmark = pytest.mark.begins(NOON, ticks=False)


def pack(category: str, price: str, quantity: str = "1") -> dict[str, Any]:
    return {"product_id": f"{category}-pack", "category": category, "quantity": quantity, "unit_price": price}


RICE, SPICE, OIL, GHEE = (
    pack("rice", "400.00"),
    pack("spices", "100.00", "3"),
    pack("oil", "200.00"),
    pack("ghee", "600.00"),
)
LENTILS, HONEY, VAN = pack("lentils", "350.00"), pack("honey", "900.00"), pack("delivery", "60.00")


def order(
    grocer: Grocer, number: str, *lines: dict[str, Any], code: str | None, **changes: Any
) -> dict[str, Any]:
    """A paid order of now; what its till is answered."""
    usual = {
        "order_id": number,
        "source": "ecommerce",
        "channel": "retail_app",
        "currency": "BDT",
        "customer": {"phone": PHONE},
        "total": "1.00",
        "lines": list(lines),
        "coupon_code": code,
    }
    answer = grocer.post_now(**usual | changes)
    assert answer.status in (200, 201), answer.text
    return answer.json


def takes_off(grocer: Grocer, *lines: dict[str, Any], code: str, **changes: Any) -> str | None:
    """What a code takes off such an order; None where it is refused."""
    number = f"{code} {len(grocer.all('orders'))}"
    answer = order(grocer, number, *lines, code=code, **changes)
    refused = [each["path"] for each in answer.get("warnings", ())]
    found = answer.get("redeemed", {}).get("discount")
    assert (found is None) == (refused == ["coupon_code"])
    return found if found is None else str(found)


def rises(grocer: Grocer, total: str) -> None:
    order(grocer, f"rise {total}", RICE, code=None, total=total)


def counted(grocer: Grocer, offer_id: str) -> tuple[int, int]:
    found = grocer.read(f"offer_counts/{offer_id}")
    return found["redemptions"], found["discount_minor"]


@pytest.mark.item("S001-34", "S002-40")
def test_the_first_order_is_a_tenth_less_and_no_later_one(grocer: Grocer) -> None:
    assert takes_off(grocer, RICE, code="FIRST10") == "40.00"
    assert takes_off(grocer, RICE, code="FIRST10") is None
    assert takes_off(grocer, RICE, code="first-10", customer={"phone": FRIEND}) == "40.00"
    assert counted(grocer, "first_order_10") == (2, 8_000)


@pytest.mark.item("S001-35")
def test_who_buys_rice_has_spices_for_less(grocer: Grocer) -> None:
    assert takes_off(grocer, SPICE, code="RICESPICE") is None
    assert takes_off(grocer, RICE, SPICE, code="RICESPICE") == "20.00"


@pytest.mark.item("S001-36")
def test_oil_and_ghee_together_are_less(grocer: Grocer) -> None:
    assert takes_off(grocer, OIL, code="OILCOMBO") is None
    assert takes_off(grocer, OIL, GHEE, code="OILCOMBO") == "90.00"


@pytest.mark.item("S001-37")
def test_the_pack_of_the_season_has_its_price(grocer: Grocer) -> None:
    assert takes_off(grocer, RICE, OIL, code="SEASON") is None
    assert takes_off(grocer, RICE, LENTILS, OIL, code="SEASON") == "50.00"


@pytest.mark.item("S001-38", "S001-67")
def test_codes_for_friends_are_made_together_and_each_is_a_first_order_s_once(grocer: Grocer) -> None:
    made = grocer.do("make_coupon_codes", offer_id="referral_bonus", batch_id="may", count=450)
    assert made == {"batch_id": "may", "count": 450, "made": 400}
    grocer.pass_time("2m")
    assert grocer.read("coupon_batches/may")["made"] == 450
    codes = sorted(id for id, each in grocer.all("coupons").items() if each["batch_id"] == "may")
    assert len(codes) == 450
    assert takes_off(grocer, GHEE, code=codes[0]) == "100.00"
    assert takes_off(grocer, GHEE, code=codes[0], customer={"phone": FRIEND}) is None
    assert takes_off(grocer, GHEE, code=codes[1]) is None, "no first order any more"
    assert takes_off(grocer, GHEE, code=codes[1], customer={"phone": "+8801912345679"}) == "100.00"


@pytest.mark.item("S001-39")
def test_who_has_a_card_has_its_coupon(grocer: Grocer) -> None:
    assert takes_off(grocer, GHEE, code="CARD") is None
    rises(grocer, "5000.00")
    assert takes_off(grocer, GHEE, code="CARD") == "60.00"
    assert takes_off(grocer, GHEE, code="CARD") is None


@pytest.mark.item("S001-40")
def test_what_is_new_is_tried_for_less(grocer: Grocer) -> None:
    tea = pack("new", "300.00")
    assert takes_off(grocer, RICE, code="TRYNEW") is None
    assert takes_off(grocer, RICE, tea, code="TRYNEW") == "60.00"


@pytest.mark.item("S001-41")
def test_who_buys_more_saves_more(grocer: Grocer) -> None:
    for quantity, off in (("1", None), ("2", "36.00"), ("4", "144.00"), ("7", "420.00")):
        assert takes_off(grocer, pack("ghee", "600.00", quantity), code="MORE") == off


@pytest.mark.item("S001-42")
def test_delivery_is_free_from_500_on(grocer: Grocer) -> None:
    assert takes_off(grocer, RICE, VAN, code="FREEDEL") is None
    assert takes_off(grocer, GHEE, VAN, code="FREEDEL") == "60.00"


@pytest.mark.item("S001-43")
def test_the_festival_combo_has_its_price(grocer: Grocer) -> None:
    assert takes_off(grocer, HONEY, GHEE, SPICE, code="FESTIVAL") == "100.00"


@pytest.mark.item("S001-44", "S002-40")
def test_a_loyal_customer_s_coupon_is_for_gold_and_permanent_members(grocer: Grocer) -> None:
    assert takes_off(grocer, GHEE, code="LOYAL15") is None
    rises(grocer, "12000.00")
    assert takes_off(grocer, GHEE, code="LOYAL15") == "90.00"


@pytest.mark.item("S001-45")
def test_the_permanent_card_brings_an_offer_of_its_own(grocer: Grocer) -> None:
    rises(grocer, "12000.00")
    assert takes_off(grocer, GHEE, code="PERMANENT") is None
    rises(grocer, "24000.00")
    assert takes_off(grocer, GHEE, code="PERMANENT") == "120.00"


@pytest.mark.item("S001-68")
def test_wallet_credit_pays_beside_an_offer(grocer: Grocer) -> None:
    rises(grocer, "5000.00")
    answer = order(grocer, "2", GHEE, code="FREEDEL", total="600.00", use_wallet="100.00")
    assert answer["redeemed"] == {"coupon_code": "FREEDEL", "discount": "0.00", "wallet": "100.00"}


def test_the_last_of_an_offer_is_one_till_s_of_many_and_the_next_one_s_after_a_cancellation(
    grocer: Grocer,
) -> None:
    last = {"name": "Last", "kind": "percent", "percent": 10, "code": "LAST", "limits": {"total": 2}}
    grocer.do("save_configuration", collection="offers", id="last", content=last)
    buyers = [f"+88019123456{number}" for number in range(10, 18)]

    def ask(number: int) -> dict[str, Any]:
        buyer = {"phone": buyers[number]}
        return order(grocer, str(number), RICE, code="LAST", total="360.00", customer=buyer)

    with ThreadPoolExecutor(8) as tills:
        answers = list(tills.map(ask, range(8)))
    granted = [answer for answer in answers if "redeemed" in answer]
    assert len(granted) == 2
    assert counted(grocer, "last") == (2, 8_000)
    refused = [each["message"] for answer in answers for each in answer.get("warnings", ())]
    assert refused == ["was redeemed as often as it may be"] * 6
    grocer.pass_time("1m")
    cancelled = {"phone": buyers[answers.index(granted[0])]}
    order(
        grocer,
        granted[0]["order_id"],
        RICE,
        code="LAST",
        total="360.00",
        customer=cancelled,
        status="cancelled",
    )
    assert counted(grocer, "last") == (1, 4_000)
    assert takes_off(grocer, RICE, code="LAST") == "40.00"


def test_a_unique_code_at_two_tills_at_once_is_one_s(grocer: Grocer) -> None:
    grocer.do("make_coupon_codes", offer_id="referral_bonus", batch_id="one", count=1)
    (code,) = grocer.all("coupons")

    def ask(number: int) -> dict[str, Any]:
        buyer = {"phone": f"+88019123457{number}"}
        return order(grocer, str(number), GHEE, code=code, total="500.00", customer=buyer)

    with ThreadPoolExecutor(4) as tills:
        answers = list(tills.map(ask, range(10, 14)))
    assert sum("redeemed" in answer for answer in answers) == 1
    assert counted(grocer, "referral_bonus") == (1, 10_000)


def quoted(grocer: Grocer, code: str, *lines: dict[str, Any], **body: Any) -> dict[str, Any]:
    asked = {"lines": list(lines), "customer": {"phone": PHONE}, **body}
    answer = ask(grocer, "POST", f"coupons/{code}/quote", asked, role="agent")
    assert answer.status == 200, answer.text
    found: dict[str, Any] = answer.json
    return found


def code_of(grocer: Grocer, automation: str) -> str:
    """The one open coupon that an automation made."""
    ((code, _),) = [
        (id, each)
        for id, each in grocer.all("coupons").items()
        if each["automation_id"] == automation and each["status"] == "open"
    ]
    return code


def redeems_once(grocer: Grocer, code: str, *, off: str, number: str) -> None:
    """The quote says what the order gets; the next order is refused the same code."""
    found = quoted(grocer, code, RICE)
    assert (found["is_granted"], found["discount_minor"]) == (True, round(float(off) * 100))
    total = f"{found['to_pay_minor'] / 100:.2f}"
    assert order(grocer, number, RICE, code=code, total=total)["redeemed"]["discount"] == off
    grocer.firebase.idle()
    again = order(grocer, f"{number} again", RICE, code=code, total=total)
    assert [each["path"] for each in again["warnings"]] == ["coupon_code"]
    assert quoted(grocer, code, RICE)["reason"] == "was redeemed already"
    assert grocer.read(f"coupons/{code}")["order_id"] == f"ecommerce:{number}"


@pytest.mark.item("S001-64")
def test_the_welcome_coupon_takes_a_tenth_off_the_first_order_and_nothing_off_the_second(
    grocer: Grocer,
) -> None:
    grocer.customer_on("sms", locale="en")
    grocer.pass_time("60m")
    redeems_once(grocer, code_of(grocer, "welcome"), off="40.00", number="first")


@pytest.mark.item("S001-65")
def test_the_coupons_of_the_second_and_the_third_order_are_good_for_one_later_order_each(
    grocer: Grocer,
) -> None:
    grocer.customer_on("sms", locale="en")
    for number in ("one", "two"):
        order(grocer, number, RICE, code=None, total="400.00")
        grocer.firebase.idle()
    second = code_of(grocer, "repeat_coupon_2")
    assert [each["automation_id"] for each in grocer.all("coupons").values()] == ["repeat_coupon_2"]
    redeems_once(grocer, second, off="20.00", number="three")
    redeems_once(grocer, code_of(grocer, "repeat_coupon_3"), off="20.00", number="five")


@pytest.mark.item("S001-66", "S002-54")
@pytest.mark.parametrize(("days", "off"), [(30, "20.00"), (60, "40.00"), (90, "60.00")])
def test_the_coupon_of_a_silence_of_30_60_and_90_days_is_redeemed_by_who_comes_back(
    grocer: Grocer, days: int, off: str
) -> None:
    grocer.customer_on("sms", locale="en")
    grocer.sells({"product_id": "broom", "quantity": "1"}, days_ago=days - 1)
    grocer.tick()
    assert grocer.all("coupons") == {}
    grocer.a_day_passes()
    code = code_of(grocer, f"winback_{days}")
    assert code in grocer.words("winback")[0]
    redeems_once(grocer, code, off=off, number="back")
    for _ in range(3):
        grocer.a_day_passes()
    won = [each for each in grocer.all("coupons").values() if each["automation_id"].startswith("winback")]
    assert [each["status"] for each in won] == ["redeemed"], "no bigger offer follows"


@pytest.mark.item("S002-51")
def test_points_are_a_reward_at_the_till_as_the_quote_said_and_come_back_with_a_cancellation(
    grocer: Grocer,
) -> None:
    earn = {"per_amount": 100, "points": 1}
    redeem = {"points": 10, "worth": 1, "least": 10, "most_percent": 50}
    changed = ask(grocer, "PATCH", "settings", {"loyalty": {"earn": earn, "redeem": redeem}})
    assert changed.status == 200, changed.text
    grocer.firebase.advance("2m")
    order(grocer, "earning", RICE, code=None, total="20000.00")
    grocer.firebase.idle()
    ((id, before),) = [(id, each["loyalty"]["points"]) for id, each in grocer.all("customers").items()]
    assert before >= 100
    found = quoted(grocer, "TRYNEW", LENTILS, redeem_points=100)
    assert (found["points"], found["points_minor"]) == (100, 1000)
    off = max(found["discount_minor"], found["of_tier"]["discount_minor"])  # of gold, whom this order made
    assert found["to_pay_minor"] == found["bill_minor"] - off - 1000
    spending: dict[str, Any] = {"code": None, "total": "340.00", "redeem_points": 100}
    answer = order(grocer, "spending", LENTILS, **spending)
    assert answer["redeemed"] == {"points": 100, "points_value": "10.00"}
    grocer.firebase.idle()
    earned = [each for each in grocer.all("loyalty_transactions").values() if each["unit"] == "points"]
    assert [each["amount"] for each in earned if each["kind"] == "redeem"] == [-100]
    cancelled = {**spending, "status": "cancelled"}
    later = (grocer.now() + timedelta(seconds=1)).isoformat()
    order(grocer, "spending", LENTILS, **cancelled, updated_at=later)
    grocer.firebase.idle()
    assert grocer.read(f"customers/{id}")["loyalty"]["points"] == before


@pytest.mark.item("S002-52")
def test_the_anniversary_of_the_first_order_brings_one_coupon_and_it_is_redeemed(
    grocer: Grocer,
) -> None:
    year = {
        "on": {"field": "stats.first_order_at", "yearly": True, "hour": "10:00"},
        "then": [{"coupon": {"name": "A year with us", "percent": 10, "valid_for": "30d"}}],
    }
    assert ask(grocer, "PUT", "automations/anniversary", year, role="marketing").status == 200
    grocer.firebase.advance("3m")
    grocer.customer_on("sms", locale="en")
    grocer.sells(RICE, days_ago=364)
    grocer.pass_time("3m")
    assert "anniversary" not in {each["automation_id"] for each in grocer.all("coupons").values()}
    for _ in range(2):
        grocer.a_day_passes()
    redeems_once(grocer, code_of(grocer, "anniversary"), off="40.00", number="anniversary")
    made = [each for each in grocer.all("coupons").values() if each["automation_id"] == "anniversary"]
    assert len(made) == 1

"""Twelve offers of a grocery's year, each on its day, to those whom it is for, with its figure worked out by hand."""

from datetime import timedelta

import pytest

from functions.domain.leads.documents import Lead
from functions.domain.referrals.codes import referral_code_of
from tests.offer_year import DAY, NEW, OIL, RICE, SPICE, Grocery, at, phones

TWELVE = {
    "first_order": "2027-01-01",
    "ramadan_pack": "2027-01-29",
    "rice_spice": "2027-02-01",
    "oil_combo": "2027-03-01",
    "referral": "2027-05-01",
    "card_launch": "2027-06-01",
    "new_product": "2027-07-01",
    "buy_more": "2027-08-01",
    "free_delivery": "2027-09-01",
    "festival_combo": "2027-10-01",
    "loyal_coupon": "2027-11-01",
    "permanent_card": "2027-12-01",
}


@pytest.mark.item("S001-01", "S001-03", "S001-46", "S001-47", "S001-86")
def test_a_year_has_twelve_offers_each_proposed_the_week_before_and_sent_on_its_day() -> None:
    shop = Grocery()
    shop.buys(1, "2026-12-20T12:00")
    made: dict[str, object] = {}
    sent: dict[str, object] = {}
    now = at("2026-12-21T10:00")
    while now < at("2027-12-20T10:00"):
        shop.tick(now)
        for id, each in shop.backend.all("campaigns").items():
            if id not in made:
                made[id] = now
                assert (each["status"], each["stands_because"]) == ("scheduled", "approval_missing")
                assert shop.approve(id, now)["status"] == "done"
            if each.get("started_at") and id not in sent:
                sent[id] = each["started_at"]
        now += DAY
    days = {f"{id}-2027": at(f"{day}T10:00") for id, day in TWELVE.items()}
    next_year = {"first_order-2028"}  # proposed on 25 December
    assert sent == days
    assert {id: each for id, each in made.items() if id not in next_year} == {
        id: day - 7 * DAY for id, day in days.items()
    }


@pytest.mark.item("S001-34")
def test_the_first_order_offer_is_for_newcomers_and_judged_by_first_orders() -> None:
    shop = Grocery()
    for who in (1, 2, 3, 4):  # asked for something and never bought
        shop.buys(who, "2026-12-28T12:00", status="pending")
    shop.buys(5, "2026-12-29T12:00")  # the first order was days ago
    for day in ("2026-12-01", "2026-12-20"):
        shop.buys(6, f"{day}T12:00")
    shop.launched("first_order")
    assert shop.recipients("first_order-2027") == phones(1, 2, 3, 4, 5)
    shop.buys(1, "2027-01-05T12:00")
    shop.buys(1, "2027-01-06T12:00")
    shop.buys(2, "2027-01-28T12:00")
    shop.buys(3, "2027-02-02T12:00")  # after four weeks
    shop.buys(4, "2027-01-05T12:00", status="cancelled")
    shop.buys(5, "2027-01-07T12:00")  # no first order
    assert shop.kpi("first_order-2027") == ("first_order_conversion", 0.5, 2, 4)


@pytest.mark.item("S001-35", "S001-48")
def test_the_spice_discount_goes_to_rice_buyers_who_may_become_regulars() -> None:
    shop = Grocery()
    for who in (1, 2, 3, 4, 5):
        shop.buys(who, "2027-01-20T12:00", RICE)
    shop.buys(6, "2027-01-20T12:00", OIL)
    for day in (10, 15, 20):
        shop.buys(7, f"2027-01-{day}T12:00", RICE)  # three orders: a member already
    shop.launched("rice_spice")
    assert shop.recipients("rice_spice-2027") == phones(1, 2, 3, 4, 5)
    shop.buys(1, "2027-02-05T12:00", SPICE)
    shop.buys(2, "2027-02-05T12:00", RICE, "Spice")
    number = shop.buys(3, "2027-02-05T12:00", SPICE)
    shop.buys(4, "2027-02-05T12:00", RICE)
    shop.buys(
        3, "2027-02-05T12:00", SPICE, number=number, status="cancelled", updated_at=at("2027-02-07T12:00")
    )
    assert shop.kpi("rice_spice-2027") == ("cross_sell_rate", 0.4, 2, 5)


@pytest.mark.item("S001-36")
def test_the_oil_combo_goes_to_active_customers_and_is_judged_by_their_average_order() -> None:
    shop = Grocery()
    for who in (1, 2, 3):
        shop.buys(who, "2027-02-20T12:00", total="400.00")
    shop.buys(4, "2027-01-10T12:00")  # at risk by then
    shop.launched("oil_combo")
    assert shop.recipients("oil_combo-2027") == phones(1, 2, 3)
    shop.buys(1, "2027-03-03T12:00", OIL, total="900.00")
    shop.buys(2, "2027-03-04T12:00", OIL, total="600.00")
    shop.buys(2, "2027-03-20T12:00", OIL, total="300.00")
    shop.buys(4, "2027-03-05T12:00", OIL, total="5000.00")
    assert shop.kpi("oil_combo-2027") == ("aov", 60_000.0, 180_000, 3)


@pytest.mark.item("S001-37")
def test_the_ramadan_pack_comes_ten_days_before_and_is_judged_by_the_number_of_orders() -> None:
    shop = Grocery()
    shop.buys(1, "2026-12-01T12:00")
    shop.buys(2, "2026-06-01T12:00")
    campaign = shop.launched("ramadan_pack")
    assert campaign["started_at"] == at("2027-01-29T10:00") == at("2027-02-08T10:00") - 10 * DAY
    assert shop.recipients("ramadan_pack-2027") == phones(1, 2)
    for day in ("2027-01-30", "2027-02-03", "2027-02-20"):
        shop.buys(1, f"{day}T12:00")
    shop.buys(2, "2027-02-25T12:00")
    shop.buys(2, "2027-03-25T12:00")
    assert shop.kpi("ramadan_pack-2027") == ("order_volume", 4.0, 4, None)


@pytest.mark.item("S001-38")
def test_the_referral_bonus_is_judged_by_the_friends_and_leads_that_it_brought() -> None:
    shop = Grocery()
    for who in (1, 2):
        shop.buys(who, "2027-04-20T12:00")
    shop.buys(3, "2027-02-01T12:00")
    shop.launched("referral")
    assert shop.recipients("referral-2027") == phones(1, 2)
    for friend, referrer, day in ((11, 1, "05-03"), (12, 1, "05-20"), (13, 2, "06-20"), (14, 3, "05-03")):
        brings = shop.customer(referrer)["id"]
        code = referral_code_of(shop.org, brings)
        shop.backend.client_writes(f"orgs/kopi/customers/{brings}", referral_code=code)
        shop.buys(friend, f"2027-{day}T12:00", customer={"referral_code": code})
    shop.backend.put(Lead(id="form", campaign_id="referral-2027"))
    shop.backend.put(Lead(id="other", campaign_id="spring"))
    assert shop.kpi("referral-2027") == ("new_leads", 3.0, 3, None)


@pytest.mark.item("S001-39")
def test_the_card_s_launch_goes_to_repeat_customers_and_is_judged_by_new_members() -> None:
    shop = Grocery()
    for who in (1, 2, 3):  # two orders: repeat, and an order short of silver
        shop.buys(who, "2027-05-05T12:00")
        shop.buys(who, "2027-05-15T12:00")
    for day in (5, 10, 15):
        shop.buys(4, f"2027-05-{day:02}T12:00")  # silver
    shop.buys(5, "2027-05-15T12:00")  # new
    shop.launched("card_launch")
    assert shop.recipients("card_launch-2027") == phones(1, 2, 3, 4)
    shop.buys(1, "2027-06-10T12:00")
    number = shop.buys(2, "2027-06-10T12:00")
    shop.buys(2, "2027-06-10T12:00", number=number, status="cancelled", updated_at=at("2027-06-12T12:00"))
    shop.buys(4, "2027-06-10T12:00", total="9000.00")  # gold, and had a card
    assert shop.kpi("card_launch-2027") == ("membership_adoption", 0.3333, 1, 3)


@pytest.mark.item("S001-40")
def test_a_trial_counts_by_those_who_buy_the_new_product_again() -> None:
    shop = Grocery()
    for who in (1, 2, 3, 4, 5):
        shop.buys(who, "2027-06-20T12:00")
    shop.launched("new_product")
    assert shop.recipients("new_product-2027") == phones(1, 2, 3, 4, 5)
    for who, days in ((1, (3, 10)), (2, (4,)), (3, (5, 6, 20)), (4, (8,))):
        for day in days:
            shop.buys(who, f"2027-07-{day:02}T12:00", NEW)
    shop.buys(4, "2027-07-20T12:00", RICE)
    shop.buys(5, "2027-07-20T12:00", RICE)
    assert shop.kpi("new_product-2027") == ("trial_to_repeat", 0.5, 2, 4)


@pytest.mark.item("S001-41")
def test_buy_more_save_more_is_judged_by_the_lines_of_an_order() -> None:
    shop = Grocery()
    shop.buys(1, "2027-07-20T12:00")
    shop.buys(2, "2026-07-20T12:00")
    shop.launched("buy_more")
    assert shop.recipients("buy_more-2027") == phones(1, 2)
    shop.buys(1, "2027-08-05T12:00", RICE, OIL, SPICE, NEW)
    number = shop.buys(1, "2027-08-15T12:00", RICE)
    shop.buys(1, "2027-08-15T12:00", RICE, OIL, SPICE, number=number, updated_at=at("2027-08-15T13:00"))
    shop.buys(2, "2027-08-15T12:00", RICE)
    assert shop.kpi("buy_more-2027") == ("basket_size", 2.6667, 8, 3)


@pytest.mark.item("S001-42")
def test_free_delivery_is_judged_by_those_who_had_stayed_away_and_came_back() -> None:
    shop = Grocery()
    for who in (1, 2, 3):
        shop.buys(who, "2027-07-10T12:00")  # 53 days ago: at risk
    shop.buys(4, "2027-01-10T12:00")  # gone
    shop.launched("free_delivery")
    assert shop.recipients("free_delivery-2027") == phones(1, 2, 3)
    shop.buys(1, "2027-09-15T12:00")
    shop.buys(1, "2027-09-20T12:00")
    shop.buys(4, "2027-09-20T12:00")
    assert shop.kpi("free_delivery-2027") == ("reactivation", 0.3333, 1, 3)


@pytest.mark.item("S001-43")
def test_the_festival_combo_is_judged_by_revenue() -> None:
    shop = Grocery()
    for who in (1, 2):
        shop.buys(who, "2027-09-20T12:00")
    shop.launched("festival_combo")
    shop.buys(1, "2027-10-05T12:00", total="1200.00")
    number = shop.buys(2, "2027-10-05T12:00", total="800.00")
    shop.buys(
        2,
        "2027-10-05T12:00",
        total="800.00",
        number=number,
        status="refunded",
        refunded_total="300.00",
        updated_at=at("2027-10-07T12:00"),
    )
    assert shop.kpi("festival_combo-2027") == ("revenue", 170_000.0, 170_000, None)


def _a_gold_customer(shop: Grocery, who: int, *, orders: int, month: str) -> None:
    for day in range(1, orders + 1):
        shop.buys(who, f"{month}-{day:02}T12:00")


@pytest.mark.item("S001-44", "S001-48")
def test_the_loyal_customers_coupon_is_judged_by_those_who_buy_on() -> None:
    shop = Grocery()
    for who in (1, 2):
        _a_gold_customer(shop, who, orders=6, month="2027-10")
    _a_gold_customer(shop, 3, orders=12, month="2027-10")  # VIP
    _a_gold_customer(shop, 4, orders=3, month="2027-10")  # silver
    shop.launched("loyal_coupon")
    assert shop.recipients("loyal_coupon-2027") == phones(1, 2, 3)
    shop.buys(1, "2027-11-10T12:00")
    shop.buys(3, "2027-11-12T12:00")
    shop.buys(4, "2027-11-12T12:00")
    assert shop.kpi("loyal_coupon-2027") == ("retention", 0.6667, 2, 3)


@pytest.mark.item("S001-45")
def test_the_permanent_card_is_judged_by_those_who_rise_to_a_higher_card() -> None:
    shop = Grocery()
    for who in (1, 2):
        _a_gold_customer(shop, who, orders=11, month="2027-11")
    _a_gold_customer(shop, 3, orders=12, month="2027-11")  # has the permanent card
    shop.launched("permanent_card")
    assert shop.recipients("permanent_card-2027") == phones(1, 2, 3)
    shop.buys(1, "2027-12-10T12:00")
    shop.buys(3, "2027-12-10T12:00")
    assert shop.kpi("permanent_card-2027") == ("upgrade_rate", 0.5, 1, 2)
    metrics = shop.campaign("permanent_card-2027")["metrics"]  # which a phone reads for one read
    assert metrics["kpi"]["value"] == 0.5


@pytest.mark.item("S001-48")
def test_every_audience_is_a_segment_with_a_definition() -> None:
    org = Grocery().org
    named = {id for entry in org.offer_calendar.values() for id in entry.segment_ids}
    assert named == set(org.segments)
    assert all(org.segments[id].filter for id in named)


def test_a_tenth_is_held_out_and_stands_beside_those_who_were_written_to() -> None:
    shop = Grocery(holdout_percent=50)
    for who in range(1, 31):
        shop.buys(who, "2027-02-20T12:00")
    shop.launched("oil_combo")
    messages = [each for each in shop.backend.all("messages").values() if each.get("campaign_id")]
    phone_by = {id: each["phone"] for id, each in shop.backend.all("customers").items()}
    arms = {phone_by[each["customer_id"]]: each["arm"] for each in messages}
    held_out = [who for who in range(1, 31) if arms[phones(who)[0]] == "held_out"]
    treated = [who for who in range(1, 31) if arms[phones(who)[0]] == "treated"]
    assert 5 < len(held_out) < 25
    shop.buys(treated[0], "2027-03-05T12:00", total="900.00")
    shop.buys(held_out[0], "2027-03-05T12:00", total="500.00")
    found = shop.results("oil_combo-2027", at("2027-05-01T12:00"))["kpi"]
    assert (found["value"], found["held_out"]) == (90_000.0, 50_000.0)


def test_what_nobody_approved_does_not_go_and_managers_are_told_twice() -> None:
    shop = Grocery()
    shop.buys(1, "2027-02-20T12:00")
    day = shop.day_of("oil_combo")
    shop.tick(day - 7 * DAY)
    for days in range(-6, 3):
        shop.tick(day + days * DAY)
    assert shop.recipients("oil_combo-2027") == []
    assert shop.campaign("oil_combo-2027")["stands_because"] == "approval_missing"
    told = sorted(id for id in shop.backend.all("messages") if id.startswith("oil_combo-2027"))
    assert told == [
        f"oil_combo-2027:{what}:{who}" for what in ("approval", "missed") for who in ("boss", "lead")
    ]
    body = shop.backend.all("messages")["oil_combo-2027:missed:boss"]
    assert (body["status"], body["template"]) == ("queued", "offer_missed")
    shop.approve("oil_combo-2027", day + 2 * DAY)
    shop.tick(day + 2 * DAY + timedelta(minutes=1))
    assert shop.recipients("oil_combo-2027") == phones(1)

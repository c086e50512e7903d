"""What each business asks for stands in its preset, value by value, and its messages read in its languages."""

from datetime import date, time, timedelta
from decimal import Decimal
from functools import cache
from typing import Any

import pytest

from functions import presets
from functions.domain.automations.react import with_due
from functions.domain.customers.customer import Stats
from functions.domain.loyalty.points import points_by_rule
from functions.domain.loyalty.tiers import tier_for
from functions.domain.loyalty.wallets import cashback_now, cashback_under
from functions.domain.messages.channel_order import channels_for
from functions.domain.orgs.org import Org
from functions.domain.scoring.engagement import next_change, scored
from functions.domain.settings.loyalty import EarnRule, ExpiryRule, FrequencyRule
from functions.domain.templates.rendering import Variables
from functions.domain.templates.writer import render
from functions.store.orgs import Orgs
from tests.builders import NOON, a_customer
from tests.memory import DictBackend
from tests.provisioning import provision


@cache
def an_org_of(name: str) -> Org:
    """The business of a preset, as decisions see it. No test changes it: it is frozen."""
    backend = DictBackend()
    provision(backend, preset=presets.load(name), name="The Business")
    return Orgs(backend).get("kopi")


def tier(org: Org, **figures: int) -> str | None:
    """The tier of so many orders and so much spent, in the major unit, and so many points."""
    spend = figures.get("spend", 0) * 100
    stats = Stats(orders=figures.get("orders", 0), spend_minor=spend)
    return tier_for(org, stats, figures.get("points", 0))


@pytest.mark.parametrize(
    ("name", "money", "languages"),
    [
        ("cafe", ("IN", "en-IN", "Asia/Kolkata", "INR"), {"en", "hi", "mr"}),
        ("dairy", ("IN", "en-IN", "Asia/Kolkata", "INR"), {"en", "hi"}),
        ("grocer", ("BD", "bn-BD", "Asia/Dhaka", "BDT"), {"bn", "en"}),
        ("roaster", ("ID", "id-ID", "Asia/Jakarta", "IDR"), {"id", "en"}),
        ("umrah", ("ID", "id-ID", "Asia/Jakarta", "IDR"), {"id", "en", "ar"}),
    ],
)
def test_each_business_has_its_country_money_and_languages(
    name: str, money: tuple[str, ...], languages: set[str]
) -> None:
    org = an_org_of(name)
    settings = org.settings
    assert (settings.country, settings.locale, settings.timezone, settings.currency) == money
    assert all(set(template.bodies) == languages for template in org.templates.values())


def test_every_business_is_here() -> None:
    assert presets.names() == ["cafe", "dairy", "grocer", "roaster", "umrah"]


@pytest.mark.item("S004-06", "S004-19")
def test_the_cafe_has_its_tiers_points_win_backs_and_templates() -> None:
    org = an_org_of("cafe")
    settings = org.settings
    assert [tier.name for tier in settings.loyalty.tiers] == ["silver", "gold", "platinum"]
    assert settings.loyalty.earn == EarnRule(per_amount=Decimal(100), points=1)
    assert set(org.automations) == {"dessert_10", "tier_upgrade", "winback_30", "winback_60"}
    assert list(org.segments) == ["first_time", "high_spenders", "inactive_30", "inactive_60", "regulars"]
    assert settings.channels == ("push", "whatsapp", "sms", "email")
    assert {id: (each.purpose, each.resend) for id, each in org.templates.items()} == {
        "dessert_10": ("transactional", True),
        "tier_upgrade": ("transactional", True),
        "winback_30": ("marketing", False),
        "winback_60": ("marketing", False),
    }


@pytest.mark.item("S000-38")
def test_the_roaster_s_members_rise_above_a_threshold_and_not_at_it() -> None:
    org = an_org_of("roaster")
    assert [tier(org, spend=spend) for spend in (0, 2_500_000, 2_500_001, 10_000_000, 10_000_001)] == [
        "member",
        "member",
        "silver",
        "silver",
        "gold",
    ]
    assert points_by_rule(org, 10**9) == 0


@pytest.mark.item("S000-50", "S000-51")
@pytest.mark.parametrize(
    ("group", "channels"),
    [("b2b", ("whatsapp", "email", "push")), ("b2c", ("push", "whatsapp", "email"))],
)
def test_the_roaster_writes_to_businesses_and_people_in_their_order(group: str, channels: Any) -> None:
    org = an_org_of("roaster")
    assert tuple(channels_for(org.settings, a_customer(customer_group=group), "marketing")) == channels
    assert org.settings.channels == ("push", "whatsapp", "email")


@pytest.mark.item("S001-57", "S001-58", "S001-59")
@pytest.mark.parametrize(
    ("orders", "spend", "expected"),
    [
        (2, 4_999, None),
        (3, 0, "silver"),
        (0, 5_000, "silver"),
        (5, 11_999, "silver"),
        (6, 0, "gold"),
        (0, 12_000, "gold"),
        (11, 24_999, "gold"),
        (12, 0, "permanent"),
        (0, 25_000, "permanent"),
    ],
)
def test_the_grocer_s_members_rise_by_orders_or_by_spend(
    orders: int, spend: int, expected: str | None
) -> None:
    assert tier(an_org_of("grocer"), orders=orders, spend=spend) == expected


@pytest.mark.item("S001-66")
@pytest.mark.parametrize(
    ("name", "days"),
    [("cafe", [30, 60]), ("grocer", [30, 60, 90]), ("roaster", [31]), ("dairy", [45]), ("umrah", [])],
)
def test_each_business_writes_after_its_days_of_silence(name: str, days: list[int]) -> None:
    customer = a_customer(stats={"orders": 1, "last_order_at": NOON})
    due = with_due(an_org_of(name), None, customer, now=NOON).due
    found = sorted(at - NOON for reason, at in due.items() if reason.startswith("auto:winback"))
    assert found == [timedelta(days=each) for each in days]


@pytest.mark.parametrize(
    ("temperature", "channels"),
    [
        ("hot", ("whatsapp",)),
        ("warm", ("whatsapp", "sms")),
        ("cold", ("sms",)),
        (None, ("whatsapp", "sms", "email")),
    ],
)
def test_the_grocer_writes_by_temperature(temperature: str | None, channels: Any) -> None:
    customer = a_customer(engagement={"temperature": temperature})
    assert tuple(channels_for(an_org_of("grocer").settings, customer, "marketing")) == channels


@pytest.mark.item("S001-16", "S002-17", "S002-19")
@pytest.mark.parametrize(
    ("name", "moves"),
    [
        ("grocer", [(16, "warm new"), (30, "warm at_risk"), (39, "cold at_risk"), (90, "cold churned")]),
        ("roaster", [(30, "warm at_risk"), (36, "cold at_risk"), (90, "cold churned")]),
        ("dairy", [(1, "warm new"), (11, "cold new"), (21, "cold at_risk"), (60, "cold churned")]),
    ],
)
def test_each_business_scores_its_customers_and_time_moves_them(
    name: str, moves: list[tuple[int, str]]
) -> None:
    org, now, found = an_org_of(name), NOON, []
    stats = {"orders": 4, "first_order_at": NOON, "last_order_at": NOON, "last_activity_at": NOON}
    customer = a_customer(stats=stats, birthday="02-03")
    while (at := next_change(org, customer, now)) is not None:
        engagement, now = scored(org, customer, at), at
        found.append(((at - NOON).days, f"{engagement.temperature} {engagement.lifecycle_stage}"))
    assert found == moves


def test_the_cafe_and_the_agency_keep_no_scores() -> None:
    assert [an_org_of(name).settings.scoring for name in ("cafe", "umrah")] == [None, None]


@pytest.mark.item("S002-49")
def test_the_dairy_gives_points_by_rule_value_and_tiers_for_points_or_orders() -> None:
    org = an_org_of("dairy")
    assert points_by_rule(org, 12_345_00) == 123
    assert [tier(org, points=points) for points in (0, 500, 2000)] == ["bronze", "silver", "gold"]
    assert [tier(org, orders=orders) for orders in (9, 10, 40)] == ["bronze", "silver", "gold"]


@pytest.mark.item("S002-49", "S002-51")
def test_the_dairy_gives_points_by_rule_ten_orders_rewards_for_points_and_lets_them_go_after_a_year() -> None:
    loyalty = an_org_of("dairy").settings.loyalty
    assert loyalty.frequency == FrequencyRule(every=10, points=50)
    assert loyalty.expiry == ExpiryRule(after="365d", warn="30d", gather_days=30)
    assert [(each.id, each.points) for each in loyalty.rewards] == [("crate", 250), ("ghee", 600)]


def test_the_grocer_has_an_offer_for_each_month_and_each_code_is_one_s() -> None:
    offers = an_org_of("grocer").offers
    assert {id: (each.kind, each.code) for id, each in offers.items()} == {
        "first_order_10": ("percent", "FIRST10"),
        "rice_spice": ("buy_x_get_y", "RICESPICE"),
        "oil_combo": ("buy_x_get_y", "OILCOMBO"),
        "seasonal_pack": ("bundle", "SEASON"),
        "referral_bonus": ("amount", None),
        "card_launch": ("percent", "CARD"),
        "new_product_trial": ("percent", "TRYNEW"),
        "buy_more_save_more": ("percent", "MORE"),
        "free_delivery": ("free_delivery", "FREEDEL"),
        "festival_combo": ("bundle", "FESTIVAL"),
        "loyal_coupon": ("percent", "LOYAL15"),
        "permanent_card": ("percent", "PERMANENT"),
    }
    assert all(each.enabled and not each.conditions.starts_on for each in offers.values())


@pytest.mark.item("S001-68")
def test_the_grocer_gives_two_percent_of_a_bill_back_and_keeps_no_points() -> None:
    org = an_org_of("grocer")
    assert cashback_under(cashback_now(org, "gold"), 123_456) == 2_469
    assert (org.settings.loyalty.earn, org.settings.loyalty.expiry) == (None, None)


@pytest.mark.item("S004-18")
def test_the_cafe_gives_a_coffee_or_a_dessert_for_points() -> None:
    rewards = an_org_of("cafe").settings.loyalty.rewards
    assert [(each.id, each.points) for each in rewards] == [("coffee", 20), ("dessert", 40)]


def test_the_agency_writes_on_whatsapp_alone_and_has_no_loyalty() -> None:
    settings = an_org_of("umrah").settings
    assert (settings.channels, settings.features.crm, settings.features.loyalty) == (
        ("whatsapp",),
        True,
        False,
    )
    assert an_org_of("umrah").automations == {}


@pytest.mark.item("S003-16", "S003-18")
def test_the_agency_sells_the_package_that_the_seed_names_and_others() -> None:
    org = an_org_of("umrah")
    hemat = org.packages["umr_mar_2025_hemat"]
    assert (hemat.code, hemat.name) == ("UMR_MAR_2025_HEMAT", "Paket Umroh Maret 2025 Hemat")
    assert (org.in_major(hemat.price_minor), hemat.departs_on) == (Decimal(25_000_000), date(2025, 3, 15))
    assert hemat.duration_days == 9
    assert {id: each.code.lower() for id, each in org.packages.items()} == {id: id for id in org.packages}
    for package in org.packages.values():
        assert {"brochure", "itinerary"} <= package.all_media.keys()
        for texts in (package.key_features, package.hotel, package.inclusions, package.payment_terms):
            assert set(texts) == {"id", "en"}


@pytest.mark.item("S003-20")
def test_the_agency_answers_what_customers_ask_in_both_languages() -> None:
    faqs = an_org_of("umrah").faqs
    assert {"visa", "passport", "hotel_distance"} <= faqs.keys()
    assert all(set(faq.questions) == set(faq.answer) == {"id", "en"} for faq in faqs.values())


@pytest.mark.parametrize("name", presets.names())
def test_no_business_writes_at_night(name: str) -> None:
    quiet = an_org_of(name).settings.messages.quiet_hours
    assert quiet is not None
    assert (quiet.start >= time(20), quiet.end <= time(9)) == (True, True)


@pytest.mark.item("S001-83")
@pytest.mark.parametrize(
    ("template", "variables", "text"),
    [
        (
            "reminder",
            {"product": "চাল", "quantity": "৫ কেজি"},
            "আসসালামু আলাইকুম, আপনার আগের চাল প্রায় শেষ হওয়ার কথা। আজ অর্ডার দিলে ডেলিভারি দ্রুত পাবেন। "
            "আপনি কি আবার ৫ কেজি নেবেন?",
        ),
        (
            "cross_sell",
            {"product": "চাল", "other_product": "মশলা"},
            "আপনি চাল নিয়েছেন—এই সপ্তাহে মশলায় বিশেষ ছাড় চলছে। চাইলে ২/৩টা মশলা কম্বো সাজেস্ট করতে পারি।",
        ),
        (
            "winback",
            {"days": 30, "coupon": "WELCOME_BACK", "coupon_percent": 5, "coupon_until": "2025-02-08"},
            "আপনাকে অনেকদিন অর্ডারে পাইনি। ফিরে আসার জন্য এই কুপনটি ব্যবহার করুন: WELCOME_BACK"
            " (৫% ছাড়, ৮ ফেব্রুয়ারী, ২০২৫ পর্যন্ত)",
        ),
        (
            "tier_upgrade",
            {"tier": "silver", "points": 0, "discount": 5},
            "অভিনন্দন! আপনি Silver Member হয়েছেন—পরের অর্ডারে ৫% ছাড় পাবেন।",
        ),
        (
            "tier_upgrade",
            {"tier": "gold", "points": 0, "discount": 7},
            "অভিনন্দন! আপনি Gold Member হয়েছেন—পরের অর্ডারে ৭% ছাড় পাবেন।",
        ),
    ],
)
def test_the_grocer_writes_in_bengali_as_it_has_written_down(
    template: str, variables: Variables, text: str
) -> None:
    assert render(an_org_of("grocer"), template, locale="bn-BD", variables=variables) == text


@pytest.mark.parametrize(
    ("name", "template", "locale", "text"),
    [
        (
            "roaster",
            "membership_upgrade",
            "id-ID",
            "Selamat! Anda kini anggota Gold di The Business. Terima kasih atas kepercayaan Anda.",
        ),
        (
            "roaster",
            "membership_upgrade",
            "de-DE",
            "Selamat! Anda kini anggota Gold di The Business. Terima kasih atas kepercayaan Anda.",
        ),
        (
            "roaster",
            "winback_30",
            "en-GB",
            "It has been 30 days since your last order at The Business. Show this message for 10% off your next one.",
        ),
        (
            "dairy",
            "tier_upgrade",
            "hi-IN",
            "अब आप The Business के Gold ग्राहक हैं। आपके 500 पॉइंट हैं। धन्यवाद!",
        ),
        (
            "dairy",
            "winback_45",
            "ta-IN",
            "It has been 30 days since your last order from The Business. Your next one comes with 10% off.",
        ),
        (
            "dairy",
            "points_expiring",
            "en-IN",
            "250 of your points at The Business expire from 9 January 2027 on. You have 500: our people tell you what"
            " they are good for.",
        ),
        (
            "dairy",
            "points_expiring",
            "hi-IN",
            "The Business में आपके 250 पॉइंट 9 जनवरी 2027 से समाप्त होने लगेंगे। आपके पास 500 पॉइंट हैं: "
            "हमारे प्रतिनिधि बताएँगे कि इनसे क्या मिल सकता है।",
        ),
    ],
)
def test_a_business_writes_in_the_reader_s_language_or_in_its_own(
    name: str, template: str, locale: str, text: str
) -> None:
    variables: Variables = {"name": None, "tier": "gold", "points": 500, "days": 30, "percent": 10}
    variables = {**variables, "expiring_points": 250, "expires_on": "2027-01-09"}
    assert render(an_org_of(name), template, locale=locale, variables=variables) == text

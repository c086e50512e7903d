"""The eighteen of a coffee roaster, as the preset has them: each with the day before, its day and the day after.

Everything comes in by a door: a signed order, a command of a member. The clock starts at noon in Jakarta.
"""

from typing import Any

import pytest

from tests.scenarios.roaster import EMAIL, NOON, NOTHING, PIC_EMAIL, PIC_PHONE, Left, Roaster

BUYER, REP = "buyer-phone", "rep-phone"
BY_EMAIL_AND_PUSH = (("email", EMAIL), ("push", BUYER))
pytestmark = pytest.mark.begins(NOON, ticks=False)


@pytest.mark.item("S000-25")
def test_a_business_that_takes_coffee_is_reminded_after_more_than_30_days(roaster: Roaster) -> None:
    account = roaster.account()
    roaster.do("save_brand", brand_id="fox", customer_id=account, brand_name="Fox Coffee")
    roaster.location("fox", 1, kg=12.5)
    roaster.order("1", roaster.ago(days=30), source="b2b")
    roaster.has_one_day("reorder_b2b", ("whatsapp", "reorder_b2b", PIC_PHONE), of_type="reorder_reminder")
    (words,) = roaster.words("reorder_b2b")
    assert words.startswith("Halo Budi, pesanan kopi terakhir Anda sudah lebih dari 30 hari")


@pytest.mark.item("S000-25")
def test_a_business_that_takes_no_coffee_is_not_reminded(roaster: Roaster) -> None:
    roaster.account()
    roaster.order("1", roaster.ago(days=30), source="b2b")
    roaster.pass_time("24h")
    roaster.pass_time("24h")
    assert roaster.left("reorder_b2b") == NOTHING


@pytest.mark.item("S000-26", "S002-53")
def test_sales_hears_of_a_won_account_that_is_silent_for_more_than_60_days(roaster: Roaster) -> None:
    account = roaster.account()
    deal = {"title": "Biji", "stage": "won", "close_reason": "price"}
    roaster.do("change_opportunity", customer_id=account, **deal)
    roaster.order("1", roaster.ago(days=60), source="b2b")
    roaster.has_one_day("churn_alert", ("push", "churn_alert", REP), of_type="churn_risk_alert")
    (words,) = roaster.words("churn_alert")
    assert words.startswith("Fox Coffee tidak memesan dan tidak dihubungi selama lebih dari 60 hari")


@pytest.mark.item("S000-26")
def test_an_account_that_is_not_won_or_was_called_is_no_risk(roaster: Roaster) -> None:
    account = roaster.account()
    roaster.order("1", roaster.ago(days=60), source="b2b")
    roaster.pass_time("24h")
    assert roaster.left("churn_alert") == NOTHING
    deal = {"title": "Biji", "stage": "won", "close_reason": "price"}
    roaster.do("change_opportunity", customer_id=account, **deal)
    visit = {"interaction_type": "visit", "interaction_source": "b2b_sales", "customer_id": account}
    roaster.do("record_interaction", by_uid="rep", **visit)
    roaster.pass_time("24h")
    assert roaster.left("churn_alert") == NOTHING


@pytest.mark.item("S000-27", "S002-34")
def test_a_follow_up_is_told_to_who_agreed_it_on_its_morning(roaster: Roaster) -> None:
    account = roaster.account()
    roaster.do(
        "record_interaction",
        by_uid="rep",
        interaction_type="visit",
        interaction_source="b2b_sales",
        customer_id=account,
        next_action="kirim sampel",
        next_action_on=roaster.today(days=1),
    )
    roaster.has_one_day(
        "follow_up_interaction", ("push", "follow_up_interaction", REP), of_type="auto_followup_reminder"
    )
    assert roaster.words("follow_up_interaction") == ["Hari ini dengan Fox Coffee: kirim sampel."]


@pytest.mark.item("S000-27")
def test_what_a_deal_needs_is_told_to_its_owner_and_nothing_of_one_that_is_lost(roaster: Roaster) -> None:
    account = roaster.account()
    deal = {"customer_id": account, "owner_uid": "rep", "next_action_on": roaster.today(days=1)}
    roaster.do("change_opportunity", opportunity_id="open", title="Biji", next_action="kirim sampel", **deal)
    lost = {"stage": "lost", "close_reason": "price"}
    roaster.do("change_opportunity", opportunity_id="lost", title="Mesin", **deal, **lost)
    roaster.has_one_day(
        "follow_up_opportunity", ("push", "follow_up_opportunity", REP), of_type="auto_followup_reminder"
    )
    assert roaster.words("follow_up_opportunity") == ["Hari ini untuk Biji dari Fox Coffee: kirim sampel."]


@pytest.mark.item("S000-28")
def test_a_contract_is_spoken_of_30_days_before_its_end(roaster: Roaster) -> None:
    account = roaster.account()
    days = {"starts_on": "2024-01-01", "ends_on": roaster.today(days=31)}
    roaster.do("save_contract", contract_id="beans", customer_id=account, title="Biji", **days)
    roaster.do("save_contract", contract_id="over", customer_id=account, is_cancelled=True, **days)
    roaster.has_one_day(
        "contract_renewal",
        ("email", "contract_renewal", PIC_EMAIL),
        ("push", "contract_renewal_alert", REP),
        of_type="auto_email_sent",
    )
    (words,) = roaster.words("contract_renewal_alert")
    assert words.startswith("Kontrak Biji Fox Coffee berakhir pada ")


@pytest.mark.item("S000-29")
def test_each_interaction_works_the_lead_score_out(roaster: Roaster) -> None:
    account = roaster.account()
    before = roaster.read(f"customers/{account}")["engagement"]["lead_score"]
    call = {"interaction_type": "call_outbound", "interaction_source": "b2b_sales", "customer_id": account}
    assert roaster.left("lead_score") == NOTHING
    roaster.do("record_interaction", by_uid="rep", **call)
    assert roaster.left("lead_score") == Left([], ["lead_score_updated"])
    assert roaster.read(f"customers/{account}")["engagement"]["lead_score"] > before
    roaster.pass_time("24h")
    assert roaster.left("lead_score") == Left([], ["lead_score_updated"])


@pytest.mark.item("S000-30")
def test_a_contact_of_an_account_is_wished_a_happy_birthday(roaster: Roaster) -> None:
    roaster.account(birthday=f"1990-{roaster.today(days=1)[5:]}")
    roaster.has_one_day("pic_birthday", ("whatsapp", "pic_birthday", PIC_PHONE), of_type="birthday_greeting")
    assert roaster.words("pic_birthday")[0].startswith("Selamat ulang tahun, Budi!")
    assert roaster.left("birthday") == NOTHING


@pytest.mark.item("S000-30", "S000-37")
def test_a_birthday_of_29_february_is_kept_on_the_28th_in_other_years(roaster: Roaster) -> None:
    roaster.account(birthday="02-29")
    roaster.go_before(2, 28)
    roaster.has_one_day("pic_birthday", ("whatsapp", "pic_birthday", PIC_PHONE), of_type="birthday_greeting")


@pytest.mark.item("S000-31")
def test_sales_hears_of_a_brand_s_new_location_and_not_of_its_first(roaster: Roaster) -> None:
    account = roaster.account()
    roaster.do("save_brand", brand_id="fox", customer_id=account, brand_name="Fox Coffee")
    roaster.location("fox", 1)
    roaster.pass_time("24h")
    assert roaster.left("new_location") == NOTHING
    roaster.location("fox", 2)
    expected = Left([("push", "new_location", REP)], ["auto_followup_reminder"])
    assert roaster.left("new_location") == expected
    roaster.location("fox", 2, kg=20)
    roaster.pass_time("24h")
    assert roaster.left("new_location") == expected
    assert roaster.words("new_location")[0].startswith("Fox Coffee kini punya 2 lokasi.")


@pytest.mark.item("S000-32")
def test_an_invoice_that_is_not_paid_on_its_day_is_told_the_day_after(roaster: Roaster) -> None:
    """A second one is paid on the day that it is due, and brings nothing."""
    account = roaster.account()
    roaster.do("save_legal_entity", legal_entity_id="pt", customer_id=account, legal_name="PT Fox")
    bill: dict[str, Any] = {"legal_entity_id": "pt", "due_on": roaster.today(), "total_minor": 90_000_000}
    roaster.do("record_invoice", invoice_id="late", number="INV-1", **bill)
    roaster.do("record_invoice", invoice_id="paid", number="INV-2", **bill)
    roaster.do("record_invoice", invoice_id="paid", paid_minor=90_000_000)
    roaster.has_one_day(
        "invoice_overdue",
        ("email", "invoice_overdue", PIC_EMAIL),
        ("email", "invoice_overdue_alert", "finance@example.com"),
        of_type="auto_email_sent",
    )
    (words,) = roaster.words("invoice_overdue")
    assert "tagihan INV-1 dari Kopi jatuh tempo pada" in words
    assert "Rp900.000,00" in words


@pytest.mark.item("S000-28", "S000-32")
def test_what_is_entered_after_its_day_is_told_once_in_minutes(roaster: Roaster) -> None:
    account = roaster.account()
    roaster.do("save_legal_entity", legal_entity_id="pt", customer_id=account, legal_name="PT Fox")
    bill = {"invoice_id": "old", "legal_entity_id": "pt", "due_on": roaster.today(days=-10)}
    roaster.do("record_invoice", **bill, total_minor=90_000_000)
    contract = {"starts_on": "2024-01-01", "ends_on": roaster.today(days=10)}
    roaster.do("save_contract", contract_id="beans", customer_id=account, **contract)
    roaster.firebase.advance("3m")
    roaster.firebase.idle()
    told = [roaster.left("invoice_overdue"), roaster.left("contract_renewal")]
    assert [len(each.messages) for each in told] == [2, 2]
    roaster.pass_time("24h")
    assert [roaster.left("invoice_overdue"), roaster.left("contract_renewal")] == told


@pytest.mark.item("S000-33")
def test_sales_hears_of_an_account_that_buys_less_than_half_of_its_usual(roaster: Roaster) -> None:
    roaster.account()
    roaster.go_before(3, 1)
    for number, (days, total) in enumerate(((105, "900000"), (75, "900000"), (40, "900000"), (10, "449999"))):
        roaster.order(str(number), roaster.ago(days=days), total=total, source="b2b")
    roaster.has_one_day("consumption_drop", ("push", "consumption_drop", REP), of_type="churn_risk_alert")


@pytest.mark.item("S000-33")
def test_half_of_the_usual_is_no_drop(roaster: Roaster) -> None:
    roaster.account()
    roaster.go_before(3, 1)
    for number, (days, total) in enumerate(((105, "900000"), (75, "900000"), (40, "900000"), (10, "450000"))):
        roaster.order(str(number), roaster.ago(days=days), total=total, source="b2b")
    roaster.pass_time("24h")
    assert roaster.left("consumption_drop") == NOTHING


@pytest.mark.item("S000-34")
def test_a_first_order_is_welcomed_in_three_parts(roaster: Roaster) -> None:
    roaster.buyer()
    assert roaster.left("welcome") == NOTHING
    roaster.order("1")
    parts = ("welcome", "welcome_brewing", "welcome_second_order")
    for number, days in ((1, 2), (2, 3), (3, 5)):
        sent = sorted((c, part, to) for part in parts[:number] for c, to in BY_EMAIL_AND_PUSH)
        expected = Left(sent, ["auto_email_sent"] * number)
        assert roaster.left("welcome") == expected, "the day"
        roaster.pass_time(f"{24 * days}h")
        assert roaster.left("welcome") == expected, "until the next one"
        roaster.pass_time("24h")


@pytest.mark.item("S000-34")
@pytest.mark.parametrize("status", ["paid", "cancelled"])
def test_a_welcome_ends_where_they_buy_again_or_the_order_is_undone(roaster: Roaster, status: str) -> None:
    roaster.buyer()
    roaster.order("1")
    began = roaster.left("welcome")
    assert len(began.messages) == 2
    roaster.pass_time("24h")
    roaster.order("1" if status == "cancelled" else "2", status=status)
    for _ in range(8):
        roaster.pass_time("24h")
    assert roaster.left("welcome") == began


@pytest.mark.item("S000-35")
def test_who_bought_coffee_is_reminded_after_more_than_14_days(roaster: Roaster) -> None:
    roaster.buyer()
    beans = {"product_id": "beans", "category": "Coffee Beans", "quantity": "1", "unit_price": "100000"}
    roaster.order("1", roaster.ago(days=14, hours=1), lines=[beans])
    roaster.has_one_day("reorder_b2c", ("push", "reorder_b2c", BUYER), of_type="reorder_reminder")


@pytest.mark.item("S000-35")
def test_who_bought_a_mug_needs_no_other_one(roaster: Roaster) -> None:
    roaster.buyer()
    roaster.order("1", roaster.ago(days=14, hours=1))
    roaster.pass_time("24h")
    roaster.pass_time("24h")
    assert roaster.left("reorder_b2c") == NOTHING


@pytest.mark.item("S000-36", "S001-09")
def test_a_cart_is_spoken_of_an_hour_after_it_was_left_and_not_when_it_is_checked_out(
    roaster: Roaster,
) -> None:
    """By the task of its minute: no tick comes. Of the others one is checked out at minute 59, one's buyer ordered by
    another way, and one is empty.
    """
    item = {"product_id": "beans", "name": "Biji", "quantity": 2, "price_minor": 9_000_000}
    for number, cart in enumerate(("left", "bought", "ordered", "empty")):
        own = {"phone": f"+1202555012{number}", "email": f"{cart}@example.com"}
        id = roaster.do("change_customer", name="Sari", locale="id", **own)["customer_id"]
        consent: dict[str, Any] = {
            "channel": "email",
            "purposes": ["marketing"],
            "granted": True,
            "how": "in_person",
        }
        roaster.do("give_consent", customer_id=id, **consent)
        roaster.do("register_device", customer_id=id, token=cart)
        items = [item] if cart != "empty" else []
        roaster.do("change_cart", cart_id=cart, customer_id=id, items=items)
    roaster.order("1", customer={"phone": "+12025550122"})
    roaster.firebase.advance("59m")
    assert roaster.left("cart_abandoned") == NOTHING
    bought = roaster.read("carts/bought")["customer_id"]
    roaster.do("change_cart", cart_id="bought", customer_id=bought, checked_out_at=roaster.now().isoformat())
    roaster.firebase.advance("2m")
    roaster.firebase.idle()
    sent = [("email", "cart_abandoned", "left@example.com"), ("push", "cart_abandoned", "left")]
    assert roaster.left("cart_abandoned") == Left(sent, ["campaign_triggered"])
    assert roaster.words("cart_abandoned")[0].startswith("Sari, Biji seharga Rp180.000,00 masih menunggu")
    roaster.pass_time("24h")
    assert roaster.left("cart_abandoned") == Left(sent, ["campaign_triggered"])


@pytest.mark.item("S000-37", "S001-21", "S002-52")
@pytest.mark.parametrize(("automation", "days"), [("birthday_in_7_days", 8), ("birthday", 1)])
def test_a_birthday_brings_a_voucher_a_week_before_and_on_the_day(
    roaster: Roaster, automation: str, days: int
) -> None:
    roaster.buyer(birthday=f"1990-{roaster.today(days=days)[5:]}")
    roaster.has_one_day(
        automation,
        ("push", automation, BUYER),
        ("email", automation, EMAIL),
        of_type="birthday_greeting",
    )
    ((code, coupon),) = roaster.all("coupons").items()
    assert (coupon["percent"], coupon["automation_id"]) == (15, automation)
    assert all(words.endswith(f": {code}") for words in roaster.words(automation))


@pytest.mark.item("S000-38")
def test_a_member_rises_above_the_threshold_and_not_at_it(roaster: Roaster) -> None:
    roaster.buyer()
    roaster.order("1", total="2500000")
    assert roaster.left("membership_upgrade") == NOTHING
    roaster.pass_time("24h")
    roaster.order("2", total="1")
    sent = [("email", "membership_upgrade", EMAIL), ("push", "membership_upgrade", BUYER)]
    assert roaster.left("membership_upgrade").messages == sent
    roaster.pass_time("24h")
    roaster.order("3", total="1")
    assert roaster.left("membership_upgrade").messages == sent
    assert len(roaster.left("membership_upgrade").types) == 1


@pytest.mark.item("S000-39")
def test_who_has_not_bought_for_more_than_30_days_is_won_back_by_mail(roaster: Roaster) -> None:
    roaster.buyer()
    roaster.order("1", roaster.ago(days=30, hours=1))
    roaster.has_one_day("winback_30", ("email", "winback_30", EMAIL), of_type="campaign_triggered")


@pytest.mark.item("S000-40")
def test_a_review_is_asked_for_3_days_after_the_delivery_and_of_no_order_that_came_back(
    roaster: Roaster,
) -> None:
    roaster.buyer()
    order = {"status": "delivered", "ordered_at": roaster.ago(days=5).isoformat()}
    delivered = roaster.ago(days=2, hours=1)
    roaster.order("1", delivered, **order)
    roaster.order("2", delivered, **order)
    roaster.order("2", ordered_at=order["ordered_at"], status="refunded", refunded_total="100000")
    roaster.has_one_day("review_request", ("push", "review_request", BUYER), of_type="campaign_triggered")


@pytest.mark.item("S000-41")
def test_who_wishes_for_a_product_hears_that_it_costs_less(roaster: Roaster) -> None:
    buyer = roaster.buyer()
    roaster.do("change_product", product_id="grinder", name="Penggiling", price_minor=90_000_000)
    wish = {"product_id": "grinder", "price_minor": 90_000_000}
    roaster.do("change_wishlist", customer_id=buyer, items=[wish])
    roaster.do("change_product", product_id="grinder", price_minor=95_000_000)
    roaster.pass_time("24h")
    assert roaster.left("wishlist_price_drop") == NOTHING
    roaster.do("change_product", product_id="grinder", price_minor=80_000_000)
    roaster.pass_time("3m")
    expected = Left([("push", "wishlist_price_drop", BUYER)], ["campaign_triggered"])
    assert roaster.left("wishlist_price_drop") == expected
    assert roaster.words("wishlist_price_drop") == ["Sari, Penggiling kini Rp800.000,00."]
    roaster.pass_time("24h")
    assert roaster.left("wishlist_price_drop") == expected


@pytest.mark.item("S000-42")
def test_who_waits_for_a_product_hears_once_that_it_is_back(roaster: Roaster) -> None:
    buyer = roaster.buyer()
    roaster.do("change_product", product_id="grinder", name="Penggiling", stock=0)
    roaster.do("watch_stock", customer_id=buyer, product_id="grinder")
    roaster.pass_time("24h")
    assert roaster.left("back_in_stock") == NOTHING
    roaster.do("change_product", product_id="grinder", stock=3)
    roaster.pass_time("3m")
    sent = [("email", "back_in_stock", EMAIL), ("push", "back_in_stock", BUYER)]
    assert roaster.left("back_in_stock").messages == sent
    roaster.do("change_product", product_id="grinder", stock=0)
    roaster.do("change_product", product_id="grinder", stock=9)
    roaster.pass_time("24h")
    assert roaster.left("back_in_stock").messages == sent
    assert len(roaster.left("back_in_stock").types) == 1

"""Offers, quotes and unique codes over the staff API."""

from typing import Any

from functions.domain.offers.documents import CODES_A_PAGE
from tests.staff_api import StaffApi

TEN: dict[str, Any] = {"name": "Ten <off>", "kind": "percent", "percent": 10}
LINES = [{"product_id": "latte", "quantity": "2", "unit_price": "150.00"}]


def test_an_offer_is_saved_read_and_quoted(asked: StaffApi) -> None:
    assert asked.ask("PUT", "offers/ten", TEN | {"code": "TEN"}).status_code == 200
    read = asked.ask("GET", "offers/ten").json
    assert read is not None
    assert (read["code"], read["revision"]) == ("TEN", 1)
    quote = asked.ask("POST", "coupons/t-e-n/quote", {"lines": LINES}).json
    assert quote is not None
    assert (quote["offer_id"], quote["discount_minor"], quote["to_pay_minor"]) == ("ten", 3_000, 27_000)
    refused = asked.ask("POST", "coupons/ten/quote", {"lines": []})
    assert refused.status_code == 400
    assert refused.json is not None
    assert [each["path"] for each in refused.json["fields"]] == ["lines"]


def test_a_wrong_offer_is_refused_at_its_field(asked: StaffApi) -> None:
    refused = asked.ask("PUT", "offers/ten", TEN | {"amount_minor": 5})
    assert refused.status_code == 400
    assert "does not go with percent" in refused.text
    assert not asked.backend.all("offers").get("ten")


def test_codes_are_made_once_and_handed_out_as_a_file_and_on_paper(asked: StaffApi) -> None:
    asked.ask("PUT", "offers/leaflet", TEN)
    ask = {"offer_id": "leaflet", "batch_id": "may", "count": 3, "valid_until": "2025-05-31T00:00:00Z"}
    first, again = (asked.ask("POST", "coupon_batches", ask) for _ in range(2))
    assert first.status_code == again.status_code == 201
    assert first.headers["Location"] == "coupon_batches/may"
    shown = asked.ask("GET", "coupon_batches/may").json
    assert shown is not None
    assert (shown["made"], shown["redeemed"], shown["name"]) == (3, 0, "Ten <off>")
    file = asked.ask("GET", "coupon_batches/may/codes")
    assert file.content_type == "text/csv; charset=utf-8"
    codes = [row.split(",")[0] for row in file.text.split("\r\n")[1:-1]]
    assert sorted(codes) == sorted(
        id for id, each in asked.backend.all("coupons").items() if each.get("batch_id") == "may"
    )
    sheet = asked.ask("GET", "coupon_batches/may/sheet")
    assert sheet.content_type == "text/html; charset=utf-8"
    assert sheet.text.count("<svg") == 3
    assert all(f"<b>{code}</b>" in sheet.text for code in codes)
    assert "Ten &lt;off&gt;<br><i>2025-05-31</i>" in sheet.text
    assert asked.ask("GET", "coupon_batches/may/sheet?start=2").text.count("<svg") == 1
    assert asked.ask("GET", "coupon_batches/may/sheet?start=-1").status_code == 400


def test_a_batch_is_no_file_until_all_of_it_is_made(asked: StaffApi) -> None:
    asked.ask("PUT", "offers/leaflet", TEN)
    ask = {"offer_id": "leaflet", "batch_id": "june", "count": CODES_A_PAGE + 1}
    assert asked.ask("POST", "coupon_batches", ask).status_code == 201
    assert asked.ask("GET", "coupon_batches/june/codes").status_code == 409
    assert asked.ask("GET", "coupon_batches/none/codes").status_code == 404
    listed = asked.ask("GET", "coupon_batches").json
    assert listed is not None
    assert {each["id"] for each in listed["items"]} == {"june", "flyers"}


def test_a_campaign_names_an_offer_that_there_is(asked: StaffApi) -> None:
    campaign = {"name": "May", "offer": "Ten off", "offer_id": "may"}
    refused = asked.ask("POST", "campaigns", campaign)
    assert (refused.status_code, "names no offer" in refused.text) == (400, True)
    asked.ask("PUT", "offers/may", TEN)
    assert asked.ask("POST", "campaigns", campaign).status_code == 201

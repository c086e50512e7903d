"""A system of the business's own brings customers' messages, at both of its paths, and the assistant answers by the
provider that serves the business's WhatsApp.
"""

import json
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.scenarios.agency import CODE, Agency, text_of
from tests.scenarios.shop import Answer, Shop
from tests.scenarios.test_umrah import agency

__all__ = ["agency"]
PATHS = {"hooks": "whatsapp", "api": "whatsapp/webhook"}
JAKARTA = ZoneInfo("Asia/Jakarta")
DOORS = pytest.mark.parametrize("door", sorted(PATHS))
BY_WAHA = pytest.mark.parametrize("agency", ["waha"], indirect=True)


def body_of(shop: Shop, **changes: Any) -> bytes:
    """The seed's body, of this moment by the clock of Jakarta."""
    at = shop.now().astimezone(JAKARTA).strftime("%Y-%m-%d %H:%M:%S")
    body = {"from": "6281234567890", "body": CODE, "timestamp": at, "message_id": "wamid.xxx"}
    return json.dumps(body | changes).encode()


def says(agency: Agency, door: str = "hooks", **changes: Any) -> Answer:
    shop = agency.shop
    return shop.post_raw(body_of(shop, **changes), path=f"/{shop.id}/{PATHS[door]}", door=door)


def answered(agency: Agency) -> list[str]:
    agency.shop.firebase.advance("3s")
    agency.shop.firebase.idle()
    return [text_of(asked.content) for asked in agency.stub.asked]


@pytest.mark.item("S003-26")
def test_the_seed_s_body_has_one_answer_by_the_business_s_provider(agency: Agency) -> None:
    first, again = says(agency), says(agency, "api")
    assert (first.status, again.status) == (201, 200)
    assert first.json == again.json | {"replayed": False}
    assert first.json["message_id"] == "wamid.xxx"
    assert agency.chat["provider"] == agency.wire.provider
    (text,) = answered(agency)
    assert "Harga: Rp 25.000.000" in text
    assert (agency.chat["phase"], agency.chat["campaign_code"]) == ("leads", CODE)
    (turn,) = agency.turns
    assert [each["text"] for each in turn["messages"]] == [CODE]


@pytest.mark.item("S003-26", "S003-42")
@BY_WAHA
def test_a_burst_has_one_answer_even_where_every_event_comes_twice(agency: Agency) -> None:
    agency.shop.firebase.faults(duplicate_events=1.0, lose_answers=0.2, seed=3)
    for number, text in enumerate(("Assalamualaikum", CODE, "hotelnya dekat haram?")):
        assert says(agency, body=text, message_id=f"wamid.{number}").status in (200, 201)
    (text,) = answered(agency)
    assert "Rp 25.000.000" in text
    assert len(agency.turns[0]["messages"]) == 3


@BY_WAHA
def test_one_that_waited_on_its_way_is_kept_and_not_answered(agency: Agency) -> None:
    assert says(agency, timestamp="2025-01-20 10:30:00").status == 201
    assert answered(agency) == []
    (message,) = agency.shop.all(
        f"conversations/{next(iter(agency.shop.all('conversations')))}/messages"
    ).values()
    assert message["unanswered"] == "too_old"


@pytest.mark.item("S003-26")
@DOORS
@BY_WAHA
def test_files_and_the_ad_are_kept_and_a_wrong_one_is_a_warning(agency: Agency, door: str) -> None:
    media = [{"type": "image", "url": "https://example.com/a.jpg"}, {"type": "video"}]
    answer = says(agency, door, media=media, ad="120")
    assert (answer.status, [each["path"] for each in answer.json["warnings"]]) == (201, ["media.1.url"])
    place = answer.json["conversation_id"]
    (message,) = agency.shop.all(f"conversations/{place}/messages").values()
    assert [each["kind"] for each in message["media"]] == ["image"]
    answered(agency)
    assert agency.chat["ad_id"] == "120"


@pytest.mark.item("S003-26")
@DOORS
@BY_WAHA
def test_each_wrong_request_is_answered_by_its_reason_and_stores_nothing(agency: Agency, door: str) -> None:
    shop, path = agency.shop, f"/{agency.shop.id}/{PATHS[door]}"
    wrong = says(agency, door, timestamp="soon", message_id=None)
    assert (wrong.status, wrong.json["error"]["code"]) == (400, "invalid_message")
    assert [each["path"] for each in wrong.json["error"]["fields"]] == ["timestamp", "message_id"]
    body = body_of(shop)
    asked: dict[int, dict[str, Any]] = {
        401: {"signed": "sha256=" + "0" * 64},
        415: {"content_type": "text/plain"},
        405: {"method": "GET"},
    }
    for status, how in asked.items():
        assert shop.post_raw(body, path=path, door=door, **how).status == status
    assert shop.post_raw(body, path=path, door=door, signed="").status == 401
    assert shop.post_raw(body, path=f"/no-such-org/{PATHS[door]}", door=door).status == 401
    assert shop.post_raw(b"{", path=path, door=door).status == 415
    large = body_of(shop, more="x" * 70_000)
    assert shop.post_raw(large, path=path, door=door).status == 413
    assert shop.all("conversations") == {}


@pytest.mark.item("S003-24")
def test_a_package_s_image_pdf_film_and_map_go_out_by_each_provider(agency: Agency) -> None:
    said = [agency.asks(text)[0] for text in (CODE, "ya", "ada video testimoni?", "lokasi hotelnya?")]
    bodies = [asked.body.decode() for asked in agency.stub.asked]
    for body, file in zip(bodies, ("hemat.jpg", "hemat.pdf", "testimoni.mp4"), strict=False):
        assert file in body
    assert said[2:] == [
        "Cerita jamaah kami",
        "Masjidil Haram\nhttps://www.google.com/maps/search/?api=1&query=21.4225,39.8262",
    ]

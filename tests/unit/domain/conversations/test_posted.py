"""A system of the business's own brings what a customer wrote: the seed's body, and what may stand beside it."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from functions.domain.conversations.posted import ParsedMessage, parse_message
from functions.domain.conversations.posting import ChatReceipt, post_message
from functions.domain.kernel.errors import Malformed
from functions.domain.providers.events import InboundMessage, MediaRef, Sender
from functions.domain.settings.business import Settings
from tests.chats import MORNING, Chats, an_agency
from tests.memory import Billed, a_store, run

CODE = "UMR_MAR_2025_HEMAT"
BODY = {
    "from": "6281234567890",
    "body": CODE,
    "timestamp": "2025-01-25 10:30:00",
    "message_id": "wamid.xxx",
}
IMAGE = {"type": "image", "url": "https://example.com/receipt.jpg"}
PLACE = {"type": "location", "latitude": -6.2, "longitude": 106.8}


def parsed(**changes: Any) -> ParsedMessage:
    return parse_message(an_agency(), BODY | changes, MORNING + timedelta(seconds=2))


def faults(**changes: Any) -> list[str]:
    with pytest.raises(Malformed) as refused:
        parsed(**changes)
    return [fault.path for fault in refused.value.faults]


@pytest.mark.item("S003-26")
def test_the_seed_s_body_is_the_event_that_a_provider_s_callback_is() -> None:
    assert parsed() == ParsedMessage(
        message=InboundMessage(
            provider="webhook",
            channel="whatsapp",
            id="wamid.xxx",
            at=datetime(2025, 1, 25, 3, 30, tzinfo=UTC),
            origin="customer",
            kind="text",
            sender=Sender(phone="+6281234567890"),
            text=CODE,
        )
    )


@pytest.mark.item("S003-26")
@pytest.mark.parametrize(
    "timestamp",
    [
        "2025-01-25 10:30:00",
        "2025-01-25T10:30:00",
        " 2025-01-25 10:30 ",
        "2025-01-25T03:30:00Z",
        "2025-01-25T09:00:00+05:30",
        1737775800,
        1737775800000,
    ],
)
def test_a_timestamp_without_a_zone_is_by_the_business_s_clock(timestamp: Any) -> None:
    assert parsed(timestamp=timestamp).message.at == MORNING


@pytest.mark.parametrize("timestamp", ["2031-01-25 10:30:00", "2001-01-25 10:30:00"])
def test_an_instant_that_cannot_be_right_is_that_of_the_receipt(timestamp: str) -> None:
    message = parsed(timestamp=timestamp).message
    assert message.at == MORNING + timedelta(seconds=2)
    assert message.extra["left_out"][0]["path"] == "timestamp"


@pytest.mark.parametrize(
    ("given", "phone"),
    [
        ("6281234567890", "+6281234567890"),
        ("+62 812-3456-7890", "+6281234567890"),
        (6281234567890, "+6281234567890"),
        ("081234567890", "+6281234567890"),
        ("6281234567890@c.us", "+6281234567890"),
        ("60123456789", "+60123456789"),
    ],
)
def test_a_number_is_whatsapp_s_with_its_country(given: Any, phone: str) -> None:
    assert parsed(**{"from": given}).message.sender.phone == phone


def test_the_provider_is_the_one_that_serves_the_business_s_whatsapp() -> None:
    org = an_agency().model_copy(update={"served_by": {"whatsapp": "waha"}})
    assert parse_message(org, BODY, MORNING).message.provider == "waha"


@pytest.mark.parametrize(
    ("changes", "paths"),
    [
        ({"from": "abc"}, ["from"]),
        ({"from": ""}, ["from"]),
        ({"from": "12025550@lid"}, ["from"]),
        ({"timestamp": "yesterday"}, ["timestamp"]),
        ({"timestamp": "2025-01-25"}, ["timestamp"]),
        ({"timestamp": None}, ["timestamp"]),
        ({"timestamp": 1e300}, ["timestamp"]),
        ({"timestamp": 10**30}, ["timestamp"]),
        ({"timestamp": "1999-01-25 10:30:00"}, ["timestamp"]),
        ({"message_id": ""}, ["message_id"]),
        ({"body": 7, "message_id": None}, ["body", "message_id"]),
        ({"body": "  "}, ["body"]),
        ({"body": None, "media": [{"type": "image"}]}, ["body"]),
        ({"body": "x" * 10_001}, ["body"]),
    ],
)
def test_what_it_cannot_do_without_is_named(changes: dict[str, Any], paths: list[str]) -> None:
    assert faults(**changes) == paths


@pytest.mark.parametrize("body", [None, [], "x", {}])
def test_what_is_no_message_is_refused(body: Any) -> None:
    with pytest.raises(Malformed):
        parse_message(an_agency(), body, MORNING)


@pytest.mark.item("S003-26")
def test_files_a_place_and_an_ad_come_along() -> None:
    video = {
        "type": "video",
        "url": "https://example.com/v.mp4",
        "mime_type": "video/mp4",
        "filename": "v.mp4",
    }
    referral = {"source_id": 120, "headline": "Umrah", "ctwa_clid": "clid", "unknown": {"x": 1}}
    message = parsed(media=[IMAGE, video], referral=referral).message
    assert (message.kind, message.text) == ("media", CODE)
    assert message.media == (
        MediaRef(kind="image", url=IMAGE["url"]),
        MediaRef(kind="video", url=video["url"], mime_type="video/mp4", filename="v.mp4"),
    )
    assert message.extra == {"referral": {"source_id": "120", "headline": "Umrah", "ctwa_clid": "clid"}}
    placed = parsed(body=None, media=[PLACE], ad="120").message
    assert (placed.kind, placed.text, placed.media) == ("location", None, ())
    assert placed.extra == {
        "referral": {"source_id": "120", "source_type": "ad"},
        "location": {"latitude": -6.2, "longitude": 106.8},
    }


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({"media": [IMAGE, {"type": "cat"}]}, "media.1.type"),
        ({"media": [IMAGE, {"type": "document"}]}, "media.1.url"),
        ({"media": [IMAGE, {"type": "image", "url": "ftp://x/y"}]}, "media.1.url"),
        ({"media": [IMAGE, PLACE | {"latitude": 91}]}, "media.1.latitude"),
        ({"media": [IMAGE, 7]}, "media.1"),
        ({"media": [IMAGE], "name": 7}, "name"),
        ({"media": [IMAGE], "referral": "x"}, "referral"),
        ({"media": [IMAGE], "referral": {"source_url": "x"}}, "referral.source_url"),
        ({"media": [IMAGE], "ad": []}, "ad"),
    ],
)
def test_what_else_is_wrong_is_left_out_with_a_warning(changes: dict[str, Any], path: str) -> None:
    found = parsed(**changes)
    assert [each.path for each in found.warnings][:1] == [path]
    assert (found.message.text, [each.kind for each in found.message.media]) == (CODE, ["image"])


def posted(chats: Chats, **changes: Any) -> ChatReceipt:
    message = parse_message(chats.org, BODY | changes, chats.now)
    return run(a_store(chats.backend), lambda: post_message(chats.org, message, chats.now))


@pytest.mark.item("S003-26")
def test_it_is_stored_once_and_answered_as_any_other() -> None:
    chats = Chats()
    first = posted(chats)
    before = dict(chats.backend.documents)
    second = posted(chats)
    assert (first.replayed, second.replayed) == (False, True)
    assert first.as_answered() == second.as_answered() | {"replayed": False}
    assert first.conversation_id == chats.place
    assert second.turn_due == first.turn_due, "the first task may be lost"
    assert chats.backend.documents == before
    chats.wait(8)
    chats.turn()
    assert "Rp 25.000.000" in chats.turns[0]["text"]
    assert (chats.conversation["campaign_code"], len(chats.heard)) == (CODE, 1)
    third = posted(chats, body="another text under the same id")
    assert (third.replayed, third.turn_due, len(chats.heard)) == (True, None, 1)


def test_an_ad_that_was_named_is_the_conversation_s() -> None:
    chats = Chats()
    posted(chats, ad="120")
    chats.wait(8)
    chats.turn()
    assert chats.conversation["ad_id"] == "120"


def test_what_it_bills() -> None:
    chats = Chats()
    posted(chats)
    chats.wait(1)
    chats.backend.billed = Billed()
    posted(chats, message_id="wamid.2", timestamp="2025-01-25 10:30:01")
    assert (chats.backend.billed.reads, chats.backend.billed.writes) == (3, 3)


def test_with_the_crm_off_nothing_is_kept_but_a_no() -> None:
    chats = Chats()
    off = chats.org.settings.model_dump(mode="json") | {"features": {"crm": False, "loyalty": False}}
    chats.org = chats.org.model_copy(update={"settings": Settings.model_validate(off)})
    receipt = posted(chats)
    assert (receipt.replayed, receipt.conversation_id, receipt.customer_id) == (False, None, None)
    assert chats.backend.documents == {}

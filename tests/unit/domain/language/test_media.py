"""A package's media: its image and PDF go with the answers, a map and a film where they are asked for (S003-24)."""

from typing import Any

import pytest

from functions.domain.staff.members import Member
from tests.chats import Chats
from tests.unit.domain.assistant.test_handovers import given

CODE = "UMR_MAR_2025_HEMAT"
MAP = "https://www.google.com/maps/search/?api=1&query=21.4225,39.8262"
FILM = "https://example.com/umroh/testimoni.mp4"


def asked(text: str, *before: str) -> dict[str, Any]:
    chats = Chats()
    for each in before or (CODE,):
        chats.asks(each)
    return chats.asks(text)


@pytest.mark.item("S003-24")
@pytest.mark.parametrize(
    "text",
    [
        "lokasi hotel",
        "Lokasi hotelnya di mana ya kak?",
        "boleh lihat peta?",
        "minta petanya dong",
        "Where is the hotel location?",
        "ada google maps?",
    ],
)
def test_a_map_is_a_link_with_its_caption(text: str) -> None:
    turn = asked(text)
    assert turn["triggers"] == ["medium:hotel_map"]
    assert turn["text"].endswith(MAP)
    assert "Haram" in turn["text"]
    assert turn.get("attachment_url") is None
    assert turn["phase_after"] == "interest"


@pytest.mark.item("S003-24")
@pytest.mark.parametrize(
    "text", ["video testimoni", "Ada video testimoninya?", "minta vidio dong", "Do you have testimonials?"]
)
def test_a_film_goes_along_with_its_caption(text: str) -> None:
    turn = asked(text)
    assert (turn["triggers"], turn["attachment_url"]) == (["medium:testimonial"], FILM)
    assert turn["text"] in ("Cerita jamaah kami", "What our pilgrims tell")


@pytest.mark.item("S003-24")
def test_the_image_goes_with_the_offer_and_the_pdf_with_the_details() -> None:
    chats = Chats()
    offer, details = chats.asks(CODE), chats.asks("ya")
    assert offer["attachment_url"].endswith("umr_mar_2025_hemat.jpg")
    assert details["attachment_url"].endswith("umr_mar_2025_hemat.pdf")
    kinds = [each["attachment"]["kind"] for each in chats.messages.values()]
    assert kinds == ["image", "document"]


@pytest.mark.parametrize(
    "text", ["lokasi kantor di mana?", "video call bisa?", "hotel dekat haram?", "kumpul di lokasi mana?"]
)
def test_what_only_has_such_a_word_is_not_answered_by_one(text: str) -> None:
    assert not any(each.startswith("medium:") for each in asked(text)["triggers"])


def test_without_a_package_there_is_none() -> None:
    assert not any(each.startswith("medium:") for each in asked("lokasi hotel", "Halo")["triggers"])


def test_a_code_that_comes_with_it_is_answered_first() -> None:
    turn = asked(f"{CODE} lokasi hotel?", "Halo")
    assert "Rp 25.000.000" in turn["text"]


def sent(**data: Any) -> tuple[Any, list[dict[str, Any]]]:
    chats = Chats()
    chats.backend.put(Member(id="desk", roles=("agent",)))
    chats.asks(CODE)
    customer = chats.conversation["customer_id"]
    given_data = {"customer_id": customer, "channel": "whatsapp", "text": "Ini ya, Pak."} | data
    done = given(chats, "send_message", **given_data)
    return done, [each for each in chats.messages.values() if each.get("by_uid") == "desk"]


@pytest.mark.item("S003-24")
@pytest.mark.parametrize(
    ("medium", "kind"), [("brochure", "image"), ("itinerary", "document"), ("testimonial", "video")]
)
def test_staff_send_a_file_of_a_package_with_their_text(medium: str, kind: str) -> None:
    done, (message,) = sent(medium={"package_id": "umr_mar_2025_hemat", "medium_id": medium})
    assert done["status"] == "done"
    assert (message["text"], message["attachment"]["kind"]) == ("Ini ya, Pak.", kind)


@pytest.mark.item("S003-24")
def test_staff_send_a_map_as_a_link() -> None:
    _, (message,) = sent(medium={"package_id": "umr_mar_2025_hemat", "medium_id": "hotel_map"})
    assert (message["text"], message.get("attachment")) == (f"Ini ya, Pak.\n\n{MAP}", None)


@pytest.mark.parametrize(
    ("data", "path"),
    [
        ({"medium": {"package_id": "none", "medium_id": "brochure"}}, "medium.package_id"),
        ({"medium": {"package_id": "umr_mar_2025_hemat", "medium_id": "none"}}, "medium.medium_id"),
        ({"medium": {"package_id": "umr_mar_2025_hemat"}}, "medium.medium_id"),
        (
            {"medium": {"package_id": "umr_mar_2025_hemat", "medium_id": "brochure"}, "text": "x" * 1025},
            "text",
        ),
    ],
)
def test_a_medium_that_cannot_go_is_refused_at_its_field(data: dict[str, Any], path: str) -> None:
    refused, messages = sent(**data)
    assert [each["path"] for each in refused["problems"]] == [path]
    assert messages == []

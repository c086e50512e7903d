"""Sending by WAHA, over a real connection."""

import logging
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest

from functions.domain.kernel.errors import (
    ProviderAway,
    ProviderRefused,
    ProviderSilent,
    RegularsError,
)
from functions.domain.providers.content import Content, Media
from functions.domain.providers.events import StatusItem
from functions.domain.providers.send_results import Sent
from functions.providers.waha import webhooks as callbacks
from functions.providers.waha.sending import make
from tests.builders import an_org
from tests.providers.stub import Asked, Does, ProviderStub, Says, free_port, provider_stub
from tests.providers.whatsapp_stub import (
    API_KEY,
    KEY,
    PHONE,
    TEXT,
    an_outgoing,
    waha,
    waha_callback,
    waha_settings,
)

pytestmark = pytest.mark.usefixtures("whatsapp_secrets")

CHAT = "12025550123@c.us"
ID = f"true_{CHAT}_{KEY}"
LINK = "https://files.example.com/menu"


@pytest.fixture
def stub() -> Iterator[ProviderStub]:
    with provider_stub(waha) as running:
        yield running


def _send(url: str, content: Content | None = None, **changes: Any) -> Sent:
    return make("whatsapp", waha_settings(base_url=url, **changes)).send(an_outgoing(content))


def _fails(does: Does | Callable[[Asked], Does]) -> RegularsError:
    with (
        provider_stub(does if callable(does) else lambda asked: does) as stub,
        pytest.raises(RegularsError) as caught,
    ):
        _send(stub.url)
    return caught.value


def test_a_text_goes_to_the_phone_s_chat_of_the_session_with_the_key(stub: ProviderStub) -> None:
    assert _send(f"{stub.url}/") == Sent("waha", ID, TEXT)
    [asked] = stub.asked
    assert (asked.method, asked.path, asked.headers["x-api-key"]) == ("POST", "/api/sendText", API_KEY)
    assert asked.content == {"session": "default", "chatId": CHAT, "text": TEXT}


@pytest.mark.item("S003-23", "S003-24", "S003-25")
@pytest.mark.parametrize(
    ("media", "path", "said"),
    [
        (
            Media("image", f"{LINK}.png"),
            "/api/sendImage",
            {"file": {"mimetype": "image/png", "url": f"{LINK}.png"}, "caption": TEXT},
        ),
        (
            Media("image", f"{LINK}?of=today"),
            "/api/sendImage",
            {"file": {"mimetype": "image/jpeg", "url": f"{LINK}?of=today"}, "caption": TEXT},
        ),
        (
            Media("document", LINK, "menu.pdf"),
            "/api/sendFile",
            {"file": {"mimetype": "application/pdf", "url": LINK, "filename": "menu.pdf"}, "caption": TEXT},
        ),
        (
            Media("video", f"{LINK}.mp4"),
            "/api/sendVideo",
            {"file": {"mimetype": "video/mp4", "url": f"{LINK}.mp4"}, "convert": True, "caption": TEXT},
        ),
        (
            Media("audio", f"{LINK}.mp3"),
            "/api/sendVoice",
            {"file": {"mimetype": "audio/mpeg", "url": f"{LINK}.mp3"}, "convert": True},
        ),
    ],
)
def test_a_file_goes_by_the_call_of_its_kind(
    stub: ProviderStub, media: Media, path: str, said: dict[str, Any]
) -> None:
    assert _send(stub.url, Content(TEXT, media=media)).provider_message_id == ID
    [asked] = stub.asked
    assert (asked.path, asked.content) == (path, {"session": "default", "chatId": CHAT, **said})


def test_a_later_acknowledgement_names_the_message_by_the_same_id(stub: ProviderStub) -> None:
    sent = _send(stub.url)
    payload = {
        "id": ID,
        "from": "12025550199@c.us",
        "to": CHAT,
        "fromMe": True,
        "ack": 2,
        "ackName": "DEVICE",
    }
    event = {"event": "message.ack", "session": "default", "timestamp": 1739321024123, "payload": payload}
    callback = waha_callback(event)
    assert callbacks.verify(callback, waha_settings())
    [item] = callbacks.parse_events(an_org(), callback, waha_settings())
    assert isinstance(item, StatusItem)
    assert (item.id, item.status) == (sent.provider_message_id, "delivered")


@pytest.mark.parametrize(
    ("says", "reason", "is_down", "wait"),
    [
        (Says(401, {"message": "Unauthorized"}), "credentials_refused:401", True, None),
        (Says(403), "credentials_refused:403", True, None),
        (Says(404, {"message": "Session not found"}), "session_unknown:404", True, None),
        (
            Says(
                422,
                {"error": "Session status is not as expected", "session": "default", "status": "STARTING"},
            ),
            "session_not_working",
            True,
            None,
        ),
        (Says(422, {"status": "FAILED", "expected": ["WORKING"]}), "session_not_working", True, None),
        (Says(422, {"status": "SCAN_QR_CODE"}), "session_not_working", True, None),
        (Says(429, headers={"Retry-After": "30"}), "rate_limited:429", False, timedelta(seconds=30)),
    ],
)
def test_what_may_go_later_differs_from_a_gateway_that_is_down(
    says: Says, reason: str, is_down: bool, wait: timedelta | None
) -> None:
    error = _fails(says)
    assert isinstance(error, ProviderAway)
    assert (error.reason, error.is_down, error.retry_after) == (reason, is_down, wait)


@pytest.mark.parametrize(
    "says",
    [
        Says(400, {"message": ["chatId must be a string"]}),
        Says(413),
        Says(422, {"message": "The feature is not implemented by the engine"}),
        Says(422, {"status": "WORKING"}),
    ],
)
def test_what_it_will_never_take_goes_another_way(says: Says) -> None:
    error = _fails(says)
    assert isinstance(error, ProviderRefused)
    assert (error.reason, error.advice) == (f"http_{says.status}", "fallback")


@pytest.mark.parametrize(
    "does",
    [
        "hang_up",
        Says(408),
        Says(500, {"request": {"chatId": CHAT, "text": TEXT}}),  # the engine may have sent before it failed
        Says(502, b"<html>"),
        Says(503, headers={"Retry-After": "5"}),
        Says(201, b""),
        Says(201, b"{"),
        Says(201, b"[]"),
        Says(201, {"id": None}),
        Says(504),
    ],
    ids=str,
)
def test_without_a_usable_answer_a_message_is_unconfirmed(does: Does) -> None:
    assert isinstance(_fails(does), ProviderSilent)


@pytest.mark.usefixtures("hasty_client")
def test_an_answer_that_takes_too_long_says_nothing_of_the_message() -> None:
    assert isinstance(_fails("hold"), ProviderSilent)


def test_what_was_never_connected_was_not_taken() -> None:
    with pytest.raises(ProviderAway) as caught:
        _send(f"http://127.0.0.1:{free_port()}")
    assert (caught.value.reason, caught.value.is_down) == ("ConnectError", False)


def test_an_address_that_leads_elsewhere_is_a_mistake_in_the_settings() -> None:
    error = _fails(Says(301, headers={"Location": "https://127.0.0.1:9/"}))
    assert isinstance(error, ProviderAway)
    assert (error.reason, error.is_down) == ("http_301", True)


def test_another_session_or_key_stops_the_channel(
    stub: ProviderStub, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(ProviderAway) as caught:
        _send(stub.url, session="other")
    assert (caught.value.reason, caught.value.is_down) == ("session_unknown:404", True)
    monkeypatch.setenv("KOPI_WAHA", "of last year")
    with pytest.raises(ProviderAway) as caught:
        _send(stub.url)
    assert (caught.value.reason, caught.value.is_down) == ("credentials_refused:401", True)


@pytest.mark.parametrize(
    "does",
    [Says(500, {"request": {"chatId": CHAT, "text": TEXT}}), Says(400, {"chatId": CHAT}), "hang_up"],
    ids=str,
)
def test_neither_errors_nor_logs_tell_the_phone_the_text_or_the_key(
    does: Does, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    error = _fails(does)
    logging.getLogger(__name__).error("not sent", exc_info=error)
    told = f"{error!r} {error} {caplog.text}"
    for private in (PHONE, PHONE[1:], TEXT, API_KEY):
        assert private not in told


@pytest.mark.item("S003-23")
@pytest.mark.parametrize("chat", [CHAT, "120363041234567@lid"])
def test_a_message_is_seen_and_somebody_types_until_told_to_stop(stub: ProviderStub, chat: str) -> None:
    waha = make("whatsapp", waha_settings(base_url=stub.url))
    waha.show_presence(f"false_{chat}_{KEY}", is_read=True, is_typing=True)
    waha.stop_typing(f"false_{chat}_{KEY}")
    assert [each.path for each in stub.presence] == ["/api/sendSeen", "/api/startTyping", "/api/stopTyping"]
    assert {each.headers["x-api-key"] for each in stub.presence} == {API_KEY}
    assert all(each.content == {"session": "default", "chatId": chat} for each in stub.presence)
    assert stub.asked == []


@pytest.mark.item("S003-23")
@pytest.mark.parametrize(
    ("is_read", "is_typing", "paths"),
    [(True, False, ["/api/sendSeen"]), (False, True, ["/api/startTyping"]), (False, False, [])],
)
def test_each_is_shown_by_itself(
    stub: ProviderStub, is_read: bool, is_typing: bool, paths: list[str]
) -> None:
    shown = make("whatsapp", waha_settings(base_url=stub.url))
    shown.show_presence(f"false_{CHAT}_{KEY}", is_read=is_read, is_typing=is_typing)
    assert [each.path for each in stub.presence] == paths


def test_an_id_that_names_no_chat_shows_nothing(stub: ProviderStub) -> None:
    make("whatsapp", waha_settings(base_url=stub.url)).show_presence(KEY, is_read=True, is_typing=True)
    assert stub.presence == []


@pytest.mark.parametrize("does", [Says(500, {"error": "down"}), "hang_up", "hold"])
def test_a_gateway_that_does_not_show_it_says_so_within_a_second(does: Does) -> None:
    with provider_stub(lambda asked: does) as stub:
        shown = make("whatsapp", waha_settings(base_url=stub.url))
        with pytest.raises(RegularsError):
            shown.show_presence(f"false_{CHAT}_{KEY}", is_read=True, is_typing=True)
    assert len(stub.presence) == 1

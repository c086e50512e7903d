"""Sending by Meta's Cloud API, over a real connection."""

import dataclasses
import logging
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest

from functions.domain.kernel.errors import (
    Misconfigured,
    ProviderAway,
    ProviderRefused,
    ProviderSilent,
    RegularsError,
)
from functions.domain.providers.events import StatusItem
from functions.domain.providers.send_results import Sent
from functions.providers.error_tables import Meaning
from functions.providers.meta_errors import META_ERRORS
from functions.providers.registry import provider_for
from functions.providers.whatsapp_cloud import webhooks as callbacks
from functions.providers.whatsapp_cloud.sending import make
from tests.builders import an_org
from tests.providers.stub import Asked, Does, ProviderStub, Says, free_port, provider_stub
from tests.providers.whatsapp_stub import (
    NUMBER,
    PHONE,
    TEXT,
    TOKEN,
    WAMID,
    an_outgoing,
    meta,
    meta_callback,
    meta_error,
    meta_settings,
)

pytestmark = pytest.mark.usefixtures("whatsapp_secrets")


@pytest.fixture
def stub() -> Iterator[ProviderStub]:
    with provider_stub(meta) as running:
        yield running


def _send(url: str, **changes: Any) -> Sent:
    return make("whatsapp", meta_settings(base_url=url, **changes)).send(an_outgoing())


def _fails(does: Does | Callable[[Asked], Does]) -> RegularsError:
    with (
        provider_stub(does if callable(does) else lambda asked: does) as stub,
        pytest.raises(RegularsError) as caught,
    ):
        _send(stub.url)
    return caught.value


def test_a_text_is_posted_to_the_number_with_the_token_and_our_own_id(stub: ProviderStub) -> None:
    assert _send(stub.url) == Sent("whatsapp_cloud", WAMID, TEXT)
    [asked] = stub.asked
    assert (asked.method, asked.path) == ("POST", f"/v25.0/{NUMBER}/messages")
    assert asked.headers["authorization"] == f"Bearer {TOKEN}"
    assert asked.content == {
        "messaging_product": "whatsapp",
        "recipient_type": "individual",
        "to": PHONE,
        "type": "text",
        "text": {"body": TEXT},
        "biz_opaque_callback_data": "order-123:tier_upgrade",
    }


def test_an_organisation_that_names_it_sends_through_it(stub: ProviderStub) -> None:
    settings = meta_settings(base_url=stub.url).model_dump(mode="json")
    org = an_org().model_copy(
        update={"providers": {"whatsapp_cloud": settings}, "served_by": {"whatsapp": "whatsapp_cloud"}}
    )
    assert provider_for(org, "whatsapp").send(an_outgoing()).provider_message_id == WAMID


@pytest.mark.item("S003-27")
def test_a_later_status_names_the_message_by_both_ids(stub: ProviderStub) -> None:
    sent = _send(stub.url)
    ours = stub.asked[0].content["biz_opaque_callback_data"]
    status = {
        "id": WAMID,
        "status": "delivered",
        "timestamp": "1739321024",
        "recipient_id": "12025550123",
        "biz_opaque_callback_data": ours,
    }
    value = {"messaging_product": "whatsapp", "statuses": [status]}
    body = {
        "object": "whatsapp_business_account",
        "entry": [{"id": "1", "changes": [{"field": "messages", "value": value}]}],
    }
    callback = meta_callback(body)
    assert callbacks.verify(callback, meta_settings())
    [item] = callbacks.parse_events(an_org(), callback, meta_settings())
    assert isinstance(item, StatusItem)
    assert (item.id, item.message_id) == (sent.provider_message_id, "order-123:tier_upgrade")


@pytest.mark.parametrize(
    ("code", "meaning"), [each for each in META_ERRORS.items() if each[0] not in range(201, 300)], ids=str
)
def test_each_code_means_what_the_table_says(code: int, meaning: Meaning) -> None:
    error = _fails(meta_error(code))
    as_sent = "retry" if meaning.verdict == "slow_down" else meaning.verdict
    assert _as_meaning(error) == dataclasses.replace(meaning, verdict=as_sent)


@pytest.mark.parametrize(
    ("does", "meaning"),
    [
        # the table's ranges and sub-codes
        (meta_error(200, status=403), Meaning("account_permission:200", "pause")),
        (meta_error(299), Meaning("account_permission:299", "pause")),
        (meta_error(300), Meaning("unknown:300", "fallback")),
        (meta_error(100, error_subcode=33), Meaning("account_number_gone:33", "pause")),
        (meta_error(100, error_subcode=2494010), Meaning("invalid_parameter:100", "stop")),
        # the code decides, not the status
        (meta_error(131047, status=500), Meaning("window_closed:131047", "fallback")),
        (meta_error(190, status=200 + 300), Meaning("account_token:190", "pause")),
        # a code that nobody has told us of: then the status
        (meta_error(999999, status=400), Meaning("unknown:999999", "fallback")),
        (meta_error(999999, status=400, is_transient=True), Meaning("unknown:999999", "retry")),
        (meta_error(999999, status=400, is_transient="yes"), Meaning("unknown:999999", "fallback")),
        (meta_error(999999, status=403), Meaning("unknown:999999", "pause")),
        (meta_error(999999, status=429), Meaning("unknown:999999", "retry")),
        (meta_error(999999, status=503), Meaning("unknown:999999", "retry")),
        # no code at all
        (Says(401, {"error": {"code": "190"}}), Meaning("credentials_refused:401", "pause")),
        (Says(404, {"error": {"code": True}}), Meaning("http_404", "fallback")),
    ],
)
def test_what_the_table_does_not_name_is_told_by_the_status(does: Says, meaning: Meaning) -> None:
    assert _as_meaning(_fails(does)) == meaning


def test_an_address_that_leads_elsewhere_is_a_mistake_in_the_settings() -> None:
    error = _fails(Says(302, headers={"Location": "http://127.0.0.1:9/"}))
    assert isinstance(error, ProviderAway)
    assert (error.reason, error.is_down) == ("http_302", True)


@pytest.mark.parametrize(
    ("says", "wait"),
    [
        (Says(429, headers={"Retry-After": "120"}), timedelta(seconds=120)),
        (Says(429), None),
        (Says(429, headers={"Retry-After": "soon"}), None),
        (Says(400, meta_error(131056).body, {"Retry-After": "1"}), timedelta(seconds=6)),
        (Says(400, meta_error(131056).body, {"Retry-After": "9"}), timedelta(seconds=9)),
    ],
)
def test_it_is_left_alone_for_as_long_as_it_asks(says: Says, wait: timedelta | None) -> None:
    error = _fails(says)
    assert isinstance(error, ProviderAway)
    assert error.retry_after == wait


@pytest.mark.parametrize(
    "does",
    [
        "hang_up",
        Says(200, b""),
        Says(200, b"{"),
        Says(200, b"[]"),
        Says(200, {}),
        Says(200, {"messages": []}),
        Says(200, {"messages": [{}]}),
        Says(200, {"messages": [{"id": ""}]}),
        Says(200, {"messages": [{"id": 5}]}),
        Says(200, {"messages": {"id": WAMID}}),
        # what stands before Meta answers, and Meta may have the message
        Says(500, b"<html>"),
        Says(502, b"<html>"),
        Says(503, {"error": "down"}),
        Says(408, {}),
        Says(504, b"upstream timed out"),
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


def test_a_secret_that_is_not_set_sends_nothing(stub: ProviderStub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("KOPI_TOKEN")
    with pytest.raises(Misconfigured):
        _send(stub.url)
    assert stub.asked == []


def test_a_wrong_token_or_number_stops_the_channel(
    stub: ProviderStub, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(ProviderAway) as caught:
        _send(stub.url, phone_number_id="1")
    assert (caught.value.reason, caught.value.is_down) == ("account_number_gone:33", True)
    monkeypatch.setenv("KOPI_TOKEN", "of last year")
    with pytest.raises(ProviderAway) as caught:
        _send(stub.url)
    assert (caught.value.reason, caught.value.is_down) == ("account_token:190", True)


@pytest.mark.parametrize("does", [meta_error(131026), meta_error(1), Says(200, {}), "hang_up"], ids=str)
def test_neither_errors_nor_logs_tell_the_phone_the_text_or_the_token(
    does: Does, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    error = _fails(does)
    logging.getLogger(__name__).error("not sent", exc_info=error)
    told = f"{error!r} {error} {caplog.text}"
    for private in (PHONE, PHONE[1:], TEXT, TOKEN, NUMBER):
        assert private not in told


def _as_meaning(error: RegularsError) -> Meaning:
    if isinstance(error, ProviderRefused):
        return Meaning(error.reason, error.advice)
    assert isinstance(error, ProviderAway)
    return Meaning(error.reason, "pause" if error.is_down else "retry", error.retry_after)


@pytest.mark.item("S003-23")
@pytest.mark.parametrize(("is_typing", "more"), [(True, {"typing_indicator": {"type": "text"}}), (False, {})])
def test_a_message_is_marked_read_and_somebody_types(
    stub: ProviderStub, is_typing: bool, more: dict[str, Any]
) -> None:
    shown = make("whatsapp", meta_settings(base_url=stub.url))
    shown.show_presence(WAMID, is_read=True, is_typing=is_typing)
    shown.stop_typing(WAMID)
    [asked] = stub.presence
    assert (asked.path, asked.headers["authorization"]) == (f"/v25.0/{NUMBER}/messages", f"Bearer {TOKEN}")
    assert asked.content == {"messaging_product": "whatsapp", "status": "read", "message_id": WAMID} | more


def test_nobody_is_seen_typing_without_the_receipt(stub: ProviderStub) -> None:
    """Meta has no way to show the one alone."""
    make("whatsapp", meta_settings(base_url=stub.url)).show_presence(WAMID, is_read=False, is_typing=True)
    assert (stub.presence, stub.asked) == ([], [])


@pytest.mark.parametrize("does", [meta_error(131009), Says(500), "hang_up", "hold"])
def test_what_meta_does_not_show_it_says_so_within_a_second(does: Does) -> None:
    with provider_stub(lambda asked: does) as stub:
        shown = make("whatsapp", meta_settings(base_url=stub.url))
        with pytest.raises(RegularsError):
            shown.show_presence(WAMID, is_read=True, is_typing=True)
    assert len(stub.presence) == 1

"""Push over the wire: who got it, who is gone, what waits, and that the library does not wait by itself."""

import json
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import firebase_admin
import pytest
from firebase_admin import messaging
from google.auth import exceptions as auth_errors

from functions.domain.kernel.errors import (
    Malformed,
    Misconfigured,
    ProviderAway,
    ProviderRefused,
    ProviderSilent,
    RegularsError,
)
from functions.domain.providers.channel_limits import PUSH_TAG, push_bytes
from functions.domain.providers.content import Content, Media, Outgoing
from functions.domain.providers.send_results import Sent
from functions.providers.contract import BatchProvider
from functions.providers.fcm import client as fcm_calls
from functions.providers.fcm.sending import Fcm
from functions.providers.fcm.settings import FcmSettings
from functions.providers.registry import parse_settings, provider_for
from tests.builders import an_org
from tests.providers.fcm_stub import PROJECT, FcmStub, Reply, fcm_stub, refused, taken

BAD_REQUEST = "type.googleapis.com/google.rpc.BadRequest"


@pytest.fixture(autouse=True)
def _apps_end() -> Iterator[None]:
    """Each test has Firebase apps of its own."""
    yield
    for app in list(firebase_admin._apps.values()):
        firebase_admin.delete_app(app)


def fcm(stub: FcmStub, **settings: Any) -> Fcm:
    return Fcm(FcmSettings(project_id=PROJECT, base_url=stub.url, **settings))


def an_outgoing(*tokens: str, id: str = "m", content: Content | None = None) -> Outgoing:
    return Outgoing(
        org_id="kopi",
        message_id=id,
        channel="push",
        purpose="marketing",
        business="Kopi",
        to=tokens[-1],
        content=content or Content("Hello", title="Kopi"),
        tokens=tokens,
    )


def name_of(token: str) -> str:
    return f"projects/{PROJECT}/messages/{token}"


def said(provider: Fcm, *outgoing: Outgoing) -> list[Sent | RegularsError]:
    return provider.send_all(outgoing)


def test_a_message_goes_to_every_device_and_is_known_by_the_first() -> None:
    with fcm_stub(taken) as stub:
        sent = fcm(stub).send(an_outgoing("old", "new"))
    assert sent == Sent("fcm", name_of("old"), "Hello")
    assert sorted(stub.tokens) == ["new", "old"]
    assert stub.paths == {f"/v1/projects/{PROJECT}/messages:send"}
    assert stub.authorizations == {"Bearer none"}


def test_a_device_says_all_that_the_message_has() -> None:
    content = Content(
        "আজ",
        title="Kopi",
        data={"order": "7"},
        link="https://e.com/x",
        media=Media("image", "https://e.com/a.png"),
    )
    with fcm_stub(taken) as stub:
        fcm(stub, android_channel_id="offers", ttl=3600).send(an_outgoing("t", content=content))
    message = stub.bodies[0]["message"]
    tag = message["android"]["notification"]["tag"]
    expiration = message["apns"]["headers"].pop("apns-expiration")
    assert expiration.isdigit()
    assert len(tag) == len(PUSH_TAG)
    assert message == {
        "token": "t",
        "notification": {"title": "Kopi", "body": "আজ", "image": "https://e.com/a.png"},
        "data": {"order": "7", "link": "https://e.com/x"},
        "android": {
            "priority": "high",
            "ttl": "3600s",
            "notification": {"channel_id": "offers", "tag": tag},
        },
        "apns": {"headers": {"apns-priority": "10", "apns-collapse-id": tag}},
        "webpush": {"headers": {"TTL": "3600"}, "fcm_options": {"link": "https://e.com/x"}},
    }
    counted = {"notification": message["notification"] | {"tag": tag}, "data": message["data"]}
    compact = json.dumps(counted, ensure_ascii=False, separators=(",", ":"))
    assert push_bytes(content) == len(compact.encode())


def test_the_same_message_again_takes_its_own_place_and_another_one_does_not() -> None:
    with fcm_stub(taken) as stub:
        for id in ("m", "m", "n"):
            fcm(stub).send(an_outgoing("t", id=id))
    first, again, other = [body["message"]["apns"]["headers"]["apns-collapse-id"] for body in stub.bodies]
    assert first == again != other


def test_an_app_s_own_link_is_no_link_of_the_web() -> None:
    with fcm_stub(taken) as stub:
        fcm(stub).send(an_outgoing("t", content=Content("x", title="x", link="kopi://x")))
    assert stub.bodies[0]["message"]["data"] == {"link": "kopi://x"}
    assert "fcm_options" not in stub.bodies[0]["message"]["webpush"]


GONE = [
    refused(404, "UNREGISTERED", status="NOT_FOUND"),
    refused(403, "SENDER_ID_MISMATCH", status="PERMISSION_DENIED"),
    refused(
        400,
        "INVALID_ARGUMENT",
        status="INVALID_ARGUMENT",
        details=[{"@type": BAD_REQUEST, "fieldViolations": [{"field": "message.token", "description": "x"}]}],
    ),
    refused(
        400,
        "INVALID_ARGUMENT",
        status="INVALID_ARGUMENT",
        message="The registration token is not a valid FCM registration token",
    ),
]


@pytest.mark.parametrize("gone", GONE)
def test_devices_that_are_no_more_are_named_beside_the_one_that_got_it(gone: Reply) -> None:
    with fcm_stub(lambda token: taken(token) if token == "new" else gone) as stub:
        sent = fcm(stub).send(an_outgoing("old", "older", "new"))
    assert sent == Sent("fcm", name_of("new"), "Hello", dead_tokens=("old", "older"))


@pytest.mark.parametrize("gone", GONE)
def test_where_no_device_is_left_another_channel_takes_over(gone: Reply) -> None:
    with fcm_stub(lambda token: gone) as stub, pytest.raises(ProviderRefused) as caught:
        fcm(stub).send(an_outgoing("old", "older"))
    assert (caught.value.advice, caught.value.reason) == ("fallback", "unregistered")
    assert caught.value.dead_tokens == ("old", "older")
    assert "old" not in str(caught.value)


def test_a_token_that_is_empty_or_twice_costs_no_call() -> None:
    with fcm_stub(taken) as stub:
        sent = fcm(stub).send(an_outgoing("", "new", "new"))
        only = said(fcm(stub), an_outgoing(""))
    assert stub.tokens == ["new"]
    assert sent == Sent("fcm", name_of("new"), "Hello", dead_tokens=("",))
    assert isinstance(only[0], ProviderRefused)


@pytest.mark.parametrize(
    ("reply", "kind", "fields"),
    [
        (
            refused(429, "QUOTA_EXCEEDED", status="RESOURCE_EXHAUSTED", headers={"Retry-After": "17"}),
            ProviderAway,
            {"reason": "quota_exceeded:429", "retry_after": timedelta(seconds=17)},
        ),
        (
            refused(429, "QUOTA_EXCEEDED", status="RESOURCE_EXHAUSTED"),
            ProviderAway,
            {"reason": "quota_exceeded:429", "retry_after": timedelta(seconds=60)},
        ),
        ((429, {}, b"<html>"), ProviderAway, {"retry_after": timedelta(seconds=60)}),
        (
            refused(503, "UNAVAILABLE", status="UNAVAILABLE", headers={"Retry-After": "9"}),
            ProviderAway,
            {"reason": "http_503", "retry_after": timedelta(seconds=9), "is_down": False},
        ),
        (
            refused(500, "INTERNAL", status="INTERNAL"),
            ProviderAway,
            {"reason": "http_500", "retry_after": None},
        ),
        ((502, {}, b"<html>bad gateway"), ProviderSilent, {}),
        ((503, {"Retry-After": "9"}, b"<html>"), ProviderSilent, {}),
        (
            refused(
                400,
                "INVALID_ARGUMENT",
                status="INVALID_ARGUMENT",
                details=[
                    {"@type": BAD_REQUEST, "fieldViolations": [{"field": "message.data", "description": "x"}]}
                ],
            ),
            ProviderRefused,
            {"reason": "invalid_argument", "advice": "stop", "dead_tokens": ()},
        ),
        ((400, {}, b"<html>"), ProviderRefused, {"advice": "stop"}),
        ((400, {}, b"[]"), ProviderRefused, {"advice": "stop"}),
        (
            refused(403, status="PERMISSION_DENIED"),
            ProviderAway,
            {"reason": "credentials_refused:403", "is_down": True},
        ),
        (
            refused(404, status="NOT_FOUND"),
            ProviderAway,
            {"reason": "project_unknown:404", "is_down": True},
        ),
        ((200, {}, b"{}"), ProviderSilent, {}),
        ((200, {}, b"<html>"), ProviderSilent, {}),
        ((200, {}, b""), ProviderSilent, {}),
        ((200, {}, b"[1]"), ProviderSilent, {}),
        (None, ProviderSilent, {}),
    ],
)
def test_what_fcm_says_once_is_told_apart_by_what_it_means(
    reply: Reply, kind: type[RegularsError], fields: dict[str, Any]
) -> None:
    with fcm_stub(lambda token: reply) as stub:
        (found,) = said(fcm(stub), an_outgoing("t"))
    assert type(found) is kind
    assert {name: getattr(found, name) for name in fields} == fields
    assert stub.tokens == ["t"]  # asked once, and not again by the library


def test_a_key_that_apple_refuses_alarms_and_neither_the_device_nor_the_channel_is_given_up() -> None:
    with fcm_stub(lambda token: refused(401, "THIRD_PARTY_AUTH_ERROR", status="UNAUTHENTICATED")) as stub:
        (found,) = said(fcm(stub), an_outgoing("t"))
    assert isinstance(found, ProviderAway)
    assert (found.reason, found.is_down, found.needs_owner) == ("key_of_apple_or_browser_wrong", False, True)


def test_an_answer_that_takes_too_long_leaves_it_open(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fcm_calls, "ANSWER_SECONDS", 0.2)
    over = threading.Event()

    def late(token: str) -> Reply:
        over.wait(30)
        return taken(token)

    with fcm_stub(late) as stub:
        (found,) = said(fcm(stub), an_outgoing("t"))
        over.set()
    assert isinstance(found, ProviderSilent)
    assert stub.tokens == ["t"]


def test_without_a_connection_nothing_was_taken() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{unused.getsockname()[1]}"
        settings = FcmSettings(project_id=PROJECT, base_url=url)
        (found,) = Fcm(settings).send_all([an_outgoing("t")])
    assert isinstance(found, ProviderAway)
    assert found.reason == "NewConnectionError"


AWAY = refused(503, status="UNAVAILABLE")
LIMITED = refused(429, status="RESOURCE_EXHAUSTED", headers={"Retry-After": "17"})
LIMITED_LONGER = refused(429, status="RESOURCE_EXHAUSTED", headers={"Retry-After": "90"})


@pytest.mark.parametrize(
    ("replies", "kind"),
    [
        ({"a": GONE[0], "b": AWAY}, ProviderAway),
        ({"a": AWAY, "b": None}, ProviderSilent),  # on b it may have come: it must not go again
        ({"a": refused(403), "b": AWAY}, ProviderAway),
        ({"a": GONE[0], "b": refused(400)}, ProviderRefused),
        ({"a": GONE[0], "b": refused(403)}, ProviderAway),
        ({"a": None, "b": taken("b")}, Sent),
        ({"a": AWAY, "b": taken("b")}, Sent),
    ],
)
def test_a_customer_with_several_devices_gets_one_answer(replies: dict[str, Reply], kind: type) -> None:
    with fcm_stub(replies.__getitem__) as stub:
        (found,) = said(fcm(stub), an_outgoing("a", "b"))
    assert type(found) is kind


def test_the_longest_wait_counts() -> None:
    replies = {"a": LIMITED, "b": LIMITED_LONGER, "c": AWAY}
    with fcm_stub(replies.__getitem__) as stub:
        (found,) = said(fcm(stub), an_outgoing("a", "b", "c"))
    assert isinstance(found, ProviderAway)
    assert found.retry_after == timedelta(seconds=90)


@pytest.fixture
def pages(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many devices each call of the library was for."""
    sizes: list[int] = []
    real = messaging.send_each

    def counted(messages: list[messaging.Message], **named: Any) -> messaging.BatchResponse:
        sizes.append(len(messages))
        return real(messages, **named)

    monkeypatch.setattr(messaging, "send_each", counted)
    return sizes


@pytest.mark.parametrize(("devices", "sizes"), [(1, [1]), (500, [500]), (501, [500, 1])])
def test_no_call_is_for_more_than_500_devices(pages: list[int], devices: int, sizes: list[int]) -> None:
    tokens = [f"t{number}" for number in range(devices)]
    with fcm_stub(taken) as stub:
        sent = fcm(stub).send(an_outgoing(*tokens))
    assert pages == sizes
    assert sent.provider_message_id == name_of("t0")
    assert sorted(stub.tokens) == sorted(tokens)


def test_120_customers_go_out_in_one_call_and_each_has_an_answer_of_their_own(pages: list[int]) -> None:
    customers = [an_outgoing(f"{number}-a", f"{number}-b", id=f"m{number}") for number in range(120)]

    def reply(token: str) -> Reply:
        return [taken(token), GONE[0], LIMITED, None][int(token.split("-")[0]) % 4]

    with fcm_stub(reply) as stub:
        found = said(fcm(stub), *customers)
    assert pages == [240]
    assert len(stub.tokens) == 240
    kinds = [Sent, ProviderRefused, ProviderAway, ProviderSilent] * 30
    assert [type(each) for each in found] == kinds
    names = [each.provider_message_id for each in found if isinstance(each, Sent)]
    assert names == [name_of(f"{number}-a") for number in range(0, 120, 4)]
    dead = [each.dead_tokens for each in found if isinstance(each, ProviderRefused)]
    assert dead == [(f"{number}-a", f"{number}-b") for number in range(1, 120, 4)]


def test_a_customer_whose_devices_fall_into_two_calls_has_one_answer(pages: list[int]) -> None:
    many = an_outgoing(*(f"a{number}" for number in range(499)), id="a")
    split = an_outgoing("b0", "b1", id="b")
    with fcm_stub(lambda token: taken(token) if token == "b1" else GONE[0]) as stub:
        first, second = said(fcm(stub), many, split)
    assert pages == [500, 1]
    assert isinstance(first, ProviderRefused)
    assert second == Sent("fcm", name_of("b1"), "Hello", dead_tokens=("b0",))


def test_the_library_is_bounded_where_it_really_sends(monkeypatch: pytest.MonkeyPatch) -> None:
    """The names that are private to firebase-admin, and the address that a longer-known adapter would serve."""
    credential = fcm_calls._Anonymous()
    monkeypatch.setattr(firebase_admin.credentials, "ApplicationDefault", lambda: credential)
    app = fcm_calls.app_for(FcmSettings(project_id=PROJECT))
    service = messaging._get_messaging_service(app)
    assert service._fcm_url == f"https://fcm.googleapis.com/v1/projects/{PROJECT}/messages:send"
    retries = service._client.session.get_adapter(service._fcm_url).max_retries
    assert (retries.total, retries.connect, retries.read, retries.status) == (1, 1, 0, 0)
    assert retries.respect_retry_after_header is False
    assert service._client.timeout == (5.0, 20.0)


def test_an_app_is_made_once_for_its_settings() -> None:
    with fcm_stub(taken) as stub:
        settings = FcmSettings(project_id=PROJECT, base_url=stub.url)
        assert fcm_calls.app_for(settings) is fcm_calls.app_for(settings.model_copy())
        other = FcmSettings(project_id=PROJECT, base_url=stub.url, priority="normal")
        assert fcm_calls.app_for(settings) is not fcm_calls.app_for(other)


def test_no_project_is_a_mistake_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("GOOGLE_CLOUD_PROJECT", "GCLOUD_PROJECT"):
        monkeypatch.delenv(name, raising=False)
    with fcm_stub(taken) as stub:
        (found,) = Fcm(FcmSettings(base_url=stub.url)).send_all([an_outgoing("t")])
    assert isinstance(found, Misconfigured)
    assert stub.tokens == []
    assert firebase_admin._apps == {}


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (auth_errors.TransportError("x"), ProviderAway),
        (auth_errors.RefreshError("x"), Misconfigured),
    ],
)
def test_without_an_access_token_nothing_goes_out_and_every_message_has_the_error(
    monkeypatch: pytest.MonkeyPatch, error: Exception, kind: type[RegularsError]
) -> None:
    def fail(self: Any, request: Any) -> None:
        raise error

    monkeypatch.setattr(fcm_calls._NoToken, "refresh", fail)
    with fcm_stub(taken) as stub:
        found = said(fcm(stub), an_outgoing("a"), an_outgoing("b"))
    assert [type(each) for each in found] == [kind, kind]
    assert stub.tokens == []


def test_it_serves_push_of_a_business_that_names_it_many_at_once() -> None:
    org = an_org().model_copy(update={"served_by": {"push": "fcm"}, "providers": {"fcm": {}}})
    provider = provider_for(org, "push")
    assert isinstance(provider, BatchProvider)
    assert (provider.name, provider.most_at_once) == ("fcm", 500)


@pytest.mark.parametrize(
    ("settings", "field"),
    [
        ({"ttl": 2_419_201}, "ttl"),
        ({"ttl": -1}, "ttl"),
        ({"priority": "urgent"}, "priority"),
        ({"project_id": "Not A Project"}, "project_id"),
        ({"base_url": "fcm"}, "base_url"),
        ({"server_key": "x"}, "server_key"),
    ],
)
def test_settings_that_cannot_be_are_said_by_field(settings: dict[str, Any], field: str) -> None:
    with pytest.raises(Malformed) as caught:
        parse_settings("fcm", settings)
    assert [fault.path for fault in caught.value.faults] == [field]


def test_settings_come_back_from_the_store_as_they_were() -> None:
    settings = parse_settings("fcm", {"ttl": 3600, "android_channel_id": "offers"})
    assert parse_settings("fcm", settings.model_dump(mode="json")) == settings


def test_reading_its_settings_loads_nothing_of_firebase() -> None:
    loaded = "any(name in sys.modules for name in ('firebase_admin', 'httpx'))"
    code = f"import sys, functions.providers.fcm.sending; sys.exit({loaded})"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0

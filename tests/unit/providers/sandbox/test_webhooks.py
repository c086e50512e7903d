"""The sandbox's callbacks: signed with the secret that its settings name, a list of items, each apart."""

import hashlib
import hmac
import json
from typing import Any

import pytest

from functions.domain.kernel.errors import Malformed, Misconfigured
from functions.domain.providers.events import ITEM, BrokenItem, ProviderEvent
from functions.providers.contract import Callback
from functions.providers.sandbox import webhooks as sandbox
from functions.providers.sandbox.settings import SandboxSettings
from tests.builders import an_org
from tests.provider_events import a_status, an_inbound

SETTINGS = SandboxSettings.model_validate({"callback_secret": {"secret": "SANDBOX_SECRET"}})
BODY = b"[]"


def a_callback(body: bytes = BODY, **changes: Any) -> Callback:
    headers = {"x-signature": "sha256=" + hmac.new(b"tell", body, hashlib.sha256).hexdigest()}
    defaults = {"method": "POST", "url": "https://x", "query": {}, "headers": headers, "body": body}
    return Callback(**(defaults | changes))


@pytest.fixture(autouse=True)
def _secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SANDBOX_SECRET", "tell")


def test_what_its_secret_signed_is_genuine() -> None:
    assert sandbox.verify(a_callback(), SETTINGS)


@pytest.mark.parametrize("signature", [None, "", "sha256=é", "sha256=" + "0" * 64])
def test_a_signature_of_another_secret_is_not_genuine(signature: str | None) -> None:
    headers = {} if signature is None else {"x-signature": signature}
    assert not sandbox.verify(a_callback(headers=headers), SETTINGS)


def test_a_body_that_was_changed_is_not() -> None:
    signed = a_callback()
    assert not sandbox.verify(a_callback(b"[ ]", headers=signed.headers), SETTINGS)


def test_without_a_secret_nothing_is_genuine() -> None:
    assert not sandbox.verify(a_callback(), SandboxSettings())


def test_a_secret_that_is_not_there_is_said_by_its_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SANDBOX_SECRET")
    with pytest.raises(Misconfigured, match="SANDBOX_SECRET"):
        sandbox.verify(a_callback(), SETTINGS)


def test_a_handshake_gives_the_challenge_back_and_a_post_is_none() -> None:
    given = sandbox.handshake(a_callback(b"", method="GET", query={"challenge": "7"}), SETTINGS)
    assert given is not None
    assert (given.status, given.body) == (200, b"7")
    assert sandbox.handshake(a_callback(), SETTINGS) is None


def test_items_come_out_as_they_went_in_and_a_bad_one_is_broken_alone() -> None:
    sent: list[ProviderEvent] = [an_inbound(), a_status()]
    contents = [ITEM.dump_python(item, mode="json") for item in sent]
    body = json.dumps([contents[0], {"item": "status", "id": 5}, "?", contents[1]]).encode()
    found = sandbox.parse_events(an_org(), a_callback(body), SETTINGS)
    assert [found[0], found[3]] == sent
    assert [item.raw for item in found if isinstance(item, BrokenItem)] == [{"item": "status", "id": 5}, "?"]


@pytest.mark.parametrize("body", [b"", b"{", b"{}", b"7", b"\xff"])
def test_a_body_that_is_no_list_is_malformed(body: bytes) -> None:
    with pytest.raises(Malformed):
        sandbox.parse_events(an_org(), a_callback(body), SETTINGS)

"""Which provider serves a channel: the one that the business names, the sandbox until then, or a word why none."""

import ast
import sys
from pathlib import Path
from typing import Any, get_args

import pytest

from functions.domain.kernel.errors import Malformed, Misconfigured
from functions.domain.orgs.org import Org
from functions.domain.providers.content import Content, Outgoing
from functions.domain.providers.send_results import Sent
from functions.domain.settings.types import Channel
from functions.providers import registry
from functions.providers.contract import BatchProvider
from functions.providers.registry import (
    PROVIDERS,
    Listed,
    calls_back,
    parse_settings,
    provider_for,
    sending_of,
    webhooks_of,
)
from functions.providers.sandbox.sending import Sandbox
from tests.builders import an_org
from tests.unit.providers import post
from tests.unit.providers.post.sending import Post

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(autouse=True)
def _with_the_post(monkeypatch: pytest.MonkeyPatch) -> None:
    """One more provider, with settings of its own: tests/unit/providers/post."""
    monkeypatch.setattr(registry, "PROVIDERS", {**PROVIDERS, "post": Listed(post.__name__, ("email",))})


def org_with(served_by: dict[Channel, str], **providers: dict[str, Any]) -> Org:
    return an_org().model_copy(update={"served_by": served_by, "providers": providers})


@pytest.mark.parametrize("channel", get_args(Channel))
def test_a_business_that_names_no_provider_has_the_sandbox_on_every_channel(channel: Channel) -> None:
    assert provider_for(an_org(), channel) == Sandbox(channel)


@pytest.mark.item("S004-23")
def test_the_named_provider_serves_its_channel_with_its_settings_and_the_sandbox_the_others() -> None:
    org = org_with({"email": "post"}, post={"sender": "kopi@example.com", "key": {"secret": "KEY"}})
    provider = provider_for(org, "email")
    assert isinstance(provider, Post)
    assert (provider.channel, provider.settings.sender) == ("email", "kopi@example.com")
    assert provider_for(org, "sms") == Sandbox("sms")


@pytest.mark.parametrize(
    ("served_by", "providers", "channel"),
    [
        ({"email": "pigeon"}, {}, "email"),
        ({"sms": "post"}, {"post": {"sender": "x", "key": {"secret": "KEY"}}}, "sms"),
        ({"email": "sendgrid"}, {}, "email"),
        ({"email": "post"}, {}, "email"),
        ({"email": "post"}, {"post": {"sender": "x", "key": "plain text"}}, "email"),
        ({"email": "sandbox"}, {"sandbox": {"colour": "red"}}, "email"),
    ],
    ids=[
        "nobody knows it",
        "another channel",
        "only reports",
        "no settings",
        "a credential",
        "an unknown setting",
    ],
)
def test_a_channel_that_is_not_set_up_says_so_without_its_settings(
    served_by: dict[Channel, str], providers: dict[str, Any], channel: Channel
) -> None:
    with pytest.raises(Misconfigured) as caught:
        provider_for(org_with(served_by, **providers), channel)
    assert caught.value.provider == served_by[channel]
    assert "plain text" not in str(caught.value)


def test_settings_are_refused_field_by_field() -> None:
    with pytest.raises(Malformed) as caught:
        parse_settings("post", {"key": {"secret": "lower case"}, "colour": "red"})
    assert sorted(fault.path for fault in caught.value.faults) == ["colour", "key.secret", "sender"]
    assert "lower case" not in str(caught.value)


def test_a_provider_s_settings_are_read_without_what_sends(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("settings", "sending"):
        monkeypatch.delitem(sys.modules, f"{post.__name__}.{module}")
    provider_for(an_org(), "email")
    assert f"{post.__name__}.settings" not in sys.modules
    parse_settings("post", {"sender": "x", "key": {"secret": "KEY"}})
    assert f"{post.__name__}.settings" in sys.modules
    assert f"{post.__name__}.sending" not in sys.modules


@pytest.mark.parametrize("name", PROVIDERS)
def test_a_provider_s_folder_holds_what_the_list_says_of_it(name: str) -> None:
    listed = PROVIDERS[name]
    found = {path.stem for path in (ROOT / "functions" / "providers" / name).glob("*.py")}
    assert "settings" in found
    assert ("sending" in found) == bool(listed.channels)
    assert ("webhooks" in found) == listed.calls_back == calls_back(name)
    if listed.channels:
        assert callable(sending_of(name).make)
    if listed.calls_back:
        webhooks = webhooks_of(name)
        assert all(map(callable, (webhooks.verify, webhooks.handshake, webhooks.parse_events)))


def test_every_folder_of_a_provider_is_in_the_list() -> None:
    folders = {path.parent.name for path in (ROOT / "functions" / "providers").glob("*/settings.py")}
    assert set(PROVIDERS) == folders


def test_the_domain_knows_no_provider_by_name() -> None:
    texts = {
        node.value
        for path in (ROOT / "functions" / "domain").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    assert texts & set(PROVIDERS) == set()


@pytest.mark.parametrize("name", ["fcm", "smtp", "pigeon", "orders"])
def test_what_is_no_provider_or_never_calls_does_not_call_back(name: str) -> None:
    assert not calls_back(name)


def test_the_sandbox_takes_a_message_again_under_the_same_id() -> None:
    outgoing = Outgoing("kopi", "m", "sms", "marketing", "Kopi", "+12025550123", Content("the text"))
    sandbox = Sandbox("sms")
    assert [sandbox.send(outgoing), sandbox.send(outgoing)] == [
        Sent("sandbox", "sandbox:sms:m", "the text")
    ] * 2
    assert isinstance(sandbox, BatchProvider)
    assert "+12025550123" not in repr(outgoing)
    assert "the text" not in repr(outgoing)

"""Which provider serves a channel: the one that the business names, the sandbox until then, or a word why none."""

import sys
from typing import Any, get_args

import pytest

from functions.domain.kernel.errors import Malformed, Misconfigured
from functions.domain.orgs.org import Org
from functions.domain.providers.content import Content, Outgoing
from functions.domain.providers.send_results import Sent
from functions.domain.settings.types import Channel
from functions.providers import registry
from functions.providers.callback_registry import MODULES
from functions.providers.registry import PROVIDERS, BatchProvider, Listed, parse_settings, provider_for
from functions.providers.sandbox.sending import Sandbox
from tests.builders import an_org
from tests.unit.providers import post


@pytest.fixture(autouse=True)
def _with_the_post(monkeypatch: pytest.MonkeyPatch) -> None:
    """One more provider, with settings of its own: tests/unit/providers/post.py."""
    monkeypatch.setattr(registry, "PROVIDERS", {**PROVIDERS, "post": Listed(post.__name__, ("email",))})


def org_with(served_by: dict[Channel, str], **providers: dict[str, Any]) -> Org:
    return an_org().model_copy(update={"served_by": served_by, "providers": providers})


@pytest.mark.parametrize("channel", get_args(Channel))
def test_a_business_that_names_nobody_has_the_sandbox_on_every_channel(channel: Channel) -> None:
    assert provider_for(an_org(), channel) == Sandbox(channel)


@pytest.mark.item("S004-23")
def test_the_named_provider_serves_its_channel_with_its_settings_and_the_sandbox_the_others() -> None:
    org = org_with({"email": "post"}, post={"sender": "kopi@example.com", "key": {"secret": "KEY"}})
    provider = provider_for(org, "email")
    assert isinstance(provider, post.Post)
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


def test_a_provider_s_file_is_read_when_it_is_first_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, post.__name__)
    provider_for(an_org(), "email")
    assert post.__name__ not in sys.modules
    parse_settings("post", {"sender": "x", "key": {"secret": "KEY"}})
    assert post.__name__ in sys.modules


def test_every_provider_that_sends_nothing_reports() -> None:
    assert {name for name, listed in PROVIDERS.items() if not listed.channels} <= set(MODULES)
    assert set(MODULES) <= set(PROVIDERS)


def test_the_sandbox_takes_a_message_again_under_the_same_id() -> None:
    outgoing = Outgoing("kopi", "m", "sms", "marketing", "Kopi", "+12025550123", Content("the text"))
    sandbox = Sandbox("sms")
    assert [sandbox.send(outgoing), sandbox.send(outgoing)] == [
        Sent("sandbox", "sandbox:sms:m", "the text")
    ] * 2
    assert isinstance(sandbox, BatchProvider)
    assert "+12025550123" not in repr(outgoing)
    assert "the text" not in repr(outgoing)

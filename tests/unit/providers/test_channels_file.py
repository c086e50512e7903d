"""The file that sets up channels: what it gives, and every way in which it can be wrong, by field."""

from pathlib import Path
from typing import Any

import pytest

from functions.domain.kernel.errors import Malformed, Misconfigured
from functions.providers import channels_file as files
from functions.providers import registry
from functions.providers.channels_file import ChannelsFile, parse_channels, read_channels
from functions.providers.registry import PROVIDERS, Listed
from functions.providers.secrets import SecretName, reveal
from tests.unit.providers import post

POST: dict[str, Any] = {"sender": "kopi@example.com", "key": {"secret": "KOPI_POST"}}
STORED = {"sender": "kopi@example.com", "key": {"secret": "KOPI_POST"}, "accounts": []}


@pytest.fixture(autouse=True)
def _with_the_post(monkeypatch: pytest.MonkeyPatch) -> None:
    listed = {
        "sandbox": PROVIDERS["sandbox"],
        "post": Listed(post.__name__, ("sms", "email")),
        "reports": Listed("functions.providers.sandbox"),
    }
    for module in (registry, files):
        monkeypatch.setattr(module, "PROVIDERS", listed)


def faults_of(content: object) -> dict[str, str]:
    with pytest.raises(Malformed) as caught:
        parse_channels(content, "channels.yaml")
    assert caught.value.what == "channels.yaml"
    return {fault.path: fault.message for fault in caught.value.faults}


def test_a_provider_serves_every_channel_that_it_can() -> None:
    assert parse_channels({"post": POST}, "f") == ChannelsFile(
        {"post": STORED}, {"sms": "post", "email": "post"}, (), ("KOPI_POST",)
    )


@pytest.mark.parametrize(
    ("wanted", "served"),
    [(["sms"], ["sms"]), (["email", "sms"], ["sms", "email"]), (["sms", "sms"], ["sms"]), ([], [])],
)
def test_a_provider_serves_the_channels_that_are_named(wanted: list[str], served: list[str]) -> None:
    found = parse_channels({"post": {**POST, "channels": wanted}}, "f")
    assert found.served_by == dict.fromkeys(served, "post")
    assert found.providers == {"post": STORED}


def test_two_providers_share_the_channels_as_they_are_told_to() -> None:
    content = {"post": {**POST, "channels": ["email"]}, "sandbox": {"channels": ["push", "sms"]}}
    found = parse_channels(content, "f")
    assert found.served_by == {"email": "post", "push": "sandbox", "sms": "sandbox"}


def test_a_provider_that_needs_no_settings_has_none_and_one_that_only_reports_serves_nothing() -> None:
    found = parse_channels({"sandbox": None, "reports": {}}, "f")
    assert found.providers == {name: {"callback_secret": None} for name in ("sandbox", "reports")}
    assert set(found.served_by.values()) == {"sandbox"}
    assert found.secret_names == ()


def test_every_secret_that_is_named_is_found_once_however_deep() -> None:
    accounts = [{"name": "a", "token": {"secret": "KOPI_A"}}, {"name": "b", "token": {"secret": "KOPI_POST"}}]
    assert parse_channels({"post": {**POST, "accounts": accounts}}, "f").secret_names == (
        "KOPI_A",
        "KOPI_POST",
    )


@pytest.mark.parametrize(
    ("content", "path", "part"),
    [
        (None, "file", "provider: settings"),
        ([], "file", "provider: settings"),
        ({}, "file", "provider: settings"),
        ("post", "file", "provider: settings"),
        ({"pigeon": {}}, "pigeon", "is no provider; there are sandbox, post, reports"),
        ({7: {}}, "7", "is no provider"),
        ({"post": "x"}, "post", "must be settings by name"),
        ({"post": {**POST, "channels": "sms"}}, "post.channels", "must be a list of sms, email"),
        ({"post": {**POST, "channels": ["push"]}}, "post.channels", "must be a list of sms, email"),
        ({"reports": {"channels": ["email"]}}, "reports.channels", "must be a list of nothing"),
        ({"post": {"sender": "x"}}, "post.key", "required"),
        ({"post": {**POST, "key": "plain text"}}, "post.key", ""),
        ({"post": {**POST, "colour": "red"}}, "post.colour", ""),
        (
            {"post": POST, "sandbox": {"channels": ["sms"]}},
            "sandbox.channels",
            "sms is served by post already",
        ),
    ],
)
def test_a_file_that_is_wrong_names_the_field_and_the_reason(content: object, path: str, part: str) -> None:
    faults = faults_of(content)
    assert list(faults) == [path]
    assert part in faults[path].lower() or part in faults[path]
    assert "plain text" not in faults[path]


def test_all_that_is_wrong_is_said_at_once() -> None:
    assert set(faults_of({"pigeon": {}, "post": {}, "sandbox": {"channels": ["fax"]}})) == {
        "pigeon",
        "post.sender",
        "post.key",
        "sandbox.channels",
    }


def test_a_file_is_read_as_yaml(tmp_path: Path) -> None:
    file = tmp_path / "channels.yaml"
    file.write_text("post: {sender: kopi@example.com, key: {secret: KOPI_POST}}\n", encoding="utf-8")
    assert read_channels(file).providers == {"post": STORED}


@pytest.mark.parametrize(
    ("text", "place"), [("post: {\n  sender: x\n", "line"), ("", "file"), ("a: b: c", "line 1")]
)
def test_what_is_no_yaml_or_no_settings_is_refused_with_its_place(
    tmp_path: Path, text: str, place: str
) -> None:
    file = tmp_path / "channels.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(Malformed) as caught:
        read_channels(file)
    assert caught.value.what == "channels.yaml"
    assert caught.value.faults[0].path.startswith(place)


def test_a_secret_is_found_in_the_environment_or_named_as_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    name = SecretName(secret="KOPI_POST")
    monkeypatch.setenv("KOPI_POST", "the value")
    assert reveal(name, "post") == "the value"
    for empty in ("", None):
        if empty is None:
            monkeypatch.delenv("KOPI_POST")
        else:
            monkeypatch.setenv("KOPI_POST", empty)
        with pytest.raises(Misconfigured) as caught:
            reveal(name, "post")
        assert "KOPI_POST" in str(caught.value)


@pytest.mark.parametrize("content", [b"\xff\xfe", b"smtp: 2025-13-45", b"[" * 3000, b"a: " + b"1" * 5000])
def test_a_file_of_anything_is_refused_in_words(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "channels.yaml"
    file.write_bytes(content)
    with pytest.raises(Malformed, match=r"channels.yaml: (file|line 1): "):
        read_channels(file)

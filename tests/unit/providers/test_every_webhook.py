"""What the webhooks of all providers have in common: see functions/providers/contract.py."""

import dataclasses
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from functions.domain.kernel.errors import Malformed
from functions.domain.providers.events import ITEM, BrokenItem, ProviderEvent, StatusItem
from functions.providers.contract import Callback
from functions.providers.registry import PROVIDERS, parse_settings, webhooks_of
from tests.builders import an_org
from tests.unit.providers.reports import REPORTING

OURS = "winback:30:c1:2025-01-25"
ORG = an_org()
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@pytest.fixture(autouse=True)
def _secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KOPI_SECRET", "whsec_c2VjcmV0")


def read(provider: str, callback: Callback) -> list[ProviderEvent]:
    """The events of a callback, each after its way through a task."""
    chosen = parse_settings(provider, REPORTING[provider].settings)
    events = webhooks_of(provider).parse_events(ORG, callback, chosen)
    return [ITEM.validate_json(json.dumps(ITEM.dump_python(event, mode="json"))) for event in events]


def report(provider: str, id: str = OURS) -> StatusItem:
    (event,) = read(provider, REPORTING[provider].report(id))
    assert isinstance(event, StatusItem), event
    return event


def test_each_provider_that_calls_back_has_a_report_here() -> None:
    assert set(REPORTING) == {name for name, listed in PROVIDERS.items() if listed.calls_back}


@pytest.mark.parametrize("provider", REPORTING)
def test_a_report_names_its_provider_and_its_message(provider: str) -> None:
    status = report(provider)
    assert (status.provider, status.status) == (provider, "delivered")
    assert status.id
    assert status.message_id == (OURS if REPORTING[provider].returns_our_id else None)


@pytest.mark.parametrize("provider", REPORTING)
def test_a_report_that_comes_again_is_the_same_event(provider: str) -> None:
    first, again = (report(provider).model_dump(exclude={"at"}) for _ in range(2))
    assert first == again


@pytest.mark.parametrize("id", ["o", "winback:30:c1", "pos:ORD 7", "অর্ডার", "a" * 512, "_a_", "..."])
@pytest.mark.parametrize("provider", [name for name, each in REPORTING.items() if each.returns_our_id])
def test_our_id_of_a_message_comes_back_as_it_was(provider: str, id: str) -> None:
    assert report(provider, id).message_id == id


@pytest.mark.parametrize(
    "id",
    [
        "",
        ".",
        "..",
        "__x__",
        "a/b",
        "/",
        "a\nb",
        "a\0b",
        "\x7f",
        "a\ufffdb",
        "a" * 513,
        "ক" * 501,
    ],
)
@pytest.mark.parametrize("provider", [name for name, each in REPORTING.items() if each.returns_our_id])
def test_what_cannot_be_an_id_of_ours_is_not_taken_for_one(provider: str, id: str) -> None:
    assert report(provider, id).message_id is None


def test_half_a_character_is_in_no_id_of_ours() -> None:
    assert report("twilio", "a\ud800b").message_id is None


@pytest.mark.parametrize("proof", [None, "", "wrong", "sha256=", "v1,", "é", "\ud800", "x" * 10_000, "AAAA"])
@pytest.mark.parametrize("provider", REPORTING)
def test_without_its_proof_no_callback_is_genuine(provider: str, proof: str | None) -> None:
    reporting = REPORTING[provider]
    headers = {} if proof is None else {reporting.proof: proof}
    callback = dataclasses.replace(reporting.report(OURS), headers=headers)
    chosen = parse_settings(provider, reporting.settings)
    assert webhooks_of(provider).verify(callback, chosen) is False


@pytest.mark.parametrize("body", [b"", b"{", b"\xff\xfe", b"null", b"7", b'"text"', b"[" * 100_000])
@pytest.mark.parametrize("provider", [name for name in REPORTING if name != "twilio"])  # its bodies are forms
def test_a_body_that_is_not_of_the_provider_s_form_is_malformed(provider: str, body: bytes) -> None:
    with pytest.raises(Malformed):
        read(provider, dataclasses.replace(REPORTING[provider].report(OURS), body=body))


def _changed(value: Any, path: list[int], wrong: Any) -> Any:
    """A JSON value in which the part at a path of numbers is replaced."""
    if not path or not isinstance(value, dict | list) or not value:
        return wrong
    if isinstance(value, list):
        index = path[0] % len(value)
        return [_changed(each, path[1:], wrong) if i == index else each for i, each in enumerate(value)]
    name = list(value)[path[0] % len(value)]
    return value | {name: _changed(value[name], path[1:], wrong)}


@pytest.mark.parametrize("provider", [name for name in REPORTING if name != "twilio"])
@settings(max_examples=40, deadline=None)
@given(path=st.lists(st.integers(0, 9), max_size=6), wrong=JSON)
def test_whatever_stands_in_a_part_is_read_or_kept_or_malformed(
    provider: str, path: list[int], wrong: Any
) -> None:
    callback = REPORTING[provider].report(OURS)
    body = json.dumps(_changed(json.loads(callback.body), path, wrong)).encode()
    try:
        events = read(provider, dataclasses.replace(callback, body=body))
    except Malformed:
        return
    for event in events:
        assert isinstance(event, BrokenItem | StatusItem) or event.item in (
            "message",
            "preference",
            "gateway",
        )
        json.dumps(ITEM.dump_python(event, mode="json"), ensure_ascii=False).encode()

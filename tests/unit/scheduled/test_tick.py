"""A tick tries all that is due, and what fails in it is in the log."""

import logging
from datetime import datetime
from typing import Any

import pytest

from functions.domain.kernel.errors import RegularsError, StoreAway
from functions.domain.wake_ups.table import WAKE_UPS
from functions.scheduled import tick as ticking
from tests.builders import NOON, PHONE


def run(
    monkeypatch: pytest.MonkeyPatch, errors: dict[str, Exception], lost: StoreAway | None = None
) -> list[str]:
    """The collections that were tried, though these fail."""
    tried: list[str] = []

    def wake_page(collection: str, at: datetime) -> int:
        tried.append(collection)
        if collection in errors:
            raise errors[collection]
        return 3

    def settle_lost(at: datetime) -> Any:
        tried.append("commands")
        return lost

    monkeypatch.setattr(ticking, "wake_page", wake_page)
    monkeypatch.setattr(ticking, "settle_lost", settle_lost)
    ticking.tick(NOON)
    return tried


def test_each_collection_and_the_lost_commands_are_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    assert sorted(run(monkeypatch, {})) == sorted([*WAKE_UPS, "commands"])


def test_each_error_is_logged_without_its_words_and_one_is_raised(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    errors: dict[str, Exception] = {"carts": ValueError(PHONE), "tasks": KeyError(PHONE)}
    with caplog.at_level(logging.WARNING), pytest.raises(RegularsError) as caught:
        run(monkeypatch, errors, lost=StoreAway("UNAVAILABLE"))
    assert PHONE not in str(caught.value)
    lines = sorted(record.getMessage() for record in caplog.records)
    assert [line.split(" trace=")[0] for line in lines] == [
        "tick_deferred collection=commands error=store_away",
        "tick_failed collection=carts",
        "tick_failed collection=tasks",
    ]
    assert PHONE not in caplog.text

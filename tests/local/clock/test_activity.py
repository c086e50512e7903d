"""Quiet means that nothing is under way and nothing is owed."""

import threading

import pytest

from local.clock import activity
from local.clock.activity import Activity


def test_quiet_at_first_and_again_when_all_has_ended() -> None:
    tracked = Activity()
    assert tracked.wait_quiet(0)
    tracked.begin("call")
    tracked.begin("call")
    tracked.end("call")
    assert not tracked.wait_quiet(0)
    tracked.end("call")
    assert tracked.wait_quiet(0)


def test_waiting_ends_as_soon_as_the_last_piece_does() -> None:
    tracked = Activity()
    tracked.begin("call")
    threading.Timer(0.02, tracked.end, ("call",)).start()

    assert tracked.wait_quiet(10)


def test_owed_is_under_way_until_it_is_settled() -> None:
    tracked = Activity()
    tracked.owe("event")
    assert not tracked.wait_quiet(0)
    assert tracked.snapshot() == {"event": 1}
    tracked.settle("event")
    assert tracked.wait_quiet(0)


def test_settling_what_nobody_owes_changes_nothing() -> None:
    tracked = Activity()
    tracked.settle("event")
    tracked.owe("event")

    assert not tracked.wait_quiet(0)


def test_owed_that_never_comes_is_forgotten_with_a_warning(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(activity, "_OWED_FOR_S", 0.02)
    tracked = Activity()
    tracked.owe("event")

    assert tracked.wait_quiet(5)
    assert "event" in caplog.text


def test_held_back_counts_only_where_it_is_asked_for() -> None:
    tracked = Activity()
    tracked.hold_back("rate")
    assert tracked.wait_quiet(0)
    assert not tracked.wait_quiet(0, held_back_too=True)
    tracked.let_go("rate")
    assert tracked.wait_quiet(0, held_back_too=True)

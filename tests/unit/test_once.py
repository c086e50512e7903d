"""What an instance makes once is made once, though its first requests come together."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import firebase_admin
import pytest

from functions.identity_platform import app as identity_platform
from functions.once import once
from functions.store import firestore

CALLERS = 8


def called_together(make: Callable[[], Any]) -> list[Any]:
    """What each of several callers gets that call at one moment."""
    start = threading.Barrier(CALLERS)

    def call(_: int) -> Any:
        start.wait(5)
        return make()

    with ThreadPoolExecutor(CALLERS) as callers:
        return list(callers.map(call, range(CALLERS)))


def test_callers_who_come_together_get_the_same() -> None:
    calls: list[int] = []

    @once
    def slow() -> object:
        calls.append(1)
        time.sleep(0.02)
        return object()

    assert len(set(map(id, called_together(slow)))) == 1
    assert calls == [1]


def test_none_is_kept_like_any_other_value() -> None:
    calls: list[int] = []
    nothing = once(lambda: calls.append(1))
    assert (nothing(), nothing(), calls) == (None, None, [1])


def test_an_error_is_not_kept() -> None:
    answers = iter([0, 1])
    divided = once(lambda: 1 // next(answers))
    with pytest.raises(ZeroDivisionError):
        divided()
    assert divided() == 1


def test_what_was_made_is_made_anew_once_it_is_forgotten() -> None:
    made = once(object)
    before = made()
    made.cache_clear()
    assert made() is not before


def test_first_requests_that_come_together_share_one_channel_and_one_store(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    opened: list[int] = []

    def open_stubs(*_: Any) -> object:
        opened.append(1)
        time.sleep(0.02)
        return object()

    monkeypatch.setattr(firestore, "Stubs", open_stubs)
    monkeypatch.setenv("GOOGLE_CLOUD_PROJECT", "demo-regulars")
    forget()
    try:
        assert len(set(map(id, called_together(firestore.store)))) == 1
    finally:
        forget()
    assert opened == [1]


def test_first_requests_that_come_together_share_the_app_that_checks_their_tokens(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made: list[object] = []

    def get_app() -> object:
        if not made:
            raise ValueError("there is no app")
        return made[0]

    def initialize_app() -> object:
        time.sleep(0.02)
        if made:
            raise ValueError("the app exists")
        made.append(object())
        return made[0]

    monkeypatch.setattr(firebase_admin, "get_app", get_app)
    monkeypatch.setattr(firebase_admin, "initialize_app", initialize_app)
    identity_platform.auth_app.cache_clear()
    try:
        assert called_together(identity_platform.auth_app) == made * CALLERS
    finally:
        identity_platform.auth_app.cache_clear()


def forget() -> None:
    firestore.store.cache_clear()
    firestore.backend.cache_clear()

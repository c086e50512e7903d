"""What WhatsApp says of a template holds until it says otherwise; old news and other providers' words do not."""

import itertools
from datetime import datetime, timedelta
from typing import Any

import pytest

from functions.domain.orgs import approvals
from functions.domain.orgs.approvals import enter_approval, record_approval
from functions.domain.providers.events import TemplateItem
from tests.builders import NOON
from tests.memory import Billed, DictBackend, a_store, run
from tests.unit.domain.orgs.test_gateways import an_org_with_waha


def a_word(state: Any, *, minutes: int = 0, **changes: Any) -> TemplateItem:
    given = {
        "provider": "waha",
        "channel": "whatsapp",
        "id": "t1",
        "at": NOON + timedelta(minutes=minutes),
        "name": "winback_30",
        "language": "en_US",
        "state": state,
    }
    return TemplateItem.model_validate(given | changes)


def tell(backend: DictBackend, item: TemplateItem) -> bool:
    return run(a_store(backend), lambda: record_approval("kopi", item))


def enter(backend: DictBackend, state: Any, at: datetime = NOON) -> None:
    key = "winback_30:en_US"
    run(
        a_store(backend),
        lambda: enter_approval("kopi", key, state, reason=None, by="market", now=at),
    )


def states(backend: DictBackend) -> dict[str, str]:
    known = backend.documents["orgs/kopi"].get("approvals") or {}
    return {key: each["state"] for key, each in known.items()}


def test_the_latest_word_holds_in_whatever_order_they_come() -> None:
    words = (a_word("approved"), a_word("paused", minutes=5), a_word("approved", minutes=9))
    for order in itertools.permutations((*words, words[1])):
        backend = an_org_with_waha()
        for word in order:
            tell(backend, word)
        assert states(backend) == {"winback_30:en_US": "approved"}


def test_a_word_bills_one_read_and_one_write_and_a_repeat_the_read() -> None:
    backend = an_org_with_waha()
    assert tell(backend, a_word("paused"))
    assert backend.billed == Billed(reads=1, writes=1)
    assert not tell(backend, a_word("paused"))
    assert backend.billed == Billed(reads=2, writes=1)


def test_a_provider_that_does_not_serve_the_channel_says_nothing() -> None:
    backend = an_org_with_waha()
    assert not tell(backend, a_word("paused", provider="whatsapp_cloud"))
    assert states(backend) == {}


def test_what_a_member_enters_holds_until_the_provider_says_something_later() -> None:
    backend = an_org_with_waha()
    enter(backend, "paused", NOON + timedelta(minutes=5))
    assert backend.documents["orgs/kopi"]["approvals"]["winback_30:en_US"]["by"] == "market"
    tell(backend, a_word("approved"))
    assert states(backend) == {"winback_30:en_US": "paused"}
    writes = backend.billed.writes
    enter(backend, "paused", NOON + timedelta(hours=1))
    assert backend.billed.writes == writes
    tell(backend, a_word("approved", minutes=6))
    assert states(backend) == {"winback_30:en_US": "approved"}


def test_of_too_many_the_oldest_approved_ones_are_forgotten_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(approvals, "MOST_KEPT", 2)
    backend = an_org_with_waha()
    for minute, (name, state) in enumerate((("a", "paused"), ("b", "approved"), ("c", "approved"))):
        tell(backend, a_word(state, minutes=minute, name=name))
    assert states(backend) == {"a:en_US": "paused", "c:en_US": "approved"}

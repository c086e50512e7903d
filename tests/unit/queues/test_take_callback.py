"""Items are taken in one by one: what fails for good is kept and holds nobody up, what may work later comes again."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from functions.cloud_tasks.callback_items import pack
from functions.domain.kernel.errors import StoreAway, TooEarly, UnknownOrg
from functions.domain.providers.events import BrokenItem
from functions.queues.take_callback import take_callback
from functions.store.commit import OutcomeUnknown
from functions.store.snapshots import Snapshot
from tests.builders import PHONE, a_customer, a_message
from tests.provider_events import a_preference, a_status, an_inbound
from tests.unit.conftest import World

BROKEN = BrokenItem(provider="sandbox", id="7", reason="has no sender", raw={"from": [[PHONE]]})


def take(*items: Any, tries: int = 0) -> None:
    contents = [item if isinstance(item, dict) else pack(item).content for item in items]
    take_callback({"org": "kopi", "provider": "sandbox", "items": contents}, tries)


def sent(world: World, **changes: Any) -> None:
    defaults = {
        "status": "sent",
        "provider": "sandbox",
        "provider_message_id": "out-1",
        "channel": "whatsapp",
        "created_at": datetime.now(UTC),
    }
    world.backend.put(a_message(**(defaults | changes)))
    world.backend.put(a_customer())


def kept(world: World) -> list[str]:
    """The provider's ids of the messages that are kept."""
    found = world.backend.all("conversations")
    return sorted(fields["provider_message_id"] for id, fields in found.items() if "/" in id)


def test_each_kind_of_item_takes_effect(world: World) -> None:
    sent(world)
    take(a_status(), an_inbound(), a_preference(id="wish", phone=PHONE))
    assert world.backend.one("messages")["status"] == "delivered"
    assert kept(world) == ["in-1"]
    refused = [c for c in world.backend.all("customers").values() if c["consents"]]
    assert [c["consents"]["whatsapp"]["marketing"]["granted"] for c in refused] == [False]


UNREADABLE: dict[str, Any] = {
    "broken": BROKEN,
    "of no kind": {"item": "poem", "id": "1"},
    "without a sender": an_inbound(id="nobody", sender={}),
}


@pytest.mark.parametrize("bad", UNREADABLE.values(), ids=UNREADABLE.keys())
def test_one_bad_item_is_kept_with_all_that_it_held_and_its_neighbours_go_on(world: World, bad: Any) -> None:
    take(an_inbound(id="in-1"), bad, an_inbound(id="in-2"))
    assert kept(world) == ["in-1", "in-2"]
    letter = world.backend.one("dead_letters")
    assert letter["source"] == "callback:sandbox"
    assert json.loads(letter["payload"]["raw"]) == (bad if isinstance(bad, dict) else pack(bad).content)


def test_a_bad_item_that_comes_twice_is_one_letter(world: World) -> None:
    take(BROKEN)
    take(BROKEN)
    letter = world.backend.one("dead_letters")
    assert (letter["attempts"], letter["error"]["message"]) == (2, "sandbox: item: has no sender")


def test_no_id_of_a_letter_tells_who_it_was(world: World) -> None:
    take(BrokenItem(provider="sandbox", id=PHONE, reason="?", raw=PHONE))
    (id,) = world.backend.all("dead_letters")
    assert PHONE[1:] not in id


@pytest.mark.parametrize(("tries", "comes_again"), [(0, True), (1, True), (2, True), (3, False), (99, False)])
def test_a_status_of_an_unknown_message_comes_again_a_few_times(
    world: World, tries: int, comes_again: bool
) -> None:
    if comes_again:
        with pytest.raises(TooEarly):
            take(a_status(), tries=tries)
    else:
        take(a_status(), tries=tries)
    assert world.backend.documents == {}


def test_a_status_that_names_a_message_of_ours_that_is_not_there_does_not_come_again(world: World) -> None:
    take(a_status(message_id="gone"))
    assert world.backend.documents == {}


def test_a_status_that_is_early_holds_up_no_other_and_takes_effect_when_it_comes_again(world: World) -> None:
    with pytest.raises(TooEarly):
        take(a_status(), an_inbound())
    assert kept(world) == ["in-1"]
    sent(world)
    take(a_status(), an_inbound(), tries=1)
    assert world.backend.one("messages")["status"] == "delivered"
    assert kept(world) == ["in-1"]


def test_a_status_bills_1_read_and_1_write(world: World) -> None:
    sent(world)
    take(a_status())
    assert (world.backend.billed.reads, world.backend.billed.writes) == (1, 1)


def test_a_failure_says_what_it_means_and_the_next_channel_s_task_is_asked_for(world: World) -> None:
    sent(world, channel="whatsapp", to=PHONE)
    problem = {"reason": "no_whatsapp", "advice": "suppress"}
    take(a_status(status="failed", problem=problem))
    message = world.backend.one("messages")
    assert (message["status"], message["channel"], message["tried"]) == ("queued", "push", ["whatsapp"])
    assert [each.id for each in world.messages] == ["m"]
    suppressed = list(world.backend.one("customers")["suppressed"].values())
    assert [(each["because"], each["provider"]) for each in suppressed] == [("unreachable", "sandbox")]


def test_where_the_store_is_away_the_task_comes_again_and_nothing_is_buried(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def read(paths: Any) -> list[Snapshot]:
        raise OutcomeUnknown("test")

    with monkeypatch.context() as patch:
        patch.setattr(world.backend, "read", read)
        with pytest.raises(StoreAway):
            take(an_inbound())
    assert world.backend.documents == {}
    take(an_inbound(), tries=1)
    assert kept(world) == ["in-1"]


def test_items_of_an_organisation_that_is_gone_are_kept(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def get(org_id: str) -> Any:
        raise UnknownOrg(org_id)

    monkeypatch.setattr(world, "get", get)
    take(an_inbound())
    assert world.backend.one("dead_letters")["error"]["code"] == "unknown_org"


def test_what_goes_wrong_is_logged_without_what_was_said(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    take({"item": "message", "text": "my secret", "sender": {"phone": PHONE}})
    assert "event_failed org=kopi provider=sandbox trace=" in caplog.text
    assert "my secret" not in caplog.text
    assert PHONE[1:] not in caplog.text

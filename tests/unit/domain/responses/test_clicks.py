"""A followed link is recorded once, and the first one of a campaign's message is a response to it."""

from datetime import timedelta

from functions.domain.messages.click_tracking import Link
from functions.domain.responses.clicks import record_click
from tests.builders import NOON, a_message, an_org
from tests.memory import DictBackend, a_store, run


def click(backend: DictBackend, target: str = "https://a.example", minutes: int = 0) -> None:
    run(
        a_store(backend), lambda: record_click(an_org(), Link("m", target), NOON + timedelta(minutes=minutes))
    )


def test_a_click_leaves_an_interaction_for_one_read_and_one_write() -> None:
    backend = DictBackend()
    backend.put(a_message(channel="email"))
    click(backend)
    interaction = backend.one("interactions")
    assert interaction["interaction_type"] == "link_clicked"
    assert (interaction["customer_id"], interaction["outcome"]) == ("somebody", "https://a.example")
    assert interaction["transaction"] == {
        "id": "m", "ref_table": "messages", "channel": "email", "amount_minor": None,
    }  # fmt: skip
    assert (interaction["automation_id"], interaction["performed_at"]) == ("messages.tracks_links", NOON)
    assert (backend.billed.reads, backend.billed.writes) == (1, 1)


def test_a_link_followed_again_changes_nothing_and_another_one_is_its_own_click() -> None:
    backend = DictBackend()
    backend.put(a_message())
    click(backend)
    first = backend.one("interactions")
    click(backend, minutes=5)
    assert (backend.one("interactions"), backend.billed.writes) == (first, 1)
    click(backend, "https://b.example")
    assert len(backend.all("interactions")) == 2


def test_a_click_in_a_message_that_is_gone_leaves_nothing() -> None:
    backend = DictBackend()
    click(backend)
    assert backend.documents == {}

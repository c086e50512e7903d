"""Mistakes with the figures of chats: see mutants.py."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import pytest

from functions.domain.assistant import measuring, satisfaction, turns
from functions.domain.conversations.documents import Conversation
from functions.domain.kernel.decisions import Changes
from functions.domain.marketing import counting
from functions.domain.marketing.tallies import ChatJourneys, Counting, Tallies, counted
from functions.domain.orgs.org import Org
from functions.domain.replies.turn_documents import AssistantTurn
from tests.faults.world import World


def keeps_what_is_counted_in_the_instance(world: World, patch: pytest.MonkeyPatch) -> None:
    """What is counted lies in memory between pages: a page that is tried again is added twice."""
    kept = dict[datetime, Tallies]()

    def counted_on(before: Tallies, chats: Iterable[ChatJourneys], by: Counting) -> Tallies:
        kept[by.now] = counted(kept.get(by.now, before), chats, by)
        return kept[by.now]

    patch.setattr(counting, "counted", counted_on)


def adds_a_turn_with_each_try(world: World, patch: pytest.MonkeyPatch) -> None:
    """A conversation's journeys lie in memory between tries of a commit."""
    kept, right = dict[str, Conversation](), measuring.with_turn

    def with_turn(conversation: Conversation, turn: AssistantTurn) -> Conversation:
        known = kept.get(conversation.id)
        before = conversation.with_changes(journeys=known.journeys) if known else conversation
        kept[conversation.id] = right(before, turn)
        return kept[conversation.id]

    patch.setattr(turns, "with_turn", with_turn)


def asks_without_saying_so(world: World, patch: pytest.MonkeyPatch) -> None:
    """The question is written, and the chat does not remember it."""
    right = satisfaction._ask

    def ask(org: Org, wanted: Any, conversation: Conversation, *, now: datetime) -> Any:
        changes = yield from right(org, wanted, conversation, now=now)
        put = tuple(
            conversation.with_changes(rating_due_at=None) if isinstance(each, Conversation) else each
            for each in changes.put
        )
        return Changes(create=changes.create, put=put)

    patch.setattr(satisfaction, "_ask", ask)

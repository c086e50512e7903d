"""Mistakes about who may be told what and when: the gate, the next channel, reports, STOP, caps and budgets."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import pytest

from functions.domain.conversations import recording as conversations
from functions.domain.customers.customer import Customer
from functions.domain.delivery import claims as deliveries
from functions.domain.delivery import fallback as fallbacks
from functions.domain.delivery import recipients
from functions.domain.delivery import status_reports as statuses
from functions.domain.delivery.claims import record_send_result
from functions.domain.delivery.fallback import Recorded
from functions.domain.kernel.decisions import NOTHING, Changes, Decision, Reading, get
from functions.domain.kernel.errors import QueueAway
from functions.domain.messages import composing as messages
from functions.domain.messages.budgets import Budget, take_block
from functions.domain.messages.composing import counted
from functions.domain.messages.gate import Allowed, MessageFacts, address_of
from functions.domain.messages.outbox import Message
from functions.domain.orgs.org import Org
from functions.domain.providers.events import StatusItem
from functions.domain.providers.send_results import NotSent, SendResult, Sent
from functions.queues import daily_budget as budgets
from functions.queues import deliver, hand_over
from functions.store.documents import path_of
from tests.faults.world import World


def sends_whatever_became_of_its_cause(world: World, patch: pytest.MonkeyPatch) -> None:
    """Nothing asks whether the silence that a win-back is about has ended."""

    def is_cause_over(org: Org, customer: Customer, message: Message) -> Reading[bool]:
        yield from ()
        return False

    patch.setattr(deliveries, "is_cause_over", is_cause_over)


def strands_a_batch_for_its_bad_member(world: World, patch: pytest.MonkeyPatch) -> None:
    """A message that cannot be composed fails the task, and with it all that was claimed."""
    prepare = hand_over._prepare

    def or_nothing(org: Org, claimed: hand_over.Claimed) -> Any:
        ready = prepare(org, claimed)
        if isinstance(ready, NotSent):
            raise QueueAway("deliver", ready.reason)
        return ready

    patch.setattr(hand_over, "_prepare", or_nothing)


def passes_the_gate_once(world: World, patch: pytest.MonkeyPatch) -> None:
    """What was allowed when the message was queued is taken to be allowed when it is sent."""

    def check_message(
        org: Org, customer: Customer, subject: MessageFacts, now: datetime, **given: Any
    ) -> Allowed:
        stored = world.backend.documents[path_of(org.id, Message, subject.id)]
        return Allowed(stored["channel"], address_of(stored["channel"], customer), ())

    patch.setattr(recipients, "check_message", check_message)


def tries_a_channel_twice(world: World, patch: pytest.MonkeyPatch) -> None:
    """A message goes from channel to channel and forgets where it was."""
    moved = fallbacks._moved

    def forgetting(tried: Message, *given: Any, **named: Any) -> Message:
        return moved(tried, *given, **named).with_changes(tried=())

    patch.setattr(fallbacks, "_moved", forgetting)


def follows_reports_backwards(world: World, patch: pytest.MonkeyPatch) -> None:
    """Whatever was reported last is where a message stands."""

    class Level(dict[str, int]):
        def get(self, status: str, default: Any = None) -> Any:
            return -1 if status in self else default

    patch.setattr(statuses, "RANK", Level(statuses.RANK))


def forgets_who_said_stop(world: World, patch: pytest.MonkeyPatch) -> None:
    """A STOP is kept in the conversation and as an interaction, and not on the customer."""
    patch.setattr(conversations, "with_word", lambda customer, *given, **named: customer)


def falls_back_for_a_retired_send(world: World, patch: pytest.MonkeyPatch) -> None:
    """A failure that is reported again is taken to be of the channel that the message is on by now."""

    def is_about(message: Message, report: StatusItem) -> bool:
        return message.provider_message_id in (None, report.id)

    patch.setattr(statuses, "_is_about", is_about)


def counts_when_it_has_sent(world: World, patch: pytest.MonkeyPatch) -> None:
    """A message counts for the cap once it is out."""

    def record(org: Org, claimed: Message, outcome: SendResult, **given: Any) -> Decision[Recorded]:
        changes, recorded = yield from record_send_result(org, claimed, outcome, **given)
        customer = yield from get(Customer, claimed.customer_id)
        if customer is None or not isinstance(outcome, Sent) or changes == NOTHING:
            return changes, recorded
        after = counted(org, customer, claimed, now=world.now)
        return Changes(create=changes.create, put=(*changes.put, after)), recorded

    patch.setattr(messages, "counted", lambda org, customer, message, now: customer)
    patch.setattr(deliveries, "counted", lambda org, customer, message, now: customer)
    patch.setattr(deliver, "record_send_result", record)


def gives_out_budgets_unguarded(world: World, patch: pytest.MonkeyPatch) -> None:
    """What is given out of a day's budget is written over whatever stands there by then."""

    def take(org: Org, day: str, used: Mapping[str, int]) -> Decision[int]:
        changes, size = yield from take_block(org, day, used)
        world.turns.next()
        for budget in changes.put:
            assert isinstance(budget, Budget), "a block changes the day's budget alone"
            world.backend.put(budget)
        return NOTHING, size

    patch.setattr(budgets, "take_block", take)

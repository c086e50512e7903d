"""A person who had two conversations on a channel goes on in one: as far as either has come (S003-40).

A hidden id (`@lid`) and a phone that turn out to be one person's, or two customers that are joined, leave two
conversations. The next message begins where the further one was, in the hands of whoever had it, and what
waits in either is answered in it.
"""

from datetime import datetime

from functions.domain.conversations.documents import Conversation
from functions.domain.conversations.journeys import joined_journeys, months_of
from functions.domain.conversations.listening import MOST_HANDOVERS, is_a_person_s, is_listening
from functions.domain.customers.customer import Customer
from functions.domain.kernel.decisions import Get, Reading, get_all
from functions.domain.orgs.org import Org
from functions.domain.providers.events import InboundMessage

_PHASES = (None, "leads", "interest", "booking", "paid")
_OF_THE_FURTHER = ("phase", "cycle", "package_code", "campaign_code", "ad_id", "gathered")


def carried_on(
    org: Org, item: InboundMessage, conversation: Conversation | None, *, customer: Customer
) -> Reading[tuple[Conversation | None, tuple[Conversation, ...]]]:
    """The conversation with what the customer's earlier ones on the channel had reached, and these as merged into it.
    Bills 1 read and 1 write for each earlier one, once; nothing where there is none. One that goes on by itself again,
    since its customer was parted from the other, is merged no more.
    """
    if conversation is None or not is_listening(org, item):
        return conversation, ()
    new = _not_carried(customer, conversation)
    found = (yield from get_all(*(Get(Conversation, id) for id in new))) if new else ()
    earlier, place = [each for each in found if each is not None], conversation.id
    for each in earlier:
        if each.merged_into is None:  # else another one of them has all that it had, and has gone on since
            conversation = _joined(conversation, each, item=item)
    carried = (*conversation.carried_ids, *new)
    conversation = conversation.with_changes(carried_ids=carried, merged_into=None)
    return conversation, tuple(_left(each, customer, place) for each in earlier)


def _not_carried(customer: Customer, conversation: Conversation) -> list[str]:
    """The customer's earlier conversations on the channel that do not go on in this one yet."""
    known = (conversation.id, *conversation.carried_ids)
    ids = customer.earlier_conversation_ids
    return [id for id in ids if id.startswith(f"{conversation.channel}:") and id not in known]


def _joined(conversation: Conversation, earlier: Conversation, *, item: InboundMessage) -> Conversation:
    further = max((conversation, earlier), key=_reached)
    held = next((each for each in (conversation, earlier) if is_a_person_s(each, item.at)), conversation)
    other = earlier if further is conversation else conversation
    journeys = joined_journeys(further.journeys, other.journeys)
    handovers = sorted((*earlier.handovers, *conversation.handovers), key=lambda each: each.at)
    return conversation.with_changes(
        **{name: getattr(further, name) for name in _OF_THE_FURTHER},
        asked=further.asked,
        owner=held.owner,
        silent_until=held.silent_until,
        wake_at=held.wake_at,
        escalations=held.escalations,
        is_escalated=held.is_escalated,
        needs_human=conversation.needs_human or earlier.needs_human,
        last_answered_at=_later(conversation.last_answered_at, earlier.last_answered_at),
        waiting=tuple(sorted((*earlier.waiting, *conversation.waiting), key=lambda each: each.received_at)),
        turn_due_at=_later(conversation.turn_due_at, earlier.turn_due_at),
        rates_cycle=max((conversation, earlier), key=lambda each: each.last_message_at).rates_cycle,
        arms={**other.arms, **further.arms},
        language=conversation.language or earlier.language,
        handovers=tuple(handovers[-MOST_HANDOVERS:]),
        lead_ids={**earlier.lead_ids, **conversation.lead_ids},
        journeys=journeys,
        journey_months=months_of(journeys),
    )


def _later(one: datetime | None, other: datetime | None) -> datetime | None:
    return max(filter(None, (one, other)), default=None)


def _reached(conversation: Conversation) -> tuple[int, int]:
    """How far it has come; of two alike the first holds."""
    return conversation.cycle or 0, _PHASES.index(conversation.phase)


def _left(earlier: Conversation, customer: Customer, place: str) -> Conversation:
    left = earlier.with_changes(
        customer_id=customer.id,
        merged_into=place,
        needs_human=False,
        phase=None,  # it is one chat among those that stand somewhere
        journeys={},
        journey_months=(),
    )
    return left.turned().not_awaited()

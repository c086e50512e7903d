"""Customers are asked, once for a journey, how content they are: when nobody has written for some hours (S003-34).

The conversation says when that is; a job of the organisation asks a page of those whose time has come. A question is a
message named by its journey, so that two workers, and a worker that died, ask once.
"""

from datetime import datetime, timedelta
from typing import Final

from functions.domain.assistant.rating_times import may_ask
from functions.domain.automations.react import react
from functions.domain.conversations.documents import Conversation
from functions.domain.customers.customer import Customer, standing_customer
from functions.domain.customers.names import spoken_name
from functions.domain.customers.reactions import Facts
from functions.domain.insights.rating_jobs import ID, RatingJob
from functions.domain.kernel.decisions import NOTHING, Changes, Decision, Document, Find, Reading, find, get
from functions.domain.kernel.jobs import PageDone, get_due
from functions.domain.messages.answers import SATISFACTION_RULE, compose_answer
from functions.domain.messages.gate import Blocked
from functions.domain.messages.outbox import Message
from functions.domain.messages.quiet_hours import quiet_until
from functions.domain.orgs.org import Org, is_on, zone_of
from functions.domain.settings.assistant import SatisfactionSettings
from functions.domain.templates.writer import render

PAGE_SIZE: Final = 20  # in one commit, with what follows from each
EVERY: Final = timedelta(hours=1)


def ask_page(org: Org, now: datetime) -> Decision[PageDone | None]:
    """Ask the customers of a page of chats that have ended; None after the last one.

    Bills 1 read and 1 write for the job; 2 reads and 3 writes for each who is asked: the conversation, the customer and
    the message; of one that is not asked 1 or 2 reads and 1 write.
    """
    job = yield from get_due(RatingJob, ID, now)
    if job is None:
        return NOTHING, None
    wanted = org.settings.assistant.satisfaction
    if wanted is None or not org.settings.assistant.enabled or not is_on(org, "crm"):
        return Changes(put=(job.with_changes(wake_at=None),)), None
    page = yield from find(
        Find(Conversation, (), "rating_due_at", "ASCENDING", PAGE_SIZE, at_most=("rating_due_at", now))
    )
    changes = yield from _asked(org, wanted, page, now=now)
    if len(page) < PAGE_SIZE:
        resting = job.with_changes(wake_at=now + EVERY)
        return Changes(create=changes.create, put=(*changes.put, resting)), None
    on = job.with_changes(pages=job.pages + 1)
    return Changes(create=changes.create, put=(*changes.put, on)), PageDone(has_more=True)


def _asked(
    org: Org, wanted: SatisfactionSettings, page: tuple[Conversation, ...], *, now: datetime
) -> Reading[Changes]:
    """What becomes of the chats of a page. Of two of one customer the second one waits for the next hour."""
    create: list[Document] = []
    put: list[Document] = []
    customers: set[str] = set()
    for conversation in page:
        ended_at = conversation.last_message_at + timedelta(hours=wanted.quiet_hours)
        later = _quiet_until(org, now)
        if conversation.customer_id in customers or ended_at > now or later is not None:
            put.append(conversation.with_changes(rating_due_at=max(ended_at, later or now + EVERY)))
            continue
        customers.add(conversation.customer_id)
        asked = yield from _ask(org, wanted, conversation, now=now)
        create += asked.create
        put += [each for each in asked.put if isinstance(each, Document)]
    return Changes(create=tuple(create), put=tuple(put))


def _quiet_until(org: Org, now: datetime) -> datetime | None:
    """Nobody is asked in the hours in which the business sends no offers."""
    quiet = org.settings.messages.quiet_hours
    return None if quiet is None else quiet_until(quiet, zone_of(org, None), now)


def _ask(
    org: Org, wanted: SatisfactionSettings, conversation: Conversation, *, now: datetime
) -> Reading[Changes]:
    """The question in the outbox; or nothing, where the gate says no or something came between."""
    settled = conversation.with_changes(rating_due_at=None)
    customer = (
        (yield from standing_customer(conversation.customer_id)) if may_ask(conversation, now) else None
    )
    if customer is None:
        return Changes(put=(settled,))
    cycle = conversation.cycle or 1
    locale = conversation.language or org.settings.locale
    text = render(org, wanted.template, locale=locale, variables={"name": spoken_name(customer.name)})
    id = f"rating:{conversation.id}:{cycle}"
    composed = compose_answer(
        org,
        customer,
        id=id,
        channel=conversation.channel,
        text=text,
        by=None,
        rule=SATISFACTION_RULE,
        locale=locale,
        now=now,
    )
    if isinstance(composed, Blocked):
        return Changes(put=(settled,))
    yield from get(Message, id, presumed_missing=True)
    journey = conversation.journeys[str(cycle)].with_changes(rating_asked_at=now)
    asked = settled.with_journey(cycle, journey).with_changes(
        rates_cycle=cycle, last_message_at=max(conversation.last_message_at, now)
    )
    followed = yield from _followed(org, customer, composed.customer, key=id, now=now)
    return Changes(create=(composed.message, *followed.create), put=(asked, *followed.put))


def _followed(org: Org, before: Customer, after: Customer, *, key: str, now: datetime) -> Reading[Changes]:
    if after == before:
        return NOTHING
    facts = Facts("message_written", Conversation.collection, key, now)
    reaction = yield from react(org, before, after.with_changes(updated_at=now), facts=facts, now=now)
    return Changes(create=reaction.create, put=reaction.put)

"""Who enters a segment of a campaign that goes on gets its message in the commit that moved them, once."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime

from functions.domain.campaigning.reaching import (
    ReachedCustomer,
    counted_in,
    fits,
    is_among,
    lacking,
    placed_of,
    recipient_ids,
)
from functions.domain.campaigns.documents import Campaign
from functions.domain.campaigns.times import is_over
from functions.domain.customers.customer import Customer
from functions.domain.customers.reactions import Reaction
from functions.domain.kernel.decisions import Document, Get, Reading, get, get_all
from functions.domain.kernel.pending import not_among, seeing
from functions.domain.messages.outbox import Message
from functions.domain.orgs.documents import OrgDocument
from functions.domain.orgs.org import Org
from functions.domain.upkeep.segments import segment_moves, segmented

ENTERED = "segment_entered:"


def with_entries(org: Org, before: Customer | None, acted: Reaction, *, now: datetime) -> Reading[Reaction]:
    """The reaction with the messages of ongoing campaigns whose segment the customer has just entered.

    Bills nothing for who enters none; else for each such campaign 2 reads (it, and whether there is a message), and 1
    write for the message; 1 write more for the campaign where a budget limits it.
    """
    was = before.segment_ids if before is not None else ()
    if org.is_quiet or was == acted.customer.segment_ids:
        return acted
    events = segment_moves(org, before, acted.customer, was=was, now=now)
    entered = {each.removeprefix(ENTERED) for each in events if each.startswith(ENTERED)}
    for id in _concerned(org, entered):
        acted = yield from _entered(org, id, acted, now=now)
    return acted


def listing(org: Org, before: Campaign | None, after: Campaign) -> Reading[tuple[Document, ...]]:
    """The organisation with the campaign among those that go on, or no more. Bills nothing for one that takes in
    nobody later, before and after; else 1 read, and 1 write where that is news.
    """
    if not any(each is not None and each.is_listed for each in (before, after)):
        return ()
    document = yield from get(OrgDocument, org.id)
    if document is None:
        return ()
    known = document.ongoing_campaigns or {}
    listed = _listed(known, after)
    return () if listed == known else (document.with_changes(ongoing_campaigns=listed or None),)


def _listed(known: Mapping[str, tuple[str, ...]], campaign: Campaign) -> dict[str, tuple[str, ...]]:
    others = {id: ids for id, ids in known.items() if id != campaign.id}
    return {**others, campaign.id: campaign.segment_ids} if campaign.is_listed else others


def _concerned(org: Org, entered: Iterable[str]) -> list[str]:
    entered = set(entered)
    return sorted(id for id, segments in org.ongoing_campaigns.items() if not entered.isdisjoint(segments))


def _entered(org: Org, id: str, acted: Reaction, *, now: datetime) -> Reading[Reaction]:
    pending = (*acted.create, *acted.others)
    campaign = yield from seeing(pending, get(Campaign, id))
    if campaign is None or not _takes_in(org, campaign, acted.customer, now=now):
        return acted
    asked = get_all(*(Get(Message, each) for each in recipient_ids(id, acted.customer)))
    if any((yield from seeing(pending, asked))):
        return acted
    found = yield from seeing(pending, placed_of(org, campaign, acted.customer, now=now))
    reached = found.composed
    if not fits(org, campaign, campaign.progress, reached=reached):
        return replace(acted, others=_over(acted.others, _used_up(campaign)))
    others = _over(acted.others, found.gave_way) if found.gave_way is not None else acted.others
    others = yield from _beside(org, campaign, others, reached=reached, now=now)
    create = (*acted.create, reached.message, *((reached.task,) if reached.task else ()))
    return Reaction(segmented(org, reached.customer, now), create, others)


def _beside(
    org: Org, campaign: Campaign, others: tuple[Document, ...], *, reached: ReachedCustomer, now: datetime
) -> Reading[tuple[Document, ...]]:
    """What is changed beside the customer: the campaign whose budget it counts for, and the pool of a call."""
    if campaign.budget_messages is not None or campaign.budget_minor is not None:
        progress = counted_in(org, campaign.progress, reached)
        others = _over(others, campaign.with_changes(progress=progress))
    if reached.task is None:
        return others
    from functions.domain.assignment.pool import opened

    return _over(others, (yield from seeing(others, opened(now))))


def _takes_in(org: Org, campaign: Campaign, customer: Customer, *, now: datetime) -> bool:
    is_open = campaign.status == "running" and campaign.mode == "ongoing" and not is_over(org, campaign, now)
    return is_open and lacking(org, campaign) is None and is_among(campaign, customer)


def _used_up(campaign: Campaign) -> Campaign:
    """It ends with its next look, which is due: the organisation's list is not this customer's to change."""
    assert campaign.started_at is not None, "a campaign that runs has begun"
    return campaign.with_changes(stands_because="budget", wake_at=campaign.started_at)


def _over(others: tuple[Document, ...], document: Document) -> tuple[Document, ...]:
    return (*not_among((document,), others), document)

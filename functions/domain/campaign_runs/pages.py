"""A campaign goes to its customers, page by page: each page is one commit with the campaign's cursor in it.

The page's guard is the campaign itself: of two workers on one page one commits, and the other finds the next page. A
step that a member gave meanwhile is read anew by the page that it meets.
"""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from functions.domain.automations.react import react
from functions.domain.campaigning.outranking import Placed
from functions.domain.campaigning.reaching import (
    ReachedCustomer,
    counted_in,
    fits,
    is_among,
    lacking,
    placed_of,
    recipient_ids,
    texts_of,
)
from functions.domain.campaigns.documents import Campaign, Progress, StandsBecause
from functions.domain.campaigns.times import final_at, is_over, over_at
from functions.domain.customers.customer import Customer
from functions.domain.customers.reactions import Facts
from functions.domain.kernel.decisions import (
    NOTHING,
    Changes,
    Decision,
    Document,
    Get,
    Reading,
    get,
    get_all,
)
from functions.domain.kernel.jobs import SEEN_EVERYWHERE_AFTER, PageDone, get_due, is_due, next_page
from functions.domain.kernel.paging import page_by_id
from functions.domain.kernel.pending import place_of, seeing
from functions.domain.kernel.tallies import Tally, count
from functions.domain.messages.outbox import Message
from functions.domain.orgs.org import Org, is_on
from functions.domain.rebuilds.unbuilt_segments import AGAIN_AFTER, is_unbuilt

PAGE_SIZE = 100
OFF_FOR = timedelta(hours=1)  # the CRM is off: it is looked at again then


@dataclass(frozen=True)
class Page:
    """What a page has so far: documents to create, those to put by their place, and the progress after them."""

    progress: Progress
    create: tuple[Document, ...] = ()
    put: dict[tuple[str, str], Document] = field(default_factory=dict)
    last_send_at: datetime | None = None
    has_calls: bool = False
    is_full: bool = False  # a budget has no place left


def send_page(org: Org, id: str, *, batch_id: str | None, now: datetime) -> Decision[PageDone | None]:
    """Go to a page of a campaign's customers, or end it; None where nothing is due.

    Bills 1 read and 1 write for the campaign, 1 read a customer, 2 writes for each whose message is queued or who is
    held out, 1 for each who is refused; 1 read for each who was joined, or whom an earlier pass may have gone to; for a
    call 1 write for its task, and 1 read and 1 write a page for the pool. Before the first page what `is_unbuilt` does,
    and 1 read for each 1,000 customers where approval may be needed.
    """
    campaign = yield from get_due(Campaign, id, now)
    if campaign is None:
        return NOTHING, None
    if campaign.status not in ("scheduled", "running") or not is_on(org, "crm"):
        again_at = now + OFF_FOR if campaign.status in ("scheduled", "running") else None
        return Changes(put=(campaign.with_changes(wake_at=again_at),)), None
    return (yield from _looked(org, campaign, batch_id=batch_id, now=now))


def _looked(
    org: Org, campaign: Campaign, *, batch_id: str | None, now: datetime
) -> Decision[PageDone | None]:
    """What a campaign that is due comes to: its end, a pause, a wait for a leader, or a page."""
    if is_over(org, campaign, now):
        return (yield from done(org, campaign, now, because="ended")), None
    if campaign.is_passed:
        return (yield from _at_rest(org, campaign, now)), None
    if (lack := lacking(org, campaign)) is not None:
        return Changes(put=(_stopped(campaign, lack, now),)), None
    if campaign.status == "scheduled":
        if (yield from is_unbuilt(org, (*campaign.segment_ids, *campaign.exclude_segment_ids), now)):
            return Changes(put=(_put_off(campaign, now),)), None
        if (yield from _needs_approval(org, campaign)):
            return (yield from _left_waiting(org, campaign, now)), None
    return (yield from _passed(org, _begun(campaign, now), batch_id=batch_id, now=now))


def _put_off(campaign: Campaign, now: datetime) -> Campaign:
    """The campaign before its start: a segment's customers are not all looked for yet."""
    because = campaign.stands_because or "segment_unbuilt"
    return campaign.with_changes(stands_because=because, wake_at=now + AGAIN_AFTER)


def _left_waiting(org: Org, campaign: Campaign, now: datetime) -> Reading[Changes]:
    """The campaign at rest until a leader approves it; of one of the calendar the leaders are told."""
    waits = campaign.with_changes(stands_because="approval_missing", wake_at=None)
    if campaign.calendar_entry is None:
        return Changes(put=(waits,))
    from functions.domain.campaign_runs.offer_calendar import missed

    return Changes(create=(yield from missed(org, campaign, now)), put=(waits,))


def audience_of(campaign: Campaign) -> Tally:
    """How many customers are in one of its segments; those that are left out are among them."""
    return Tally(Customer, containing=("segment_ids", campaign.segment_ids))


def waits_for_approval(org: Org, campaign: Campaign) -> bool:
    """Whether a campaign may not begin as it stands, by the customers that were counted last."""
    is_asked = campaign.calendar_entry is not None or is_above(org, campaign.audience or 0)
    return is_asked and campaign.approved_at is None


def is_above(org: Org, audience: int) -> bool:
    """Whether a campaign to so many waits for a leader."""
    most = org.settings.campaigns.approval_above
    return most is not None and audience > most


def done(
    org: Org, campaign: Campaign, now: datetime, *, because: StandsBecause | None = None
) -> Reading[Changes]:
    """The campaign at its end, and no more among the organisation's. Bills 1 write; 1 read and 1 write more for one
    that takes in who enters later.
    """
    from functions.domain.campaigning.entries import listing

    after = campaign.with_changes(status="done", stands_because=because, done_at=now, after_id=None)
    after = after.with_changes(wake_at=final_at(org, after))
    return Changes(put=(after, *(yield from listing(org, campaign, after))))


def _needs_approval(org: Org, campaign: Campaign) -> Reading[bool]:
    has_approval = campaign.approved_at is not None and campaign.approved_texts == texts_of(org, campaign)
    if has_approval:
        return False
    if campaign.calendar_entry is not None:
        return True
    if org.settings.campaigns.approval_above is None:
        return False
    return is_above(org, (yield from count(audience_of(campaign))))


def _begun(campaign: Campaign, now: datetime) -> Campaign:
    if campaign.status == "running":
        return campaign
    begun_at = campaign.started_at or now
    return campaign.with_changes(status="running", started_at=begun_at, stands_because=None)


def _stopped(campaign: Campaign, lack: StandsBecause, now: datetime) -> Campaign:
    """Paused, since something is gone; looked at again where an instance may only not have seen it yet."""
    moved_at = campaign.moved_at
    if moved_at is not None and now < moved_at + SEEN_EVERYWHERE_AFTER:
        return campaign.with_changes(wake_at=moved_at + SEEN_EVERYWHERE_AFTER)
    return campaign.with_changes(status="paused", stands_because=lack, wake_at=None)


def _at_rest(org: Org, campaign: Campaign, now: datetime) -> Reading[Changes]:
    """After the last page: at its end, once all that was queued has gone out; one that takes in who enters later waits
    for its end.
    """
    if campaign.stands_because == "budget":
        return (yield from done(org, campaign, now, because="budget"))
    until = _rests_until(org, campaign, now)
    if until is not None and until <= now:
        return (yield from done(org, campaign, now))
    return Changes(put=(campaign.with_changes(wake_at=until),))


def _rests_until(org: Org, campaign: Campaign, now: datetime) -> datetime | None:
    if campaign.mode == "ongoing":
        return over_at(org, campaign, campaign.ends_at) if campaign.ends_at is not None else None
    return max(campaign.last_send_at or now, now)


def _passed(
    org: Org, campaign: Campaign, *, batch_id: str | None, now: datetime
) -> Decision[PageDone | None]:
    among, size = ("segment_ids", campaign.segment_ids), min(PAGE_SIZE, org.settings.campaigns.page_size)
    customers = yield from page_by_id(Customer, campaign.after_id, size, containing=among)
    page, last = yield from _reached(org, campaign, customers, batch_id=batch_id, now=now)
    has_more = len(customers) == size
    on = campaign.with_changes(
        progress=page.progress,
        pages=campaign.pages + 1,
        after_id=(last or campaign.after_id) if has_more else None,
        last_send_at=page.last_send_at,
    )
    put = (*page.put.values(), *(yield from _pool(page, now)))
    if page.is_full:
        ended = yield from done(org, on, now, because="budget")
        return Changes(create=page.create, put=(*put, *ended.put)), None
    if not has_more:
        on = on.with_changes(is_passed=True, wake_at=_rests_until(org, on, now))
    if not has_more and is_due(on.wake_at, now):
        ended = yield from done(org, on, now)
        return Changes(create=page.create, put=(*put, *ended.put)), None
    return Changes(create=page.create, put=(*put, on)), next_page(has_more)


def _reached(
    org: Org, campaign: Campaign, customers: tuple[Customer, ...], *, batch_id: str | None, now: datetime
) -> Reading[tuple[Page, str | None]]:
    """The page after its customers, and the last one of them whom it went to."""
    page, last = Page(campaign.progress, last_send_at=campaign.last_send_at), None
    known = yield from _known(campaign, customers)
    for customer in customers:
        is_new = known.isdisjoint(recipient_ids(campaign.id, customer))
        if is_new and is_among(campaign, customer):
            found = yield from seeing(
                page.put.values(), placed_of(org, campaign, customer, batch_id=batch_id, now=now)
            )
            if not fits(org, campaign, page.progress, reached=found.composed):
                return replace(page, is_full=True), last
            page = yield from _with(org, page, customer, placed=found, now=now)
        last = customer.id
    return page, last


def _known(campaign: Campaign, customers: tuple[Customer, ...]) -> Reading[frozenset[str]]:
    """Those of their messages that are there already."""
    asked = [
        Get(Message, id, presumed_missing=not campaign.is_again and id == f"{campaign.id}:{customer.id}")
        for customer in customers
        for id in recipient_ids(campaign.id, customer)
    ]
    found = (yield from get_all(*asked)) if asked else ()
    return frozenset(each.id for each in found if each is not None)


def _with(
    org: Org, page: Page, before: Customer, *, placed: Placed[ReachedCustomer], now: datetime
) -> Reading[Page]:
    """The page with a customer, and with what follows from their message."""
    reached = placed.composed
    create: tuple[Document, ...] = (reached.message,)
    if reached.task is not None:
        from functions.domain.tasks.documents import Task

        yield from get(Task, reached.task.id, presumed_missing=True)
        create = (*create, reached.task)
    put = dict(page.put)
    if placed.gave_way is not None:
        put[place_of(placed.gave_way)] = placed.gave_way
    if reached.customer != before:
        facts = Facts("message_written", Message.collection, reached.message.id, now)
        reacting = react(org, before, reached.customer, facts=facts, now=now)
        reaction = yield from seeing((*page.create, *create, *put.values()), reacting)
        create = (*create, *reaction.create)
        put |= {place_of(each): each for each in reaction.put}
    return replace(
        page,
        progress=counted_in(org, page.progress, reached),
        create=(*page.create, *create),
        put=put,
        last_send_at=_later(page.last_send_at, reached.message.send_at),
        has_calls=page.has_calls or reached.task is not None,
    )


def _later(known: datetime | None, at: datetime | None) -> datetime | None:
    return max(known, at) if known is not None and at is not None else known or at


def _pool(page: Page, now: datetime) -> Reading[tuple[Document, ...]]:
    """The job that hands calls out, where there are some."""
    if not page.has_calls:
        return ()
    from functions.domain.assignment.pool import opened

    return ((yield from opened(now)),)

"""The pool: tasks that no member has yet, and the job that hands them out, one document of the organisation."""

from datetime import datetime
from typing import ClassVar, Final

from functions.domain.assignment.choosing import Agent
from functions.domain.assignment.days import day_of, working_day
from functions.domain.customers.customer import Customer
from functions.domain.kernel.decisions import (
    BY_ID,
    NOTHING,
    Changes,
    Decision,
    Document,
    Find,
    Get,
    Reading,
    find,
    get,
    get_both,
)
from functions.domain.orgs.org import Org
from functions.domain.settings.assignment import SeniorFor
from functions.domain.staff.members import Member
from functions.domain.tasks.documents import Task, Wanted

ID: Final = "pool"


class Pool(Document):
    """`assignments/pool`: `agents`, who work on the day `day`, with what they had at `counted_at` and were given since;
    `leaving`: members whose tasks come back to the pool. Each page of the job writes it, so two jobs meet on it;
    `pages` counts them.
    """

    collection: ClassVar[str] = "assignments"
    sparse: ClassVar[frozenset[str]] = frozenset({"wake_at"})
    day: str | None = None
    counted_at: datetime | None = None
    agents: tuple[Agent, ...] = ()
    leaving: tuple[str, ...] = ()
    pages: int = 0
    wake_at: datetime | None = None

    def turned(self) -> "Pool":
        """The same pool after one more page."""
        return self.with_changes(pages=self.pages + 1)


def pooled(org: Org, task: Task, customer: Customer | None, *, now: datetime) -> Task:
    """The task in the pool, to be handed out on its day, on the next day of work where it is due on none."""
    return back_in_pool(org, task.with_changes(wanted=wanted_for(org, customer)), now=now)


def back_in_pool(org: Org, task: Task, *, now: datetime) -> Task:
    """The same, by what it was handed out by before."""
    today = day_of(org, now).on
    on = working_day(org, max(task.due_on or today, today))
    return task.with_changes(
        assignee_uid=None, is_pooled=True, pooled_on=on, assigned_at=None, assigned_because=None
    )


def out_of_pool(task: Task) -> Task:
    return task.with_changes(is_pooled=None, pooled_on=None, waits_because=None)


def wanted_for(org: Org, customer: Customer | None) -> Wanted:
    """What a customer's task is handed out by."""
    if customer is None:
        return Wanted()
    return Wanted(
        district=customer.district,
        city=customer.city,
        owner_uid=customer.owner_uid,
        is_for_senior=_is_for_senior(org.settings.assignment.senior_for, customer),
    )


def _is_for_senior(senior_for: SeniorFor, customer: Customer) -> bool:
    engagement = customer.engagement
    return (
        engagement.temperature in senior_for.temperatures
        or engagement.customer_type in senior_for.customer_types
        or engagement.lifetime_value in senior_for.lifetime_values
        or customer.loyalty.tier in senior_for.tiers
        or not set(senior_for.tags).isdisjoint(customer.tags)
    )


def opened(now: datetime) -> Reading[Pool]:
    """The job, which looks at the pool now. Bills 1 read and, where that is news, 1 write."""
    known = yield from get(Pool, ID)
    return (known or Pool(id=ID)).with_changes(wake_at=now)


def counted_anew(now: datetime, *leaving: str) -> Reading[Pool]:
    """The job, which asks again who is there, and takes back the tasks of those who leave. Bills 1 read and 1 write."""
    pool = yield from opened(now)
    everyone = tuple(dict.fromkeys((*pool.leaving, *leaving)))
    return pool.with_changes(counted_at=None, leaving=everyone)


class OwnedChat(Document):
    """Of a conversation, whose it is."""

    collection: ClassVar[str] = "conversations"
    is_part: ClassVar[bool] = True
    owner: str | None = None


def note_left(uid: str, now: datetime) -> Decision[None]:
    """The job told that a member has no role any more. Bills 2 reads, and 1 write where there is a job and they do;
    without a job 1 read more, for there is one from then on where they have a conversation.
    """
    member, pool = yield from get_both(Get(Member, uid), Get(Pool, ID))
    if member is not None and member.roles:
        return NOTHING, None
    if pool is None:
        owned = yield from find(Find(OwnedChat, (("owner", uid),), BY_ID, "ASCENDING", 1))
        if not owned:
            return NOTHING, None
        pool = Pool(id=ID)
    leaving = tuple(dict.fromkeys((*pool.leaving, uid)))
    return Changes(put=(pool.with_changes(leaving=leaving, counted_at=None, wake_at=now),)), None

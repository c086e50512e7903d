"""Who speaks with a lead: a new one is a task of the pool, and the member who gets the task gets the lead."""

from collections.abc import Iterable
from datetime import datetime

from functions.domain.assignment.days import day_of
from functions.domain.assignment.pool import back_in_pool, opened
from functions.domain.insights.agent_day import Move
from functions.domain.kernel.decisions import Changes, Get, Reading, get, get_all
from functions.domain.leads.documents import Lead
from functions.domain.leads.following import with_task
from functions.domain.orgs.org import Org
from functions.domain.settings.moments import duration_of
from functions.domain.tasks.documents import Task, Wanted


def with_first_contact(
    org: Org, changes: Changes, lead: Lead, *, key: str, now: datetime
) -> Reading[Changes]:
    """The changes with the task that a new lead is, for its member, else for the pool. Bills 1 write and the member's
    day, for the pool 1 read and 2 writes; nothing where the business wants no task.
    """
    wanted = org.settings.leads.first_contact
    if wanted is None:
        return changes
    id = f"lead:{key}:contact"
    yield from get(Task, id, presumed_missing=True)
    task = Task(
        id=id,
        task_type=wanted.task_type,
        lead_id=lead.id,
        assignee_uid=lead.assigned_uid,
        due_on=day_of(org, now + duration_of(wanted.due_in)).on,
        priority=wanted.priority,
        reason=lead.source,
        customer_name=lead.contact.name or lead.company.name,
        customer_phone=lead.contact.phone,
        worth=lead.score,
        worth_reasons=tuple(f"{each.rule} {each.points}" for each in lead.score_reasons),
        created_at=now,
        created_by=lead.created_by,
        cause=f"leads/{lead.id}",
    )
    if lead.assigned_uid is not None:
        return (yield from with_task(org, changes, Move(None, task), now=now))
    places = Wanted(district=lead.company.district, city=lead.company.city)
    task = back_in_pool(org, task.with_changes(wanted=places), now=now)
    job = yield from opened(now)
    return Changes(create=(*changes.create, task), put=(*changes.put, job), remove=changes.remove)


def leads_beside(moved: Iterable[tuple[Task, Task]], now: datetime) -> Reading[tuple[Lead, ...]]:
    """The leads of tasks that members got from the pool, as theirs. Bills 1 read and 1 write for each such task."""
    got = {
        after.lead_id: after.assignee_uid
        for before, after in moved
        if after.lead_id is not None and after.assignee_uid not in (None, before.assignee_uid)
    }
    if not got:
        return ()
    leads = yield from get_all(*(Get(Lead, id) for id in got))
    return tuple(
        lead.with_changes(assigned_uid=got[lead.id], updated_at=now)
        for lead in leads
        if lead is not None and lead.status == "open"
    )

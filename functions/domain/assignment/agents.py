"""Who is there today, and how much they have to do."""

from collections.abc import Iterable, Sequence

from functions.domain.assignment.choosing import Agent
from functions.domain.assignment.days import Day, has_shift, is_away
from functions.domain.kernel.decisions import BY_ID, Find, Reading, find
from functions.domain.orgs.org import Org
from functions.domain.staff.members import Member
from functions.domain.tasks.documents import Task

MOST_MEMBERS = 200


def members_of_pool(org: Org) -> Reading[tuple[Member, ...]]:
    """The members with a role of the pool, the first MOST_MEMBERS by uid. Bills 1 read each, 1 a role at the least."""
    found: dict[str, Member] = {}
    for role in org.settings.assignment.roles:
        having = yield from find(
            Find(Member, (), BY_ID, "ASCENDING", MOST_MEMBERS, containing=("roles", role))
        )
        found |= {member.id: member for member in having if role in member.roles}
    return tuple(found[uid] for uid in sorted(found)[:MOST_MEMBERS])


def away_on(members: Iterable[Member], day: Day) -> tuple[str, ...]:
    return tuple(member.id for member in members if is_away(member, day.on))


def agents_on(org: Org, members: Iterable[Member], day: Day) -> Reading[tuple[Agent, ...]]:
    """The members who work, with what they have: open tasks that are due, and those that they did today.

    Bills 1 read for each of these tasks, 2 a member at the least and 2 * capacity at the most.
    """
    there = [member for member in members if has_shift(org, member, day) and not is_away(member, day.on)]
    agents = [_agent(org, member) for member in there]
    found = yield from get_all_found([query for agent in agents for query in _queries(agent, day)])
    counts = [sum(_is_of(task, day) for task in tasks) for tasks in found]
    return tuple(
        agent.with_changes(load=counts[2 * place] + counts[2 * place + 1])
        for place, agent in enumerate(agents)
    )


def get_all_found(queries: Sequence[Find[Task]]) -> Reading[tuple[tuple[Task, ...], ...]]:
    """What several queries find, in their order. Bills 1 read each, 1 a query at the least."""
    if not queries:
        return ()
    found = yield tuple(queries)
    return found


def _agent(org: Org, member: Member) -> Agent:
    capacity = member.daily_capacity
    return Agent(
        uid=member.id,
        districts=member.districts,
        is_senior=member.is_senior,
        capacity=org.settings.assignment.daily_capacity if capacity is None else capacity,
    )


def _queries(agent: Agent, day: Day) -> tuple[Find[Task], Find[Task]]:
    """Their open tasks from the one due longest, and those that they did since the day began."""
    most = max(1, agent.capacity)
    theirs = ("assignee_uid", agent.uid)
    return (
        Find(Task, (theirs, ("status", "open")), "due_on", "ASCENDING", most, start_after=("", "")),
        Find(
            Task, (theirs, ("status", "done")), "done_at", "ASCENDING", most, start_after=(day.begins_at, "")
        ),
    )


def _is_of(task: Task, day: Day) -> bool:
    return task.status == "done" or (task.due_on or "") <= day.on

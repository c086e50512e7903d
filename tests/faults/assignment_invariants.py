"""What always holds of a team's calls, worked out from the tasks as they are stored."""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any

from tests.faults.assignment_flows import CAPACITIES, TEAM
from tests.faults.world import World


def broken_assignments(world: World) -> Iterator[str]:
    """What does not hold of the calls of a world that came to rest."""
    if world.org is not TEAM:
        return
    tasks, today = world.backend.all("tasks"), f"{world.now:%Y-%m-%d}"
    yield from _places(tasks, world.backend.one("assignments")["day"] or "")
    yield from _loads(world, tasks, today)
    yield from _done(world, tasks)


def _places(tasks: Mapping[str, Any], looked_on: str) -> Iterator[str]:
    """An open call is with one agent or in the pool, where what was due on the last day of work has been looked at."""
    for id, task in tasks.items():
        is_held, is_pooled = task["assignee_uid"] is not None, task.get("is_pooled") is True
        if task["status"] == "open" and is_held == is_pooled:
            yield f"call {id} is with {task['assignee_uid']}, and in the pool: {is_pooled}"
        if is_pooled and task["pooled_on"] <= looked_on:
            yield f"call {id} was not looked at"


def _loads(world: World, tasks: Mapping[str, Any], today: str) -> Iterator[str]:
    """Each day an agent has had no more than their room; one who is away has nothing."""
    held = Counter((task["assignee_uid"], day) for task in tasks.values() for day in _days_of(task, today))
    for (uid, day), count in held.items():
        if count > CAPACITIES[uid]:
            yield f"{uid} has {count} calls on {day} and room for {CAPACITIES[uid]}"
    for uid in CAPACITIES:
        is_away = "absent_from" in world.backend.all("members")[uid]
        theirs = [
            id for id, task in tasks.items() if task["status"] == "open" and task["assignee_uid"] == uid
        ]
        if is_away and theirs:
            yield f"{uid} is away and holds {theirs}"


def _days_of(task: Mapping[str, Any], today: str) -> Iterator[str]:
    """From the day on which its agent got it until it was done."""
    if task["assignee_uid"] is None:
        return
    began = task.get("assigned_at") or task["done_at"] or task["created_at"]
    day, last = began.date(), f"{task['done_at']:%Y-%m-%d}" if task["done_at"] else today
    while f"{day}" <= last:
        yield f"{day}"
        day += timedelta(days=1)


def _done(world: World, tasks: Mapping[str, Any]) -> Iterator[str]:
    for id, command in world.backend.all("commands").items():
        if command["kind"] == "complete_task" and command.get("status") == "done":
            task = tasks[command["data"]["task_id"]]
            if task["status"] != "done" or task["done_by"] is None:
                yield f"command {id} did a call that is {task['status']}"

"""What always holds of staff's calls, worked out from the tasks as they are stored: each is done once, has one
follower, and is in its agent's day as long as it is to be done.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from tests.faults.calling_flows import CALLERS
from tests.faults.world import World

FOLLOWED = {
    "no_answer": "again",
    "rescheduled": "again",
    "follow_up_needed": "again",
    "escalated": "escalated",
}
MOST_ATTEMPTS = 3
Tasks = Mapping[str, Mapping[str, Any]]


def broken_calls(world: World) -> Iterator[str]:
    """What does not hold of the calls of a world that came to rest."""
    if world.org is not CALLERS:
        return
    tasks = world.backend.all("tasks")
    yield from _followers(tasks)
    yield from _interactions(world, tasks)
    yield from _days(world, tasks)
    yield from _reasons(world, tasks)


def _followers(tasks: Tasks) -> Iterator[str]:
    of = Counter(task.get("previous_task_id") for task in tasks.values())
    for id, task in tasks.items():
        wanted = int(task["status"] == "done" and task["outcome"] in FOLLOWED and not _is_last(task))
        if of[id] != wanted:
            yield f"task {id} was {task['status']} with {task['outcome']}, and {of[id]} follow it"
        if task["attempts"] >= MOST_ATTEMPTS:
            yield f"task {id} is attempt {task['attempts'] + 1}"
        if (before := task.get("previous_task_id")) and id != _follower_id(before, tasks[before]["outcome"]):
            yield f"task {id} is not named for what it follows"


def _is_last(task: Mapping[str, Any]) -> bool:
    return bool(task["outcome"] == "no_answer" and task["attempts"] + 1 == MOST_ATTEMPTS)


def _follower_id(id: str, outcome: str) -> str:
    if outcome == "escalated":
        return f"{id}:escalated"
    match = re.fullmatch(r"(.*):again:(\d+)", id)
    return f"{match[1]}:again:{int(match[2]) + 1}" if match else f"{id}:again:1"


def _interactions(world: World, tasks: Tasks) -> Iterator[str]:
    """A task that was done leaves one that says what came of it."""
    kept = world.backend.all("interactions")
    done = {f"{id}:done" for id, task in tasks.items() if task["status"] == "done"}
    given_up = {
        f"{id}:unanswered" for id, task in tasks.items() if task["status"] == "done" and _is_last(task)
    }
    found = {id for id in kept if id.endswith((":done", ":unanswered"))}
    if found != done | given_up:
        yield f"interactions {sorted(found ^ (done | given_up))} are not those of what was done"
    told = Counter(each["performed_by"] for id, each in kept.items() if id.endswith(":done"))
    by = Counter(task["done_by"] for task in tasks.values() if task["status"] == "done")
    if told != by:
        yield f"tasks were done by {dict(by)}, and interactions say {dict(told)}"


def _days(world: World, tasks: Tasks) -> Iterator[str]:
    """An agent's day counts what the tasks say of it."""
    days = world.backend.all("insights")
    for uid in {task["assignee_uid"] for task in tasks.values()} - {None}:
        day = days[f"agent_day:{uid}"]
        on = date.fromisoformat(day["date"])
        mine = {id: task for id, task in tasks.items() if task["assignee_uid"] == uid}
        listed = {id for id, task in mine.items() if task["status"] == "open" and _starts(task) <= on}
        later = sum(task["status"] == "open" for task in mine.values()) - len(listed)
        done = sum(task["status"] == "done" and task["done_at"].date() == on for task in mine.values())
        wanted = {"open": len(listed), "done": done, "later": later}
        found = {name: day["counts"][name] for name in wanted}
        if found != wanted:
            yield f"the day of {uid} counts {found}, and the tasks {wanted}"
        if {call["task_id"] for call in day["calls"]} != listed:
            yield f"the day of {uid} lists {[call['task_id'] for call in day['calls']]}, and not {listed}"


def _starts(task: Mapping[str, Any]) -> date:
    if task.get("call_at") is not None:
        found: date = task["call_at"].date()
        return found
    return date.fromisoformat(task["due_on"]) - timedelta(days=1)


def _reasons(world: World, tasks: Tasks) -> Iterator[str]:
    """What a customer has bought since is no reason to call them any more."""
    customers = world.backend.all("customers")
    for id, task in tasks.items():
        root = tasks[id.partition(":task")[0] + ":task"]
        asked = set(root["suggested_product_ids"])
        products = (customers[task["customer_id"]].get("consumption") or {}).get("products", [])
        bought = [each["key"] for each in products if each["bought_at"] > root["created_at"]]
        if task["status"] == "open" and asked & set(bought):
            yield f"task {id} is open, and {sorted(asked & set(bought))} was bought since"

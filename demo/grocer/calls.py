"""The grocer's agents: each day they call whom their open tasks name, as many as they can, and say what came of it."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from google.cloud.firestore import FieldFilter

from demo.offices import Office

MANAGER = "manager"
# What comes of a call, and how often in a hundred: defaults of the demo.
OUTCOMES = {
    "interested": 35,
    "completed": 15,
    "not_interested": 15,
    "no_answer": 25,
    "rescheduled": 10,
}
FIRST = {"high": 0, "urgent": 0}


@dataclass(frozen=True)
class Agent:
    """A member of staff who calls at most so many customers in a day, in these districts."""

    uid: str
    name: str
    daily_capacity: int
    districts: tuple[str, ...]
    is_senior: bool = False


DISTRICTS = ("Dhanmondi", "Mirpur", "Uttara", "Gulshan")
# So many members are worth a call of an agent a day; with fewer of them each agent still makes two.
MEMBERS_A_CALL, LEAST_CALLS = 400, 2


def agents_for(members: int) -> tuple[Agent, ...]:
    """Staff for so many members."""
    capacity = max(LEAST_CALLS, members // MEMBERS_A_CALL)
    return (
        Agent("agent_1", "Agent 1", capacity, ("Dhanmondi",)),
        Agent("agent_2", "Agent 2", capacity, ("Mirpur",)),
        Agent("agent_3", "Agent 3", capacity, ("Uttara", "Gulshan")),
        Agent("agent_4", "Agent 4", capacity, DISTRICTS, is_senior=True),
    )


def appoint_all(office: Office, agents: Sequence[Agent]) -> None:
    """Make the grocer's staff."""
    office.appoint(MANAGER, "manager", name="Manager", timezone="Asia/Dhaka")
    for agent in agents:
        fields: dict[str, Any] = {"name": agent.name, "timezone": "Asia/Dhaka", "manager_uid": MANAGER}
        fields |= {"districts": list(agent.districts), "daily_capacity": agent.daily_capacity}
        office.appoint(agent.uid, "agent", **fields, is_senior=agent.is_senior)


def district_of(member: int) -> str:
    """Where a member lives: the data does not tell."""
    return DISTRICTS[member % len(DISTRICTS)]


def agent_of(district: str, agents: Sequence[Agent]) -> str:
    """Who calls the customers of a district."""
    return next(agent.uid for agent in agents if district in agent.districts)


def call(office: Office, agents: Sequence[Agent], at: datetime) -> dict[str, int]:
    """Each agent's calls of the day: how many there were to make. Who has more than they can do leaves the rest for the
    next day.
    """
    found = office.org.collection("tasks").where(filter=FieldFilter("status", "==", "open")).stream()
    tasks = [doc.to_dict() | {"id": doc.id} for doc in found]
    by_agent: dict[str, list[dict[str, Any]]] = {agent.uid: [] for agent in agents}
    for task in sorted(tasks, key=_place):
        if task["assignee_uid"] in by_agent and (task["due_on"] or "") <= str(at.date()):
            by_agent[task["assignee_uid"]].append(task)
    for agent in agents:
        for task in by_agent[agent.uid][: agent.daily_capacity]:
            _tell(office, agent, task, at=at)
    return {uid: len(of) for uid, of in by_agent.items() if of}


def _place(task: dict[str, Any]) -> tuple[Any, ...]:
    return FIRST.get(task["priority"], 1), task["due_on"] or "", task["id"]


def _tell(office: Office, agent: Agent, task: dict[str, Any], *, at: datetime) -> None:
    """Say what came of a call."""
    id = f"called:{task['id']}".replace("/", "_")
    chosen = random.Random(task["id"])
    (outcome,) = chosen.choices(list(OUTCOMES), list(OUTCOMES.values()))
    data = {"task_id": task["id"], "outcome": outcome, "interaction_type": "call"}
    office.give("complete_task", data, id=id, uid=agent.uid, at=at)

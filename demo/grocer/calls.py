"""The grocer's agents: each day they call whom their open tasks name, as many as they can, and say what came of it."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

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
# Who asks to be called another time is called so long after.
CALL_BACK_AFTER = timedelta(days=2)


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


def call(office: Office, agents: Sequence[Agent], at: datetime) -> dict[str, int]:
    """Each agent's calls of the day, from the one document that their phone reads: how many there were to make. Who has
    more than they can do leaves the rest for the next day.
    """
    days = office.org.collection("insights")
    loads: dict[str, int] = {}
    for snapshot in office.client.get_all(days.document(f"agent_day:{agent.uid}") for agent in agents):
        day = snapshot.to_dict() or {"calls": ()}
        agent = next(each for each in agents if snapshot.id == f"agent_day:{each.uid}")
        waiting = [each for each in day["calls"] if each.get("call_at") is None or each["call_at"] <= at]
        loads |= {agent.uid: day["counts"]["open"]} if waiting else {}
        for task in waiting[: agent.daily_capacity]:
            _tell(office, agent, task["task_id"], at=at)
    return loads


def _tell(office: Office, agent: Agent, task_id: str, *, at: datetime) -> None:
    """Say what came of a call."""
    chosen = random.Random(task_id)
    (outcome,) = chosen.choices(list(OUTCOMES), list(OUTCOMES.values()))
    data = {"task_id": task_id, "outcome": outcome, "interaction_type": "call"}
    if outcome == "rescheduled":
        data |= {"next_action_on": f"{at.date() + CALL_BACK_AFTER}"}
    office.give("complete_task", data, id=f"called:{task_id}".replace("/", "_"), uid=agent.uid, at=at)

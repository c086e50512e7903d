"""Who gets which task. The same tasks, agents and day make the same list, whatever order they come in."""

import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from functions.domain.kernel.decisions import Value
from functions.domain.settings.assignment import AssignmentSettings, Policy
from functions.domain.tasks.documents import Task, Wanted

Because = Literal["owner", "senior", "district", "workload"]
NO_AGENT: Final = "no_agent"
NO_ROOM: Final = "no_room"
NOTHING_WANTED: Final = Wanted()


class Agent(Value):
    """A member who works today. `load`: how many tasks of the day they have, done ones too."""

    uid: str
    districts: tuple[str, ...] = ()
    is_senior: bool = False
    capacity: int = 0
    load: int = 0

    @property
    def has_room(self) -> bool:
        return self.load < self.capacity


@dataclass(frozen=True)
class Assignment:
    """What becomes of a task: to whom it goes and by which policies; or without a member, why it waits."""

    task_id: str
    uid: str | None
    because: str


@dataclass(frozen=True)
class HandedOut:
    """Each task once, in the order in which they were looked at, and the agents with what they have then."""

    given: tuple[Assignment, ...]
    agents: tuple[Agent, ...]


def hand_out(
    tasks: Iterable[Task], agents: Sequence[Agent], *, settings: AssignmentSettings, on: str
) -> HandedOut:
    """The tasks among the agents, the worthiest first, then by due day and id. No agent gets more than they have room
    for; of those who are left by the policies the least busy one gets a task, of equally busy ones the next in turn.
    Who is first in turn moves on by one each day.
    """
    turns = _turns(agents, date.fromisoformat(on))
    by_uid = {agent.uid: agent for agent in agents}
    given: list[Assignment] = []
    for task in sorted(tasks, key=lambda task: (-task.worth, task.due_on or "", task.id)):
        chosen = _chosen(task.wanted or NOTHING_WANTED, by_uid, turns=turns, settings=settings)
        given.append(Assignment(task.id, *chosen))
        agent = by_uid.get(chosen[0] or "")
        if agent is not None:
            by_uid[agent.uid] = agent.with_changes(load=agent.load + 1)
    return HandedOut(tuple(given), tuple(by_uid.values()))


def folded(place: str) -> str:
    """A district as it is compared: however it was typed."""
    return " ".join(unicodedata.normalize("NFKC", place).casefold().split())


def _turns(agents: Sequence[Agent], day: date) -> Mapping[str, int]:
    """The place of each agent in the turns of a day."""
    uids = sorted({agent.uid for agent in agents})
    return {uid: (place - day.toordinal()) % len(uids) for place, uid in enumerate(uids)}


def _chosen(
    wanted: Wanted, agents: Mapping[str, Agent], *, turns: Mapping[str, int], settings: AssignmentSettings
) -> tuple[str | None, str]:
    left = _with_room(wanted, agents)
    if not left:
        return None, NO_ROOM if agents else NO_AGENT
    reasons: list[str] = []
    for policy in _in_order(settings):
        fits = _ASKS[policy](wanted, settings)
        fitting = list(filter(fits, left)) if fits is not None else []
        if fitting:
            left = fitting
            reasons.append(policy)
        elif fits is not None and policy in settings.binding:
            return None, f"no_{policy}"
    best = min(left, key=lambda agent: (agent.load, turns[agent.uid]))
    return best.uid, ", ".join(reasons) or "workload"


def _with_room(wanted: Wanted, agents: Mapping[str, Agent]) -> list[Agent]:
    """Those who have room, but for the one who had the task and did nothing, where there is another."""
    free = [agent for agent in agents.values() if agent.has_room]
    return [agent for agent in free if agent.uid != wanted.but_uid] or free


def _in_order(settings: AssignmentSettings) -> list[Policy]:
    """The policies, those that bind before the others."""
    return sorted(settings.policies, key=lambda policy: policy not in settings.binding)


# What a policy asks of an agent for a task; None where it asks nothing of this one.
_Fits = Callable[[Agent], bool]


def _owner(wanted: Wanted, settings: AssignmentSettings) -> _Fits | None:
    return None if wanted.owner_uid is None else lambda agent: agent.uid == wanted.owner_uid


def _senior(wanted: Wanted, settings: AssignmentSettings) -> _Fits | None:
    return (lambda agent: agent.is_senior) if wanted.is_for_senior else None


def _district(wanted: Wanted, settings: AssignmentSettings) -> _Fits | None:
    places = {folded(place) for place in (wanted.district, wanted.city) if place}
    if not places:
        return None
    named = {uid for place, uids in settings.districts.items() if folded(place) in places for uid in uids}
    return lambda agent: agent.uid in named or not places.isdisjoint(map(folded, agent.districts))


_ASKS: Mapping[Policy, Callable[[Wanted, AssignmentSettings], _Fits | None]] = {
    "owner": _owner,
    "senior": _senior,
    "district": _district,
}

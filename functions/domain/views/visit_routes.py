"""The visits of a member's day in a short order."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from functions.domain.accounts.locations import Location, pin_of
from functions.domain.field_work.places import Place, metres_between
from functions.domain.field_work.routes import MOST_STOPS, ordered
from functions.domain.kernel.decisions import BY_ID, NOTHING, Decision, Find, Get, Reading, get
from functions.domain.kernel.errors import Forbidden
from functions.domain.orgs.features import require
from functions.domain.orgs.org import Org
from functions.domain.staff.members import Member
from functions.domain.staff.permissions import denied
from functions.domain.staff.readers import readers_of
from functions.domain.tasks.documents import Task
from functions.domain.views.lists import only

VISIT = "visit"
MOST_TASKS = 200
_MOST_LOCATIONS = 20  # of one customer, to find one that is active and has a pin
_EARLIEST = "0000-00-00"
STOP = only("location_name", "address", "phone", "pic_name")


@dataclass(frozen=True)
class DayWanted:
    """Whose visits, on which day (None: today by the business's clock), and from where the way begins."""

    of_uid: str
    date: str | None = None
    begins_at: Place | None = None


def visit_route(org: Org, uid: str, what: DayWanted, *, now: datetime) -> Decision[dict[str, Any]]:
    """The open tasks of type `visit` that are due on the day or before, in a short order with the metres from stop to
    stop as the crow flies. `unplaced`: visits without a pin, or beyond the first 50.

    A visit is to its task's location, else to the first active one with a pin of its customer. Bills 1 read, 1 for each
    open task that is due (200 at the most), and for each visit 1, or 1 for each location of its customer until 20.
    Raises Forbidden to those who ask for others' visits and read only their own tasks; FeatureOff.
    """
    member = yield from get(Member, uid)
    _require_reader(org, member, what.of_uid)
    date = what.date or f"{org.local(now):%Y-%m-%d}"
    tasks = yield from _visits(what.of_uid, date)
    near, far = tasks[:MOST_STOPS], tasks[MOST_STOPS:]
    found = tuple(zip(near, (yield from _places(near)), strict=True))
    stops = _stops([(task, *at) for task, at in found if at is not None], what.begins_at)
    unplaced = [_unplaced(task, "has no pin") for task, at in found if at is None]
    unplaced += [_unplaced(task, f"is beyond the first {MOST_STOPS}") for task in far]
    total = sum(stop["leg_m"] for stop in stops)
    return NOTHING, {"date": date, "stops": stops, "total_m": total, "unplaced": unplaced}


def _require_reader(org: Org, member: Member | None, of_uid: str) -> None:
    if member is None or not member.roles:
        raise denied(member)
    if member.id != of_uid and readers_of(Task.collection).all.isdisjoint(member.roles):
        raise Forbidden("reads their own visits only")
    require(org, "crm")


def _visits(of_uid: str, date: str) -> Reading[list[Task]]:
    (found,) = yield (
        Find(
            Task,
            (("assignee_uid", of_uid), ("status", "open")),
            "due_on",
            "ASCENDING",
            MOST_TASKS,
            at_least=("due_on", _EARLIEST),
            at_most=("due_on", date),
        ),
    )
    return [task for task in found if task.task_type == VISIT]


def _places(tasks: list[Task]) -> Reading[list[tuple[Location, Place] | None]]:
    """Where each visit goes, in one call."""
    if not tasks:
        return []
    found = yield tuple(_asked(task) for task in tasks)
    return [_placed(each) for each in found]


def _asked(task: Task) -> Get[Location] | Find[Location]:
    if task.location_id is not None:
        return Get(Location, task.location_id)
    where = (("customer_id", task.customer_id or ""),)
    return Find(Location, where, BY_ID, "ASCENDING", _MOST_LOCATIONS)


def _placed(found: Location | tuple[Location, ...] | None) -> tuple[Location, Place] | None:
    if found is None:
        return None
    locations = (found,) if isinstance(found, Location) else (each for each in found if each.is_active)
    pins = ((location, pin) for location in locations if (pin := pin_of(location)) is not None)
    return next(pins, None)


def _stops(placed: list[tuple[Task, Location, Place]], begins_at: Place | None) -> list[dict[str, Any]]:
    """The stops in the order of a short way, each with the metres from the one before."""
    stops, before = [], begins_at
    for number in ordered([pin for _, _, pin in placed], begins_at=begins_at):
        task, location, pin = placed[number]
        leg = round(metres_between(before, pin)) if before is not None else 0
        named = {**(STOP(location) or {}), "location_id": location.id, "lat": pin.lat, "lng": pin.lng}
        named.pop("id")
        stops.append({**_named(task), **named, "leg_m": leg})
        before = pin
    return stops


def _named(task: Task) -> dict[str, Any]:
    return {"task_id": task.id, "customer_id": task.customer_id, "customer_name": task.customer_name}


def _unplaced(task: Task, reason: str) -> dict[str, Any]:
    return {**_named(task), "reason": reason}

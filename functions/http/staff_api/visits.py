"""`/visits`: the order of a day's visits."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from functions.domain.field_work.places import place_of
from functions.domain.kernel.validation import Faults, is_date
from functions.domain.staff.readership import EVERY_ROLE
from functions.domain.views.visit_routes import DayWanted, visit_route
from functions.http.staff_api.operations import Asked, Operation, Reply
from functions.http.staff_api.reading import read
from functions.http.staff_api.replies import RouteAnswer

_NO_PLACE = "is not a place like -6.2,106.8: latitude and longitude in degrees"


class RouteQuery(BaseModel):
    model_config = ConfigDict(defer_build=True)
    date: Annotated[str | None, Field(description="a day like 2025-01-31; today where it is absent")] = None
    begins_at: Annotated[str | None, Field(description="where the way begins: a place like -6.2,106.8")] = (
        None
    )
    assignee_uid: Annotated[str | None, Field(description="one member's, whose tasks the caller may see")] = (
        None
    )


def _route(asked: Asked) -> Reply:
    query, faults = asked.query, Faults("query")
    date, begins_at = query.get("date") or None, query.get("begins_at") or None
    if date is not None and not is_date(date):
        faults.add("date", "is not a day like 2025-01-31")
    place = place_of(begins_at) if begins_at is not None else None
    if begins_at is not None and place is None:
        faults.add("begins_at", _NO_PLACE)
    faults.raise_any()
    what = DayWanted(query.get("assignee_uid") or asked.uid, date, place)
    return Reply(read(asked, lambda: visit_route(asked.org, asked.uid, what, now=asked.now)))


OPERATIONS = (
    Operation(
        "GET",
        "/visits/route",
        "The visits of a member's day in a short order",
        _route,
        RouteAnswer,
        query=RouteQuery,
        roles=EVERY_ROLE,
    ),
)

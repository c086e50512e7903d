"""`GET /locations?near=`: customers near a place. The other operations on locations are in accounts.py."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from functions.domain.field_work.places import Place, place_of
from functions.domain.kernel.validation import Faults, number_in
from functions.domain.staff.readers import readers_of
from functions.domain.views.nearby import MOST_METRES, NEAR_M, Near, nearby_locations
from functions.domain.views.pages import MOST_ROWS, ROWS, Wanted
from functions.http.staff_api.operations import Asked, Operation, Reply
from functions.http.staff_api.reading import read
from functions.http.staff_api.replies import NearbyAnswer

_LOCATIONS = readers_of("locations")
_NO_PLACE = "is not a place like -6.2,106.8: latitude and longitude in degrees"


class NearbyQuery(BaseModel):
    model_config = ConfigDict(defer_build=True)
    near: Annotated[str, Field(description="a place like -6.2,106.8: latitude and longitude in degrees")]
    within_m: Annotated[int, Field(ge=1, le=MOST_METRES, description="how far in metres")] = NEAR_M
    limit: Annotated[int, Field(ge=1, le=MOST_ROWS, description="how many rows at most")] = ROWS


def _near(asked: Asked) -> Near:
    limit, faults = Wanted.parse({**asked.query, "cursor": ""}).limit, Faults("query")
    metres = number_in(asked.query.get("within_m", f"{NEAR_M}"), 1, MOST_METRES)
    if metres is None:
        faults.add("within_m", f"must be a number from 1 to {MOST_METRES}")
    place = place_of(asked.query.get("near", ""))
    if place is None:
        faults.add("near", _NO_PLACE)
    faults.raise_any()
    return Near(place or Place(0, 0), metres or NEAR_M, limit)


def _nearby(asked: Asked) -> Reply:
    what = _near(asked)
    return Reply(read(asked, lambda: nearby_locations(asked.org, asked.uid, what)))


NEARBY = Operation(
    "GET",
    "/locations",
    "Customers' locations near a place, the nearest first",
    _nearby,
    NearbyAnswer,
    query=NearbyQuery,
    roles=_LOCATIONS.all | _LOCATIONS.assigned,
)

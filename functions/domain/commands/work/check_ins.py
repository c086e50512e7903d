"""A check-in: where staff were when they kept an interaction, and how far that is from the location's pin."""

from typing import Annotated

from pydantic import Field

from functions.domain.accounts.locations import Location, pin_of
from functions.domain.commands.editing import refuse
from functions.domain.customers.interactions import Coordinates, Interaction
from functions.domain.field_work.places import Place, metres_between
from functions.domain.kernel.decisions import Reading, get
from functions.domain.kernel.validation import Form
from functions.domain.orgs.org import Org


class CoordinatesForm(Form):
    """Where the phone was, and how sure it was of it."""

    lat: Annotated[float, Field(ge=-90, le=90, allow_inf_nan=False)]
    lng: Annotated[float, Field(ge=-180, le=180, allow_inf_nan=False)]
    accuracy_m: Annotated[float, Field(ge=0, le=10**6, allow_inf_nan=False)] | None = None


def checked_in(
    org: Org, interaction: Interaction, coordinates: CoordinatesForm | None, *, customer_id: str | None
) -> Reading[tuple[Interaction, str | None]]:
    """The interaction with where it was, and how far from the location's pin, where it has one; and whose it is: the
    location's customer's where none is named. `is_far` where it is farther than the settings allow, the phone's own
    doubt (`accuracy_m`) taken off.

    Bills 1 read for a check-in at a location. Malformed at `location_id` where it names none, or another customer's.
    """
    if coordinates is None:
        return interaction, customer_id
    interaction = interaction.with_changes(coordinates=Coordinates(**coordinates.model_dump()))
    if interaction.location_id is None:
        return interaction, customer_id
    location = yield from get(Location, interaction.location_id)
    if location is None:
        raise refuse("location_id", "names no location")
    is_named = customer_id is not None or interaction.lead_id is not None
    if is_named and location.customer_id != customer_id:
        raise refuse("location_id", "is another customer's")
    pin = pin_of(location)
    if pin is not None:
        interaction = _measured(org, interaction, coordinates, pin=pin)
    return interaction, location.customer_id


def _measured(org: Org, interaction: Interaction, coordinates: CoordinatesForm, *, pin: Place) -> Interaction:
    allowed = org.settings.sales.check_in_within_m
    metres = metres_between(Place(coordinates.lat, coordinates.lng), pin)
    is_far = allowed is not None and metres - (coordinates.accuracy_m or 0) > allowed
    return interaction.with_changes(distance_m=round(metres), is_far=True if is_far else None)


def told(interaction: Interaction) -> dict[str, int | bool]:
    """The result of a check-in."""
    if interaction.distance_m is None:
        return {}
    return {"distance_m": interaction.distance_m, "is_far": bool(interaction.is_far)}

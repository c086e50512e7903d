"""`/opportunities`: deals, and the columns of their board."""

from typing import Annotated, Any

from pydantic import Field

from functions.domain.commands.kinds import KINDS
from functions.domain.settings.pipelines import Outcome
from functions.domain.views.opportunities import DealsWanted, Order, Whose, deal, listed_deals
from functions.domain.views.pages import Wanted
from functions.http.staff_api.giving import changes, makes
from functions.http.staff_api.operations import Asked, Operation, Reply
from functions.http.staff_api.parameters import word_faults
from functions.http.staff_api.queries import PageQuery
from functions.http.staff_api.reading import read, shows
from functions.http.staff_api.replies import CommandAnswer, DocumentAnswer, ListAnswer

ONE = "/opportunities/<string(maxlength=400):id>"


class OpportunitiesQuery(PageQuery):
    """A stage goes with its pipeline; of `owner_uid`, `territory_id` and `customer_id` one."""

    whose: Annotated[
        Whose, Field(description="`team`: those that the caller helps with; `all`: for leaders")
    ] = "own"
    owner_uid: Annotated[str | None, Field(description="one member's")] = None
    territory_id: Annotated[str | None, Field(description="those of a territory")] = None
    customer_id: Annotated[str | None, Field(description="all of a customer's, for leaders")] = None
    pipeline: Annotated[str | None, Field(description="a pipeline's id, with `stage`")] = None
    stage: Annotated[str | None, Field(description="a stage's id: a column of the board")] = None
    status: Annotated[Outcome, Field(description="where no stage is asked for")] = "open"
    order: Annotated[
        Order, Field(description="the longest in its stage first, or the earliest time limit")
    ] = "age"


def _wanted(asked: Asked) -> DealsWanted:
    word_faults(asked.query, OpportunitiesQuery).raise_any()
    fields = DealsWanted.__dataclass_fields__
    wanted: dict[str, Any] = {name: value for name, value in asked.query.items() if value and name in fields}
    return DealsWanted(**wanted)


def _list(asked: Asked) -> Reply:
    what, wanted = _wanted(asked), Wanted.parse(asked.query)
    return Reply(read(asked, lambda: listed_deals(asked.org, asked.uid, what, wanted=wanted)))


OPERATIONS = (
    Operation(
        "GET",
        "/opportunities",
        "Deals, the longest in their stage first",
        _list,
        ListAnswer,
        query=OpportunitiesQuery,
        roles=KINDS["change_opportunity"].roles,
    ),
    Operation("GET", ONE, "A deal with its history", shows(deal), DocumentAnswer, reads="opportunities"),
    Operation(
        "POST",
        "/opportunities",
        "Begin a deal",
        makes("change_opportunity", "opportunities", "opportunity_id"),
        CommandAnswer,
        201,
        kind="change_opportunity",
    ),
    Operation(
        "PATCH",
        ONE,
        "Change a deal, or move it",
        changes("change_opportunity", "opportunity_id", deal),
        CommandAnswer,
        kind="change_opportunity",
        given=("opportunity_id",),
        compares=True,
    ),
)

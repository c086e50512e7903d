"""`/opportunities`: deals, and the columns of their board."""

from typing import Annotated, get_args

from pydantic import Field

from functions.domain.commands.kinds import KINDS
from functions.domain.kernel.validation import Faults
from functions.domain.settings.pipelines import Outcome
from functions.domain.views.opportunities import DealsWanted, Order, Whose, deal, listed_deals
from functions.domain.views.pages import Wanted
from functions.http.staff_api.giving import body_of, given
from functions.http.staff_api.operations import Asked, Operation, Reply
from functions.http.staff_api.queries import PageQuery
from functions.http.staff_api.reading import read, shown
from functions.http.staff_api.replies import CommandAnswer, DocumentAnswer, ListAnswer

ONE = "/opportunities/<string(maxlength=400):id>"
_WORDS = {"whose": get_args(Whose), "status": get_args(Outcome), "order": get_args(Order)}


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
    query, faults = {name: value for name, value in asked.query.items() if value}, Faults("query")
    for name, words in _WORDS.items():
        if name in query and query[name] not in words:
            faults.add(name, f"is one of {', '.join(words)}")
    faults.raise_any()
    fields = DealsWanted.__dataclass_fields__
    return DealsWanted(**{name: value for name, value in query.items() if name in fields})  # type: ignore[arg-type]  # words are checked above


def _list(asked: Asked) -> Reply:
    what, wanted = _wanted(asked), Wanted.parse(asked.query)
    return Reply(read(asked, lambda: listed_deals(asked.org, asked.uid, what, wanted=wanted)))


def _one(asked: Asked) -> Reply:
    return shown(asked, read(asked, lambda: deal(asked.org, asked.uid, asked.path["id"])))


def _create(asked: Asked) -> Reply:
    result = given(asked, "change_opportunity", body_of(asked)).value
    return Reply(result, 201, {"Location": f"opportunities/{result['opportunity_id']}"})


def _change(asked: Asked) -> Reply:
    """A command that names a deal that is not there would begin one: here it is a deal that cannot be found."""
    id = asked.path["id"]
    data = body_of(asked, opportunity_id=id)
    read(asked, lambda: deal(asked.org, asked.uid, id))
    return Reply(given(asked, "change_opportunity", data, seen=lambda: deal(asked.org, asked.uid, id)).value)


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
    Operation("GET", ONE, "A deal with its history", _one, DocumentAnswer, reads="opportunities"),
    Operation(
        "POST", "/opportunities", "Begin a deal", _create, CommandAnswer, 201, kind="change_opportunity"
    ),
    Operation(
        "PATCH",
        ONE,
        "Change a deal, or move it",
        _change,
        CommandAnswer,
        kind="change_opportunity",
        given=("opportunity_id",),
    ),
)

"""`/leads`: who may become customers, from the first word to the customer that they are."""

from collections.abc import Callable
from typing import Annotated, Literal, get_args

from pydantic import Field

from functions.domain.kernel.validation import Faults
from functions.domain.leads.documents import LeadStatus
from functions.domain.staff.readership import EVERY_ROLE
from functions.domain.views.leads import LISTS, LeadsWanted, lead_shown, listed_leads, listed_of_lead
from functions.domain.views.pages import Wanted
from functions.http.staff_api.giving import body_of, given
from functions.http.staff_api.operations import Asked, Operation, Reply
from functions.http.staff_api.queries import PageQuery
from functions.http.staff_api.reading import read, shown
from functions.http.staff_api.replies import CommandAnswer, DocumentAnswer, ListAnswer

_ONE = "/leads/<string(maxlength=400):id>"


class LeadsQuery(PageQuery):
    whose: Annotated[Literal["own", "all"], Field(description="`all`: of those who see all leads")] = "own"
    assigned_uid: Annotated[str | None, Field(description="one member's, whose leads the caller may see")] = (
        None
    )
    status: Annotated[LeadStatus, Field(description="how they stand")] = "open"
    nurturing_stage: Annotated[str | None, Field(description="one of the business's stages")] = None


def _wanted(asked: Asked) -> LeadsWanted:
    query, faults = asked.query, Faults("query")
    whose, status = query.get("whose", "own"), query.get("status", "open")
    if whose not in ("own", "all"):
        faults.add("whose", "is one of own, all")
    if status not in get_args(LeadStatus):
        faults.add("status", f"is one of {', '.join(get_args(LeadStatus))}")
    faults.raise_any()
    of_uid = query.get("assigned_uid") or (None if whose == "all" else asked.uid)
    known: dict[str, LeadStatus] = {each: each for each in get_args(LeadStatus)}
    return LeadsWanted(of_uid, known[status], query.get("nurturing_stage") or None)


def _list(asked: Asked) -> Reply:
    what, wanted = _wanted(asked), Wanted.parse(asked.query)
    return Reply(read(asked, lambda: listed_leads(asked.org, asked.uid, what, wanted=wanted)))


def _show(asked: Asked) -> Reply:
    return shown(asked, read(asked, lambda: lead_shown(asked.org, asked.uid, asked.path["id"])))


def _list_of(what: str) -> Callable[[Asked], Reply]:
    def answer(asked: Asked) -> Reply:
        wanted, id = Wanted.parse(asked.query), asked.path["id"]
        return Reply(read(asked, lambda: listed_of_lead(asked.org, asked.uid, id, what=what, wanted=wanted)))

    return answer


def _create(asked: Asked) -> Reply:
    data = body_of(asked)
    data.pop("lead_id", None)
    result = given(asked, "save_lead", data).value
    return Reply(result, 201, {"Location": f"leads/{result['lead_id']}"})


def _change(asked: Asked) -> Reply:
    return Reply(given(asked, "save_lead", body_of(asked, lead_id=asked.path["id"])).value)


def _convert(asked: Asked) -> Reply:
    return Reply(given(asked, "convert_lead", body_of(asked, lead_id=asked.path["id"])).value)


def _close(asked: Asked) -> Reply:
    return Reply(given(asked, "close_lead", body_of(asked, lead_id=asked.path["id"])).value)


OPERATIONS = (
    Operation(
        "GET",
        "/leads",
        "Leads, the highest score first",
        _list,
        ListAnswer,
        query=LeadsQuery,
        roles=EVERY_ROLE,
    ),
    Operation(
        "POST",
        "/leads",
        "Enter a lead; one whose phone or email is known is met, a customer gets a deal",
        _create,
        CommandAnswer,
        status=201,
        kind="save_lead",
        given=("lead_id",),
    ),
    Operation("GET", _ONE, "A lead with the reasons of its score", _show, DocumentAnswer, roles=EVERY_ROLE),
    *(
        Operation(
            "GET",
            f"{_ONE}/{what}",
            f"The {what} of a lead, the newest first",
            _list_of(what),
            ListAnswer,
            query=PageQuery,
            roles=EVERY_ROLE,
        )
        for what in LISTS
    ),
    Operation(
        "PATCH",
        _ONE,
        "Change a lead, or give it to a member",
        _change,
        CommandAnswer,
        kind="save_lead",
        given=("lead_id",),
    ),
    Operation(
        "POST",
        f"{_ONE}/conversion",
        "Make a customer of a lead, once, with a deal",
        _convert,
        CommandAnswer,
        kind="convert_lead",
        given=("lead_id",),
    ),
    Operation(
        "POST",
        f"{_ONE}/closing",
        "Say that a lead came to nothing, and why",
        _close,
        CommandAnswer,
        kind="close_lead",
        given=("lead_id",),
    ),
)

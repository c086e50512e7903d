"""`/leads`: who may become customers, from the first word to the customer that they are."""

from collections.abc import Callable
from typing import Annotated, Any, Literal

from pydantic import Field

from functions.domain.leads.documents import LeadStatus
from functions.domain.staff.readership import EVERY_ROLE
from functions.domain.views.leads import LISTS, LeadsWanted, lead_shown, listed_leads, listed_of_lead
from functions.domain.views.pages import Wanted
from functions.http.staff_api.giving import gives, makes
from functions.http.staff_api.operations import Asked, Operation, Reply
from functions.http.staff_api.parameters import word_faults
from functions.http.staff_api.queries import PageQuery
from functions.http.staff_api.reading import read, shows
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
    query = asked.query
    word_faults(query, LeadsQuery).raise_any()
    of_uid = query.get("assigned_uid") or (None if query.get("whose") == "all" else asked.uid)
    status: Any = query.get("status") or "open"
    return LeadsWanted(of_uid, status, query.get("nurturing_stage") or None)


def _list(asked: Asked) -> Reply:
    what, wanted = _wanted(asked), Wanted.parse(asked.query)
    return Reply(read(asked, lambda: listed_leads(asked.org, asked.uid, what, wanted=wanted)))


def _list_of(what: str) -> Callable[[Asked], Reply]:
    def answer(asked: Asked) -> Reply:
        wanted, id = Wanted.parse(asked.query), asked.path["id"]
        return Reply(read(asked, lambda: listed_of_lead(asked.org, asked.uid, id, what=what, wanted=wanted)))

    return answer


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
        makes("save_lead", "leads", "lead_id", is_new=True),
        CommandAnswer,
        status=201,
        kind="save_lead",
        given=("lead_id",),
    ),
    Operation(
        "GET",
        _ONE,
        "A lead with the reasons of its score",
        shows(lead_shown),
        DocumentAnswer,
        roles=EVERY_ROLE,
    ),
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
        gives("save_lead", "lead_id"),
        CommandAnswer,
        kind="save_lead",
        given=("lead_id",),
    ),
    Operation(
        "POST",
        f"{_ONE}/conversion",
        "Make a customer of a lead, once, with a deal",
        gives("convert_lead", "lead_id"),
        CommandAnswer,
        kind="convert_lead",
        given=("lead_id",),
    ),
    Operation(
        "POST",
        f"{_ONE}/closing",
        "Say that a lead came to nothing, and why",
        gives("close_lead", "lead_id"),
        CommandAnswer,
        kind="close_lead",
        given=("lead_id",),
    ),
)

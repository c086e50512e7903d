"""`/feedback`: customers' feedback on visits, and its resolution."""

from typing import Annotated, Literal

from pydantic import Field

from functions.domain.kernel.errors import FieldFault, Malformed
from functions.domain.views.lists import listed
from functions.domain.views.pages import Wanted
from functions.domain.views.visits import FEEDBACK
from functions.http.staff_api.giving import body_of, given
from functions.http.staff_api.operations import Asked, Operation, Reply
from functions.http.staff_api.parameters import word_faults
from functions.http.staff_api.queries import PageQuery
from functions.http.staff_api.reading import read
from functions.http.staff_api.replies import CommandAnswer, ListAnswer


class FeedbackQuery(PageQuery):
    status: Annotated[Literal["open", "resolved"], Field(description="which are listed")] = "open"


def _list(asked: Asked) -> Reply:
    word_faults(asked.query, FeedbackQuery).raise_any()
    wanted, where = Wanted.parse(asked.query), (("status", asked.query.get("status") or "open"),)
    return Reply(read(asked, lambda: listed(asked.org, asked.uid, FEEDBACK, wanted=wanted, where=where)))


def _resolve(asked: Asked) -> Reply:
    data = body_of(asked, feedback_id=asked.path["id"])
    if (status := data.pop("status", "resolved")) != "resolved":
        reason = "can only become resolved" if status == "open" else "is one of open, resolved"
        raise Malformed("body", [FieldFault("status", reason)])
    return Reply(given(asked, "resolve_feedback", data).value)


OPERATIONS = (
    Operation(
        "GET",
        "/feedback",
        "What customers said, the newest first",
        _list,
        ListAnswer,
        query=FeedbackQuery,
        reads="feedback",
    ),
    Operation(
        "PATCH",
        "/feedback/<string(maxlength=400):id>",
        "Say that feedback was looked after",
        _resolve,
        CommandAnswer,
        kind="resolve_feedback",
        given=("feedback_id",),
    ),
)

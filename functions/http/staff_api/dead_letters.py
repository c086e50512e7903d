"""`/dead_letters`: what could not be handled, and another try of it."""

from functions.domain.staff.readership import LEADERS
from functions.domain.views.dead_letters import listed_dead_letters, shown_dead_letter
from functions.domain.views.pages import Wanted
from functions.http.staff_api.giving import gives
from functions.http.staff_api.operations import Asked, Operation, Reply
from functions.http.staff_api.queries import PageQuery
from functions.http.staff_api.reading import read, shown
from functions.http.staff_api.replies import CommandAnswer, DocumentAnswer, ListAnswer

ONE = "/dead_letters/<string(maxlength=1400):id>"


def _list(asked: Asked) -> Reply:
    wanted = Wanted.parse(asked.query)
    return Reply(read(asked, lambda: listed_dead_letters(asked.org, asked.uid, wanted)))


def _show(asked: Asked) -> Reply:
    return shown(asked, read(asked, lambda: shown_dead_letter(asked.uid, asked.path["id"])))


OPERATIONS = (
    Operation(
        "GET",
        "/dead_letters",
        "What could not be handled, the newest first",
        _list,
        ListAnswer,
        query=PageQuery,
        roles=LEADERS,
    ),
    Operation("GET", ONE, "What failed, why, and what came", _show, DocumentAnswer, roles=LEADERS),
    Operation(
        "POST",
        f"{ONE}/retry",
        "Do again what failed",
        gives("retry_dead_letter", "dead_letter_id"),
        CommandAnswer,
        kind="retry_dead_letter",
        given=("dead_letter_id",),
    ),
)

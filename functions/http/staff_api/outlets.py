"""`/outlets`: where the business sells, and who leads each."""

from functions.domain.views.lists import listed
from functions.domain.views.pages import Wanted
from functions.domain.views.visits import OUTLETS
from functions.http.staff_api.giving import gives
from functions.http.staff_api.operations import Asked, Operation, Reply
from functions.http.staff_api.queries import PageQuery
from functions.http.staff_api.reading import read
from functions.http.staff_api.replies import CommandAnswer, ListAnswer


def _list(asked: Asked) -> Reply:
    wanted = Wanted.parse(asked.query)
    return Reply(read(asked, lambda: listed(asked.org, asked.uid, OUTLETS, wanted=wanted)))


OPERATIONS = (
    Operation(
        "GET", "/outlets", "Where the business sells", _list, ListAnswer, query=PageQuery, reads="outlets"
    ),
    Operation(
        "PATCH",
        "/outlets/<string(maxlength=400):id>",
        "Enter an outlet, or change it",
        gives("save_outlet", "outlet_id"),
        CommandAnswer,
        kind="save_outlet",
        given=("outlet_id",),
    ),
)

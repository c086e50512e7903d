"""`/audit`: who did what."""

from functions.domain.views.audit import AUDIT
from functions.domain.views.lists import listed
from functions.domain.views.pages import Wanted
from functions.http.staff_api.operations import Asked, Operation, Reply
from functions.http.staff_api.queries import PageQuery
from functions.http.staff_api.reading import read
from functions.http.staff_api.replies import ListAnswer


def _list(asked: Asked) -> Reply:
    wanted = Wanted.parse(asked.query)
    return Reply(read(asked, lambda: listed(asked.org, asked.uid, AUDIT, wanted=wanted)))


OPERATIONS = (
    Operation(
        "GET", "/audit", "Who did what, the newest first", _list, ListAnswer, query=PageQuery, reads="audit"
    ),
)

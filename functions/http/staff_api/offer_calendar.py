"""`/offer_calendar`: the offers of the year, and when each comes next."""

from functions.domain.views.offer_calendar import COLLECTION, calendar_list
from functions.http.staff_api.configuration import of_kind
from functions.http.staff_api.operations import Asked, Operation, Reply
from functions.http.staff_api.reading import read
from functions.http.staff_api.replies import ListAnswer


def _list(asked: Asked) -> Reply:
    rows = read(asked, lambda: calendar_list(asked.org, asked.uid, now=asked.now))
    return Reply({"items": rows, "next": None})


OPERATIONS = (
    Operation(
        "GET",
        "/offer_calendar",
        "The offers of the year, with when each comes next",
        _list,
        ListAnswer,
        reads=COLLECTION,
    ),
    *of_kind(COLLECTION),
)

"""`/duplicates`: customers who may be one person."""

from functions.domain.staff.readership import LEADERS
from functions.domain.views.duplicates import duplicates
from functions.http.staff_api.operations import Asked, Operation, Reply
from functions.http.staff_api.reading import read
from functions.http.staff_api.replies import ListAnswer


def _list(asked: Asked) -> Reply:
    return Reply(read(asked, lambda: duplicates(asked.org, asked.uid)))


OPERATIONS = (
    Operation(
        "GET",
        "/duplicates",
        "Customers who may be one person, with the reasons, among those who changed last",
        _list,
        ListAnswer,
        roles=LEADERS,
    ),
)

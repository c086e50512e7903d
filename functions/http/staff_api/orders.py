"""`/orders`: an order that staff take, one order, and another try to send it to the order system."""

from functions.domain.orders.documents import RecordedOrder
from functions.domain.views.orders import order_shown
from functions.http.staff_api.giving import body_of, given
from functions.http.staff_api.operations import Asked, Operation, Reply
from functions.http.staff_api.reading import read, shown
from functions.http.staff_api.replies import CommandAnswer, DocumentAnswer

_ONE = "/orders/<string(maxlength=1000):id>"


def _show(asked: Asked) -> Reply:
    return shown(asked, read(asked, lambda: order_shown(asked.org, asked.uid, asked.path["id"])))


def _record(asked: Asked) -> Reply:
    return Reply(given(asked, "record_order", body_of(asked)).value, 201)


def _send(asked: Asked) -> Reply:
    return Reply(given(asked, "send_order", body_of(asked, order_id=asked.path["id"])).value)


OPERATIONS = (
    Operation(
        "POST",
        "/orders",
        "Record an order that staff take, or a newer state of it",
        _record,
        CommandAnswer,
        status=201,
        kind="record_order",
    ),
    Operation(
        "GET",
        _ONE,
        "An order, and how it goes out to the order system",
        _show,
        DocumentAnswer,
        reads=RecordedOrder.collection,
    ),
    Operation(
        "POST",
        f"{_ONE}/send",
        "Send an order's state to the order system again",
        _send,
        CommandAnswer,
        kind="send_order",
        given=("order_id",),
    ),
)

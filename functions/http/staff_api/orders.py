"""`/orders`: an order that staff take, one order, and another try to send it to the order system."""

from functions.domain.orders.documents import RecordedOrder
from functions.domain.views.orders import order_shown
from functions.http.staff_api.giving import gives
from functions.http.staff_api.operations import Operation
from functions.http.staff_api.reading import shows
from functions.http.staff_api.replies import CommandAnswer, DocumentAnswer

_ONE = "/orders/<string(maxlength=1000):id>"


OPERATIONS = (
    Operation(
        "POST",
        "/orders",
        "Record an order that staff take, or a newer state of it",
        gives("record_order", status=201),
        CommandAnswer,
        status=201,
        kind="record_order",
    ),
    Operation(
        "GET",
        _ONE,
        "An order, and how it goes out to the order system",
        shows(order_shown),
        DocumentAnswer,
        reads=RecordedOrder.collection,
    ),
    Operation(
        "POST",
        f"{_ONE}/send",
        "Send an order's state to the order system again",
        gives("send_order", "order_id"),
        CommandAnswer,
        kind="send_order",
        given=("order_id",),
    ),
)

"""`send_order`: a leader has an order's state sent to the order system once more."""

from datetime import datetime

from functions.domain.commands.documents import Result
from functions.domain.commands.editing import refuse
from functions.domain.commands.requests import Request
from functions.domain.kernel.dead_letters import DeadLetter
from functions.domain.kernel.decisions import NOTHING, Changes, Decision, Get, Reading, get, get_both
from functions.domain.kernel.errors import CannotBeDone
from functions.domain.kernel.validation import DocumentId, Form
from functions.domain.orders.documents import KnownOrder
from functions.domain.orders.posts import OrderPost
from functions.domain.orgs.org import Org


class OrderSendingForm(Form):
    """`order_id`: the document's, such as `b2b:1001`."""

    order_id: DocumentId


def send_order(org: Org, request: Request[OrderSendingForm], now: datetime) -> Decision[Result]:
    """The order's latest state on its way again, with the same bytes and key, which the order system may have taken
    before; its dead letter goes. One whose try is under way stays as it is. Bills 2 reads and 1 write, and 1 delete.

    Malformed where there is no such order; CannotBeDone, which says why, where nothing of it was ever to go out: 1 read
    more.
    """
    post, letter = yield from get_both(
        Get(OrderPost, request.data.order_id), Get(DeadLetter, f"order_post:{request.data.order_id}")
    )
    if post is None:
        yield from _say_why(org, request.data.order_id)
        raise refuse("order_id", "names no order that goes out")
    if post.is_held(now):
        return NOTHING, _result(post)
    again = post.queued_again(now)
    return Changes(put=(again,), remove=(letter,) if letter is not None else ()), _result(again)


def _say_why(org: Org, order_id: str) -> Reading[None]:
    """Raises CannotBeDone where the order is there."""
    if (yield from get(KnownOrder, order_id)) is None:
        return
    if org.settings.order_webhook.url is None:
        raise CannotBeDone("no order goes out: the settings name no order_webhook.url")
    raise CannotBeDone(
        "nothing of this order was to go out: it was not made here, or its states are not among order_webhook.events,"
        " or were recorded before there was an address"
    )


def _result(post: OrderPost) -> Result:
    return {"order_id": post.id, "status": post.status, "event": post.event}

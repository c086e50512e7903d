"""`send_order`: a leader has an order's state sent to the order system once more."""

from datetime import datetime

from functions.domain.commands.documents import Result
from functions.domain.commands.editing import refuse
from functions.domain.commands.requests import Request
from functions.domain.kernel.dead_letters import DeadLetter
from functions.domain.kernel.decisions import NOTHING, Changes, Decision, Get, get_both
from functions.domain.kernel.validation import DocumentId, Form
from functions.domain.orders.posts import OrderPost
from functions.domain.orgs.org import Org


class OrderSendingForm(Form):
    """`order_id`: the document's, such as `b2b:1001`."""

    order_id: DocumentId


def send_order(org: Org, request: Request[OrderSendingForm], now: datetime) -> Decision[Result]:
    """The order's latest state on its way again, with the same bytes and key, which the order system may have taken
    before; its dead letter goes. One whose try is under way stays as it is. Bills 2 reads and 1 write, and 1 delete.

    Malformed where nothing of the order was ever to go out.
    """
    post, letter = yield from get_both(
        Get(OrderPost, request.data.order_id), Get(DeadLetter, f"order_post:{request.data.order_id}")
    )
    if post is None:
        raise refuse("order_id", "names no order that goes out")
    if post.is_held(now):
        return NOTHING, _result(post)
    again = post.queued_again(now)
    return Changes(put=(again,), remove=(letter,) if letter is not None else ()), _result(again)


def _result(post: OrderPost) -> Result:
    return {"order_id": post.id, "status": post.status, "event": post.event}

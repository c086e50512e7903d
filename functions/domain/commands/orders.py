"""`record_order`: an order that a till or an app recorded itself, while it was offline perhaps."""

from datetime import datetime

from functions.domain.commands.documents import Result
from functions.domain.commands.requests import Request
from functions.domain.kernel.decisions import Decision
from functions.domain.orders.documents import Order
from functions.domain.orders.recording import record_order
from functions.domain.orgs.org import Org


def record_order_by_command(org: Org, request: Request[Order], now: datetime) -> Decision[Result]:
    """The order taken into account as by webhook; the result is the receipt. Bills what `record_order` does.

    A late one counts by its own `updated_at`, as every delivery does: `made_at` plays no part.
    """
    changes, receipt = yield from record_order(org, request.data, now)
    return changes, receipt.as_answered()

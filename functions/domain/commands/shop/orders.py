"""`record_order`: an order that a till or an app recorded itself, while it was offline perhaps."""

from datetime import datetime

from functions.domain.commands.documents import Result
from functions.domain.commands.requests import Request
from functions.domain.customers.customer import Customer
from functions.domain.customers.identities import KnownIdentity
from functions.domain.kernel.decisions import Changes, Decision, get
from functions.domain.orders.documents import Order
from functions.domain.orders.recording import record_order
from functions.domain.orgs.org import Org


def record_order_by_command(org: Org, request: Request[Order], now: datetime) -> Decision[Result]:
    """The order taken into account as by webhook; the result is the receipt. Bills what `record_order`
    does, and 1 read more where a customer gets an app user.

    A late one counts by its own `updated_at`, as every delivery does: `made_at` plays no part. Forbidden where it gives
    an app user to a customer whom the giver may not read.
    """
    changes, receipt = yield from record_order(org, request.data.with_changes(is_made_here=True), now)
    for owner in _given_app_users(changes):
        customer = yield from get(Customer, owner)
        if customer is not None:
            request.giver.require_app_user(customer, path="customer.app_user_id")
    return changes, receipt.as_answered()


def _given_app_users(changes: Changes) -> list[str]:
    """The customers who get an app user."""
    links = (each for each in (*changes.create, *changes.put) if isinstance(each, KnownIdentity))
    return [link.customer_id for link in links if link.kind == "app_user" and link.customer_id]

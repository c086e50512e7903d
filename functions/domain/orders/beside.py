"""What a business may want of an order beside its figures. What it does not want is never loaded."""

from datetime import datetime

from functions.domain.customers.identities import Found
from functions.domain.kernel.decisions import Changes, Reading
from functions.domain.orders.documents import KnownOrder, Order, OrderContribution, RecordedOrder
from functions.domain.orgs.org import Org, is_watched


def warned(org: Org, order: Order, found: Found | None, *, stored: KnownOrder | None) -> Reading[Order]:
    """The order with warnings about its buyer (buyer_warnings.py), about what there is (stock.py) and
    about an account's terms (terms.py); and with what its buyer requires.
    """
    if found is None:
        return order
    warnings = found.warnings
    if found.customer.allergies or org.settings.custom_fields:
        from functions.domain.orders.buyer_warnings import buyer_warnings

        warnings += yield from buyer_warnings(org, order, found)
    if warnings:
        order = order.with_changes(warnings=(*order.warnings, *warnings))
    if found.customer.requirements:
        order = order.with_changes(requirements=found.customer.requirements)
    if org.settings.inventory.warns_of_stock:
        from functions.domain.orders.stock import with_stock

        order = yield from with_stock(org, order, stored=stored)
    if not org.settings.accounts.warns:
        return order
    from functions.domain.orders.terms import is_held_to_terms, with_terms

    if not is_held_to_terms(order):
        return order
    return (yield from with_terms(org, order, found.customer, stored=stored))


def left(org: Org, changes: Changes, order: RecordedOrder, *, before: OrderContribution) -> Reading[Changes]:
    """The changes with the interaction that the order leaves (leaving.py)."""
    if not org.settings.activities.of_orders:
        return changes
    from functions.domain.orders.leaving import with_interaction

    return (yield from with_interaction(org, changes, order, before=before))


def posted(org: Org, changes: Changes, order: Order, *, now: datetime) -> Reading[Changes]:
    """The changes with what goes out to the order system, of an order that is made here (posts.py)."""
    webhook = org.settings.order_webhook
    is_wanted = webhook.url is not None and order.is_made_here and order.facts.status in webhook.events
    if not is_wanted or org.is_quiet:
        return changes
    from functions.domain.orders.posts import with_post

    return (yield from with_post(org, changes, order, now=now))


def watched(
    org: Org,
    changes: Changes,
    order: KnownOrder | RecordedOrder,
    *,
    before: KnownOrder | None,
    at: datetime,
    now: datetime,
) -> Reading[Changes]:
    """The changes with what automations of orders do about this one (watching.py)."""
    if not is_watched(org, order.collection):
        return changes
    from functions.domain.orders.watching import with_automations

    return (yield from with_automations(org, changes, order, before=before, at=at, now=now))

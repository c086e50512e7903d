"""What a customer said about being written to, at the till, with an order."""

from datetime import datetime

from functions.domain.consent.changes import with_answer
from functions.domain.customers.consents import PURPOSES, Consent
from functions.domain.customers.customer import Customer
from functions.domain.orders.documents import Order
from functions.domain.settings.types import Channel


def with_consents_of(customer: Customer, order: Order, now: datetime) -> Customer:
    """The customer after the order's yes or no for each channel, for marketing and service, with its proof.

    It was said when the order was placed: a refusal of later stands, whichever comes first, and a later state of the
    order that repeats it says nothing new. A till's clock that is minutes ahead outlasts no STOP of these minutes: it
    was said at its arrival at the latest.
    """
    given: dict[Channel, bool | None] = {
        "whatsapp": order.consents.whatsapp,
        "sms": order.consents.sms,
        "email": order.consents.email,
    }
    for channel, granted in given.items():
        if granted is not None:
            consent = _consent(order, now, granted=granted)
            if not (granted and _is_refused_anyway(customer, channel, consent, order=order)):
                customer = with_answer(customer, channel, consent, purposes=PURPOSES)
    return customer


def _is_refused_anyway(customer: Customer, channel: Channel, consent: Consent, *, order: Order) -> bool:
    """Whether a refusal stands against a yes: one of the same instant that another than this order told, or any where
    a wrong clock leaves open when the yes was said.
    """
    refusals = [known for known in customer.consents.get(channel, {}).values() if not known.granted]
    is_dated = order.claimed_ordered_at is None
    return any(
        not is_dated or (known.at == consent.at and known.detail != consent.detail) for known in refusals
    )


def _consent(order: Order, now: datetime, *, granted: bool) -> Consent:
    outlet = f", outlet {order.facts.outlet_id}" if order.facts.outlet_id else ""
    return Consent(
        granted=granted,
        at=min(order.facts.ordered_at, now),
        how="order",
        by="customer",
        detail=f"order {order.id}{outlet}",
    )

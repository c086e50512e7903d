"""What a customer said about being written to, at the till, with an order."""

from functions.domain.consent.changes import with_answer
from functions.domain.customers.consents import PURPOSES, Consent
from functions.domain.customers.customer import Customer
from functions.domain.orders.documents import Order
from functions.domain.settings.types import Channel


def with_consents_of(customer: Customer, order: Order) -> Customer:
    """The customer after the order's yes or no for each channel, for marketing and service, with its proof.

    It was said when the order was placed: a refusal of later stands, whichever comes first, and a later state of the
    order that repeats it says nothing new.
    """
    given: dict[Channel, bool | None] = {
        "whatsapp": order.consents.whatsapp,
        "sms": order.consents.sms,
        "email": order.consents.email,
    }
    for channel, granted in given.items():
        if granted is not None:
            customer = with_answer(customer, channel, _consent(order, granted=granted), purposes=PURPOSES)
    return customer


def _consent(order: Order, *, granted: bool) -> Consent:
    outlet = f", outlet {order.facts.outlet_id}" if order.facts.outlet_id else ""
    return Consent(
        granted=granted,
        at=order.facts.ordered_at,
        how="order",
        by="customer",
        detail=f"order {order.id}{outlet}",
    )

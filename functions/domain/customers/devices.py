"""Devices that a customer's push messages go to. A device is one customer's at a time."""

from datetime import datetime
from typing import ClassVar

from functions.domain.customers.customer import Customer
from functions.domain.customers.identities import keyed_id
from functions.domain.kernel.decisions import Document
from functions.domain.orgs.org import Org

MOST_DEVICES = 10


class Device(Document):
    """Whose a push token is. Its id is the token's keyed hash: a token lets messages through, and ids stand in logs."""

    collection: ClassVar[str] = "devices"
    absent_if_broken: ClassVar[bool] = True
    customer_id: str
    registered_at: datetime


def device_id(org: Org, token: str) -> str:
    return keyed_id(org.id_key, f"device:{token}")


def with_token(customer: Customer, token: str) -> tuple[str, ...]:
    """The customer's tokens with this one, the oldest first; of too many the oldest go."""
    if token in customer.push_tokens:
        return customer.push_tokens
    return (*customer.push_tokens, token)[-MOST_DEVICES:]

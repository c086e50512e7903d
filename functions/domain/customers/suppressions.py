"""Addresses that get no messages any more, whichever customer has them: they bounce, or their reader complained.

The list is `suppressions/{channel}:{hash of the address}`. A customer carries a copy of those that are theirs, so that
sending costs no read; the copy is by the address too, so one who gets a new address is reached again.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar

from functions.domain.customers.addresses import normal_email
from functions.domain.customers.customer import Because
from functions.domain.customers.identities import Identity, identity_id
from functions.domain.kernel.decisions import UNKNOWN_AT, Document
from functions.domain.settings.types import Channel


class Suppression(Document):
    """An entry of the list. The server removes one alone: a phone's that a message reached after all. Staff may delete
    one that is wrong.
    """

    collection: ClassVar[str] = "suppressions"
    # What is on the list stays there.
    fallbacks: ClassVar[Mapping[str, Any]] = {
        "channel": "email",
        "because": "complaint",
        "at": UNKNOWN_AT,
        "provider": "unknown",
    }
    channel: Channel
    because: Because
    at: datetime
    provider: str


def suppression_id(id_key: bytes, channel: Channel, address: str) -> str:
    """An address's id in the list: keyed, so that it does not tell the address; by channel, since a number that has
    no WhatsApp may well take an SMS. However an email address is spelt, it is the same one.
    """
    is_email = channel == "email"
    identity = Identity("email", _spelt_one_way(address)) if is_email else Identity("phone", address)
    return f"{channel}:{identity_id(id_key, identity)}"


def _spelt_one_way(address: str) -> str:
    try:
        return normal_email(address)
    except ValueError:
        return address.strip().lower()

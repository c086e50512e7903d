"""Devices that a customer's push messages go to. A device is one customer's at a time."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, ClassVar

from functions.domain.customers.customer import Customer, PushDevice
from functions.domain.customers.identities import keyed_id
from functions.domain.kernel.decisions import UNKNOWN_AT, Document
from functions.domain.orgs.org import Org

MOST_DEVICES = 10
# FCM takes a token for dead when its app was not opened for this long:
# https://firebase.google.com/docs/cloud-messaging/manage-tokens
STALE_AFTER = timedelta(days=270)
SEEN_AGAIN_AFTER = timedelta(days=1)


class Device(Document):
    """Whose a device is. Its id is the keyed hash of its token or installation id: these let messages through, and ids
    stand in logs.
    """

    collection: ClassVar[str] = "devices"
    fallbacks: ClassVar[Mapping[str, Any]] = {
        "customer_id": "unknown",
        "registered_at": UNKNOWN_AT,
    }
    customer_id: str
    registered_at: datetime


def device_id(org: Org, value: str) -> str:
    return keyed_id(org.id_key, f"device:{value}")


def with_device(customer: Customer, device: PushDevice, *, now: datetime) -> Customer:
    """The customer with the app on this device, the one seen last at the end. Those that were not seen for too long go,
    and of too many the oldest. One that was seen within a day is as it was.
    """
    known = customer.push_devices
    same = next((each for each in known if each.value == device.value), None)
    seen_at = device.last_seen_at or now
    if same is not None and same.is_seen_since(seen_at - SEEN_AGAIN_AFTER) and customer.has_app:
        return customer
    others = [each for each in known if each is not same and not _is_stale(each, now)]
    devices = sorted((*others, device), key=_seen_at)
    return customer.with_devices(tuple(devices[-MOST_DEVICES:]))


def _seen_at(device: PushDevice) -> datetime:
    return device.last_seen_at or UNKNOWN_AT


def _is_stale(device: PushDevice, now: datetime) -> bool:
    return device.last_seen_at is not None and not device.is_seen_since(now - STALE_AFTER)

"""Whose a device is: one customer's at a time, or one member's of staff."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, ClassVar, TypeVar

from functions.domain.customers.identities import keyed_id
from functions.domain.kernel.decisions import UNKNOWN_AT, Document
from functions.domain.kernel.devices import DeviceOwner, PushDevice
from functions.domain.orgs.org import Org

Owner = TypeVar("Owner", bound=DeviceOwner)

MOST_DEVICES = 10
# FCM takes a token for dead when its app was not opened for this long:
# https://firebase.google.com/docs/cloud-messaging/manage-tokens
STALE_AFTER = timedelta(days=270)
SEEN_AGAIN_AFTER = timedelta(days=1)


class Device(Document):
    """Whose a device is. Its id is the keyed hash of its token or installation id: these let messages through, and ids
    stand in logs. `member_uid`: the member of staff whose it is; it is no customer's then (`customer_id` is empty).
    """

    collection: ClassVar[str] = "devices"
    fallbacks: ClassVar[Mapping[str, Any]] = {
        "customer_id": "unknown",
        "registered_at": UNKNOWN_AT,
    }
    sparse: ClassVar[frozenset[str]] = frozenset({"member_uid"})
    customer_id: str
    member_uid: str | None = None
    registered_at: datetime


def device_id(org: Org, value: str) -> str:
    return keyed_id(org.id_key, f"device:{value}")


def with_device(owner: Owner, device: PushDevice, *, now: datetime) -> Owner:
    """The owner with the app on this device, the one seen last at the end. Those that were not seen for too long go,
    and of too many the oldest. One that was seen within a day is as it was.
    """
    known = owner.push_devices
    same = next((each for each in known if each.value == device.value), None)
    seen = device if same is None or device.app is not None else device.with_changes(app=same.app)
    if owner.has_app and _is_as_it_was(seen, same, now):
        return owner
    others = [each for each in known if each is not same and not _is_stale(each, now)]
    devices = sorted((*others, seen), key=_seen_at)
    return owner.with_devices(tuple(devices[-MOST_DEVICES:]))


def _is_as_it_was(device: PushDevice, same: PushDevice | None, now: datetime) -> bool:
    if same is None or device.app != same.app:
        return False
    return same.is_seen_since((device.last_seen_at or now) - SEEN_AGAIN_AFTER)


def _seen_at(device: PushDevice) -> datetime:
    return device.last_seen_at or UNKNOWN_AT


def _is_stale(device: PushDevice, now: datetime) -> bool:
    return device.last_seen_at is not None and not device.is_seen_since(now - STALE_AFTER)

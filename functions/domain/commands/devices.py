"""`register_device`: an app was opened on a phone, and from now on its customer's push messages go there."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, ValidationInfo

from functions.domain.automations.react import react
from functions.domain.commands.documents import Command, Result
from functions.domain.commands.requests import Request, read_customer
from functions.domain.customers.customer import Customer, PushDevice, standing_customer
from functions.domain.customers.devices import SEEN_AGAIN_AFTER, Device, device_id, with_device
from functions.domain.customers.reactions import Facts
from functions.domain.kernel.decisions import NOTHING, Changes, Decision, Document, Reading, get
from functions.domain.kernel.validation import Form, OptionalId
from functions.domain.orgs.org import Org

LONGEST_TOKEN = 4096


_Value = Annotated[str, Field(strict=True, min_length=1, max_length=LONGEST_TOKEN, pattern=r"^[!-~]+$")]


def _one_of_two(token: str | None, info: ValidationInfo) -> str | None:
    if "fid" in info.data and (token is None) == (info.data["fid"] is None):
        raise ValueError("is needed, or `fid`" if token is None else "goes alone, or `fid` does")
    return token


class DeviceForm(Form):
    """`token` is FCM's registration token, `fid` the installation id that replaces it: one of the two."""

    customer_id: OptionalId = None
    fid: _Value | None = None
    token: Annotated[_Value | None, AfterValidator(_one_of_two), Field(validate_default=True)] = None

    def device(self, at: datetime) -> PushDevice:
        """The device, seen then."""
        kind: Literal["token", "fid"] = "token" if self.fid is None else "fid"
        return PushDevice(kind=kind, value=self.fid or self.token or "", last_seen_at=at)


def register_device(org: Org, request: Request[DeviceForm], now: datetime) -> Decision[Result]:
    """The device is this customer's and no other's, who has the app from then on; those that were not seen for long go,
    and of too many the oldest. Bills 1 read and 2 writes; 2 reads and 1 write more where it was another customer's; 2
    reads and no write where it is theirs already and was seen within a day.

    A late one counts as of `made_at`: the device stays with a customer who registered it after that, and the result
    says so in `outdated`.
    """
    seen = request.data.device(request.made_at)
    customer = yield from read_customer(request.giver, request.data.customer_id)
    id = device_id(org, seen.value)
    is_known = any(each.value == seen.value for each in customer.push_devices)
    device = yield from get(Device, id, presumed_missing=not is_known)
    owned = Device(id=id, customer_id=customer.id, registered_at=request.made_at)
    if device is not None and device.customer_id == customer.id:
        is_newer = request.made_at >= device.registered_at + SEEN_AGAIN_AFTER
        owned = device.with_changes(registered_at=request.made_at) if is_newer else device
    elif device is not None and device.registered_at > request.made_at:
        return NOTHING, {"customer_id": customer.id, "outdated": [seen.kind]}
    moved = [(customer, with_device(customer, seen, now=now))]
    moved += yield from _taken_from(device, customer.id, seen.value)
    facts = Facts("customer_changed", Command.collection, request.command_id, request.made_at)
    create: list[Document] = []
    put: list[Document] = [owned]
    for before, after in moved:
        if after != before:
            changed = after.with_changes(updated_at=now)
            reaction = yield from react(org, before, changed, facts=facts, now=now)
            create, put = [*create, *reaction.create], [*put, *reaction.put]
    return Changes(create=tuple(create), put=tuple(put)), {"customer_id": customer.id}


def _taken_from(
    device: Device | None, customer_id: str, token: str
) -> Reading[list[tuple[Customer, Customer]]]:
    """The customer whose the device was until now, before and after."""
    if device is None or device.customer_id == customer_id:
        return []
    former = yield from standing_customer(device.customer_id)
    if former is None or former.id == customer_id:
        return []
    return [(former, former.without_tokens((token,)))]

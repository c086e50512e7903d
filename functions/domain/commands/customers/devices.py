"""`register_device`: an app was opened on a phone, and from now on its owner's push messages go there: a customer's, or
those of the member of staff who gives the command.
"""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, ValidationInfo

from functions.domain.automations.react import react
from functions.domain.commands.documents import Command, Result
from functions.domain.commands.requests import Giver, Request, read_customer
from functions.domain.customers.customer import Customer, standing_customer
from functions.domain.customers.devices import SEEN_AGAIN_AFTER, Device, device_id, with_device
from functions.domain.customers.reactions import Facts
from functions.domain.kernel.decisions import NOTHING, Changes, Decision, Document, Put, Reading, get
from functions.domain.kernel.devices import App, PushDevice
from functions.domain.kernel.errors import FieldFault, Malformed
from functions.domain.kernel.validation import Form, OptionalId
from functions.domain.orgs.org import Org
from functions.domain.staff.members import Member

LONGEST_TOKEN = 4096
Owner = Customer | Member


_Value = Annotated[str, Field(strict=True, min_length=1, max_length=LONGEST_TOKEN, pattern=r"^[!-~]+$")]


def _one_of_two(token: str | None, info: ValidationInfo) -> str | None:
    if "fid" in info.data and (token is None) == (info.data["fid"] is None):
        raise ValueError("is needed, or `fid`" if token is None else "goes alone, or `fid` does")
    return token


class DeviceForm(Form):
    """`token` is FCM's registration token, `fid` the installation id that replaces it: one of the two. `owner`: whose
    the device is, a customer's, or that of the member of staff who gives the command. `app`: which app it is, for
    businesses with more than one.
    """

    owner: Literal["customer", "member"] = "customer"
    customer_id: OptionalId = None
    app: App | None = None
    fid: _Value | None = None
    token: Annotated[_Value | None, AfterValidator(_one_of_two), Field(validate_default=True)] = None

    def device(self, at: datetime) -> PushDevice:
        """The device, seen then."""
        kind: Literal["token", "fid"] = "token" if self.fid is None else "fid"
        return PushDevice(kind=kind, value=self.fid or self.token or "", last_seen_at=at, app=self.app)


def register_device(org: Org, request: Request[DeviceForm], now: datetime) -> Decision[Result]:
    """The device is this owner's and no other's, who has the app from then on; those that were not seen for long go,
    and of too many the oldest. Bills 1 read and 2 writes (no read for a member); 2 reads and 1 write more where it was
    another's; 2 reads and no write where it is theirs already and was seen within a day.

    A late one counts as of `made_at`: the device stays with an owner who registered it after that, and the result
    says so in `outdated`.
    """
    seen = request.data.device(request.made_at)
    owner = yield from _owner(request.giver, request.data)
    id = device_id(org, seen.value)
    is_known = any(each.value == seen.value for each in owner.push_devices)
    device = yield from get(Device, id, presumed_missing=not is_known)
    owned = _owned(id, owner, request.made_at)
    if device is not None and _is_of(device, owner):
        is_newer = request.made_at >= device.registered_at + SEEN_AGAIN_AFTER
        owned = device.with_changes(registered_at=request.made_at) if is_newer else device
    elif device is not None and device.registered_at > request.made_at:
        return NOTHING, {**_named(owner), "outdated": [seen.kind]}
    moved: list[tuple[Owner, Owner]] = [(owner, with_device(owner, seen, now=now))]
    moved += yield from _taken_from(device, owner, seen.value)
    facts = Facts("customer_changed", Command.collection, request.command_id, request.made_at)
    create: list[Document] = []
    put: list[Document | Put] = [owned]
    for before, after in moved:
        if after != before:
            changes = yield from _changed(org, before, after, facts=facts, now=now)
            create, put = [*create, *changes.create], [*put, *changes.put]
    return Changes(create=tuple(create), put=tuple(put)), _named(owner)


def _owner(giver: Giver, data: DeviceForm) -> Reading[Owner]:
    """Whose the device is to be. Malformed where a customer says that they are staff."""
    if data.owner == "customer":
        return (yield from read_customer(giver, data.customer_id))
    if giver.member is None:
        raise Malformed("command", [FieldFault("owner", "may be `member` for staff only")])
    return giver.member


def _owned(id: str, owner: Owner, at: datetime) -> Device:
    if isinstance(owner, Member):
        return Device(id=id, customer_id="", member_uid=owner.id, registered_at=at)
    return Device(id=id, customer_id=owner.id, registered_at=at)


def _is_of(device: Device, owner: Owner) -> bool:
    if isinstance(owner, Member):
        return device.member_uid == owner.id
    return device.member_uid is None and device.customer_id == owner.id


def _named(owner: Owner) -> Result:
    return {"member_uid" if isinstance(owner, Member) else "customer_id": owner.id}


def _taken_from(device: Device | None, owner: Owner, token: str) -> Reading[list[tuple[Owner, Owner]]]:
    """Whose the device was until now, before and after."""
    if device is None or _is_of(device, owner):
        return []
    former: Owner | None
    if device.member_uid is not None:
        former = yield from get(Member, device.member_uid)
    else:
        former = yield from standing_customer(device.customer_id)
    if former is None or (type(former), former.id) == (type(owner), owner.id):
        return []
    return [(former, former.without_tokens((token,)))]


def _changed(org: Org, before: Owner, after: Owner, *, facts: Facts, now: datetime) -> Reading[Changes]:
    """An owner after a change of their devices, and what follows from it; of a member nothing does."""
    if isinstance(before, Member) or isinstance(after, Member):
        return Changes(put=(after,))
    changed = after.with_changes(updated_at=now)
    reaction = yield from react(org, before, changed, facts=facts, now=now)
    return Changes(create=reaction.create, put=reaction.put)

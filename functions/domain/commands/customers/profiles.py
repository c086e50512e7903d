"""`change_customer`: profile fields that staff or the customer set; a new customer where none is named."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any

from functions.domain.automations.react import react
from functions.domain.commands.customers.descriptions import BY_STAFF, DESCRIBED, require_custom
from functions.domain.commands.customers.forms import CustomerForm
from functions.domain.commands.documents import Command, Result
from functions.domain.commands.requests import Giver, Request, own_or_named, read_customer
from functions.domain.customers.addresses import normal_card, normal_email, normal_phone
from functions.domain.customers.custom_fields import MOST_FIELDS, with_custom
from functions.domain.customers.customer import Customer, followed, standing_customer
from functions.domain.customers.edits import Edit, outdated, with_edit
from functions.domain.customers.identities import (
    Found,
    Identity,
    IdentityKind,
    identity_id,
    keyed_id,
    name_by,
)
from functions.domain.customers.lookups import owners_of
from functions.domain.customers.newcomers import with_suppressions
from functions.domain.customers.reactions import Facts
from functions.domain.customers.segments import is_pair
from functions.domain.kernel.decisions import Changes, Decision, Reading, get
from functions.domain.kernel.errors import FieldFault, Malformed
from functions.domain.kernel.validation import Faults, read_form
from functions.domain.loyalty.figures import refigured
from functions.domain.orgs.org import Org
from functions.domain.staff.readership import LEADERS
from functions.domain.territories.placing import with_hand

WHAT = "customer"
TAKEN = "names another customer"
ONE_TOO_MANY = "is one more than a customer may have"

# By what orders and messages find a customer, the one that names a new customer first.
_IDENTITIES: Mapping[str, IdentityKind] = {
    "phone": "phone",
    "email": "email",
    "app_user_id": "app_user",
    "card": "card",
}
# An address that a customer typed has not been proved to be theirs, and sales of its real owner would count for them;
# tags, custom fields and the group are the staff's description of a customer.
_STAFF_ONLY = frozenset(
    {
        *(*_IDENTITIES, "customer_group", "segment", "source_method", "source_app"),
        *("tags", "custom", "owner_uid", "territory_id", *BY_STAFF),
    }
)
_CONTACT = ("phone", "email", "app_user_id")
# An assignment decides who reads the customer.
_LEADERS_ONLY = frozenset({"owner_uid", "territory_id"})
_PLAIN = (
    *("customer_group", "name", "preferred_channel", "timezone", "locale", "birthday", "gender", "tags"),
    *("owner_uid", "territory_id", "segment", "source_method", "source_app"),
    *DESCRIBED,
)


def parse_change(org: Org, data: object, now: datetime) -> CustomerForm:
    """The form of a command's data. Malformed with every fault, an identity's beside those of the other fields."""
    try:
        return read_form(CustomerForm, data, "command")
    except Malformed as error:
        faults = Faults(WHAT)
        faults.found.extend(error.faults)
        wrong = {fault.path for fault in error.faults}
        written = data if isinstance(data, Mapping) else {}
        for path, kind in _IDENTITIES.items():
            text = written.get(path)
            if path not in wrong and isinstance(text, str) and text.strip():
                faults.checked(path, partial(_normal, org, kind, text), "")
        raise Malformed(WHAT, faults.found) from None


def change_customer(org: Org, request: Request[CustomerForm], now: datetime) -> Decision[Result]:
    """The customer with these fields, phone and email normalised and known by them from then on. Where none is named it
    is whom the identities name (a customer who bought before they were entered), else a new one. Bills 1 read and 1
    write, and 1 write for each identity that is new; of a new customer the writes alone. Where group, segment or
    territory change, 1 read and 1 write more for each deal.

    Malformed where a phone or email is none, or names another customer: two customers of one organisation never
    share one (S004-27). Of a field the change that was made last holds, by `made_at`: those of a late command that are
    older than what is known are in `outdated` of its result. An identity names the customer all the same.
    """
    customer_id = own_or_named(request.giver, request.data.customer_id)
    identities = _checked_identities(org, request, is_new=customer_id is None)
    found = yield from _found(org, request, customer_id, identities=identities, now=now)
    edit = Edit(at=request.made_at, command=request.command_id)
    late = outdated(found.customer.edits, _edited(request.data.written), edit)
    after = _with_written(found, request.data.written, identities, late=late)
    after = with_hand(org, found.customer, after, written=request.data.written.keys() - late)
    _require_pair(after, request.data.written)
    _require_custom(org, found.before, after, request=request)
    changed = [field for field in _edited(request.data.written) if field not in late]
    after = _with_edit(after, changed, edit)
    if found.before is None:
        after = _assigned(after, request.giver)
    after = yield from with_suppressions(org, found.before, after)
    after = yield from _referred(org, after, request)
    if after != found.before:
        after = after.with_changes(updated_at=now)
    facts = Facts("customer_changed", Command.collection, request.command_id, request.made_at)
    reaction = yield from react(org, found.before, after, facts=facts, now=now)
    changes = Changes(create=(*found.links, *reaction.create), put=(*found.repairs, *reaction.put))
    return changes, {"customer_id": after.id, **({"outdated": sorted(late)} if late else {})}


def _found(
    org: Org,
    request: Request[CustomerForm],
    customer_id: str | None,
    *,
    identities: Mapping[str, Identity],
    now: datetime,
) -> Reading[Found]:
    """Whom the command is about, as its giver may change them."""
    by_id = {identity_id(org.id_key, identity): identity for identity in identities.values()}
    if customer_id is not None:
        known = yield from read_customer(request.giver, customer_id)
        found = yield from name_by(known, by_id, now)
    else:
        found = yield from _named_or_new(org, request, by_id, now=now)
    _refuse_others(found.customer, dict(zip(by_id, identities, strict=True)))
    if found.before is not None:
        request.giver.require_permission(found.before)
        if "app_user_id" in request.data.written:
            request.giver.require_app_user(found.before, path="app_user_id")
    return found


def _referred(org: Org, customer: Customer, request: Request[CustomerForm]) -> Reading[Customer]:
    if not request.data.referred_by_code:
        return customer
    from functions.domain.commands.customers.referring import referred

    return (yield from referred(org, customer, request.data.referred_by_code, at=request.made_at))


def _named_or_new(
    org: Org, request: Request[CustomerForm], by_id: Mapping[str, Identity], *, now: datetime
) -> Reading[Found]:
    """The customer whom the first known identity names, or who stands under the id that a new one gets; else a new one.
    One whose document was removed comes back under their own id, with their figures.
    """
    owners = yield from owners_of(list(by_id))
    for owner in owners.values():
        if (customer := (yield from standing_customer(owner))) is not None:
            return (yield from name_by(customer, by_id, now))
    gone = next(iter(owners.values()), None)
    new_id = gone or next(iter(by_id), keyed_id(org.id_key, f"command:{request.command_id}"))
    before = yield from followed((yield from get(Customer, new_id, presumed_missing=True)))
    found = yield from name_by(before, by_id, now, new_id=new_id)
    if gone is None:
        return found
    return replace(found, customer=(yield from refigured(org, found.customer)))


def _assigned(customer: Customer, giver: Giver) -> Customer:
    """A new customer is theirs whose member entered them, where that member could not read them otherwise."""
    return customer if giver.may_read(customer) else customer.with_changes(owner_uid=giver.uid)


def _refuse_others(customer: Customer, paths: Mapping[str, str]) -> None:
    """Malformed at each field whose identity did not become the customer's."""
    faults = [
        FieldFault(path, TAKEN if id in customer.other_identity_ids else ONE_TOO_MANY)
        for id, path in paths.items()
        if id not in customer.identity_ids
    ]
    if faults:
        raise Malformed(WHAT, faults)


def _checked_identities(org: Org, request: Request[CustomerForm], *, is_new: bool) -> dict[str, Identity]:
    """The identities that are given, normalised, by the field that gives them. Malformed with every fault."""
    written = request.data.written
    faults = Faults(WHAT)
    if request.giver.customer_id is not None:
        for path in sorted(written.keys() & _STAFF_ONLY):
            faults.add(path, "may be changed by staff only")
    elif not request.giver.has_role(LEADERS):
        for path in sorted(written.keys() & _LEADERS_ONLY):
            faults.add(path, "may be changed by owners and managers only")
    found = {
        path: Identity(kind, faults.checked(path, partial(_normal, org, kind, text), ""))
        for path, kind in _IDENTITIES.items()
        if (text := written.get(path))
    }
    if is_new and not found and not written.get("name"):
        faults.add("customer_id", "is needed where a command gives neither a name nor an identity")
    faults.raise_any()
    return found


def _normal(org: Org, kind: IdentityKind, text: str) -> str:
    if kind == "phone":
        return normal_phone(text, org.settings.country)
    if kind == "card":
        return normal_card(text)
    return normal_email(text) if kind == "email" else text


def _edited(written: Mapping[str, Any]) -> list[str]:
    """The fields that a command changes, a custom one as `custom.NAME`."""
    plain = [path for path in (*_PLAIN, *_CONTACT) if path in written]
    return [*plain, *(f"custom.{name}" for name in written.get("custom") or {})]


def _with_edit(customer: Customer, changed: Collection[str], edit: Edit) -> Customer:
    standing = {*_PLAIN, *_CONTACT, *(f"custom.{name}" for name in customer.custom)}
    edits = with_edit(customer.edits, changed, edit, standing=standing, most_gone=MOST_FIELDS)
    return customer.with_changes(edits=edits)


def _with_written(
    found: Found, written: Mapping[str, Any], identities: Mapping[str, Identity], *, late: Collection[str]
) -> Customer:
    """The profile with what the client wrote, but for what is late. Malformed where there would be too many custom
    fields.
    """
    customer = found.customer
    changes: dict[str, Any] = {path: written[path] for path in _PLAIN if path in written and path not in late}
    for path in _CONTACT:
        if path in late:  # a new identity has filled it where it was empty
            changes[path] = getattr(found.before, path)
        elif path in written:
            changes[path] = identities[path].value if path in identities else None
    return customer.with_changes(**changes, custom=_custom(customer, written, late))


def _require_pair(customer: Customer, written: Mapping[str, Any]) -> None:
    """Malformed where the customer's segment is not one of their group."""
    if not is_pair(customer.customer_group, customer.segment) and written.keys() & {
        "segment",
        "customer_group",
    }:
        path = "segment" if "segment" in written else "customer_group"
        fault = f"{customer.segment} is no segment of {customer.customer_group}"
        raise Malformed(WHAT, [FieldFault(path, fault)])


def _require_custom(
    org: Org, before: Customer | None, after: Customer, *, request: Request[CustomerForm]
) -> None:
    is_own = request.giver.customer_id is not None
    require_custom(org, before, after, changes=request.data.custom, is_own=is_own)


def _custom(customer: Customer, written: Mapping[str, Any], late: Collection[str]) -> dict[str, Any]:
    """The custom fields with those that are not late. Malformed where there would be too many."""
    changes = {n: v for n, v in (written.get("custom") or {}).items() if f"custom.{n}" not in late}
    if not changes:
        return customer.custom
    faults = Faults(WHAT)
    custom = faults.checked("custom", partial(with_custom, customer.custom, changes), customer.custom)
    faults.raise_any()
    return custom

"""`save_contact`: a person of an account, with what they agreed to."""

from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import Annotated, Any

from pydantic import Field, StrictBool

from functions.domain.accounts.contacts import (
    CommunicationPreferences,
    Contact,
    ContactMethod,
    InfluenceLevel,
)
from functions.domain.automations.react import react
from functions.domain.commands.awaiting import read_named
from functions.domain.commands.customers.profiles import TAKEN
from functions.domain.commands.dates import Birthday
from functions.domain.commands.documents import Result
from functions.domain.commands.editing import edited, refuse, require, require_owner
from functions.domain.commands.following import facts_of, joined_changes, with_customer
from functions.domain.commands.requests import Request, read_customer
from functions.domain.consent.changes import COMMAND_RULE, opted, with_answer
from functions.domain.customers.account import Account
from functions.domain.customers.addresses import normal_email, normal_phone
from functions.domain.customers.consents import PURPOSES, Consent
from functions.domain.customers.customer import Customer, standing_customer
from functions.domain.customers.identities import Buyer, Found, Identity, find_or_new, identity_id, name_by
from functions.domain.customers.newcomers import with_suppressions
from functions.domain.kernel.decisions import Changes, Decision, Document, Reading, get
from functions.domain.kernel.validation import Faults, Form, LongText, OptionalId, OptionalText, Text
from functions.domain.orgs.org import Org
from functions.domain.settings.types import Channel
from functions.domain.settings.working_hours import Weekday

MOST_TAGS = 50
DayTime = Annotated[str, Field(strict=True, pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]
FIELDS = (
    *("name", "position", "department", "email", "phone", "birthday"),
    *("is_decision_maker", "influence_level", "preferred_contact_method", "notes", "tags"),
    "communication_preferences",
)


class PreferencesForm(Form):
    days: Annotated[tuple[Weekday, ...], Field(max_length=7)] = ()
    not_before: DayTime | None = None
    not_after: DayTime | None = None
    topics: Annotated[tuple[Text, ...], Field(max_length=MOST_TAGS)] = ()


class ContactForm(Form):
    """Fields of a contact. One that is absent stays as it is, one that is null goes. `consents`: what the person said
    in the form about each channel.
    """

    contact_id: OptionalId = None
    customer_id: OptionalId = None
    name: OptionalText = None
    position: OptionalText = None
    department: OptionalText = None
    email: OptionalText = None
    phone: OptionalText = None
    birthday: Birthday | None = None
    is_primary: StrictBool = False
    is_decision_maker: StrictBool = False
    influence_level: InfluenceLevel | None = None
    preferred_contact_method: ContactMethod | None = None
    notes: LongText | None = None
    tags: Annotated[tuple[Text, ...], Field(max_length=MOST_TAGS)] = ()
    communication_preferences: PreferencesForm | None = None
    consents: dict[Channel, StrictBool] = Field(default_factory=dict)


def save_contact(org: Org, request: Request[ContactForm], now: datetime) -> Decision[Result]:
    """The contact with these fields, and its person: the customer whom phone or email name, else a new one of the
    account. Bills 3 reads and 3 writes, and what finding or making the person bills; 1 read and 1 write more where
    another contact was the primary one.

    Of a field the change that was made last holds; so does the primary contact. Malformed at a phone or email that is
    none, or is another person's than the contact's.
    """
    form = request.data
    identities = _identities(org, form)
    known = yield from read_named(Contact, form.contact_id, request, now=now)
    account = yield from read_customer(
        request.giver, form.customer_id or (known.customer_id if known else None)
    )
    require_owner(known.customer_id if known else None, account, path="customer_id")
    contact = known or Contact(id=form.contact_id or request.command_id)
    kept = _as_kept(form, identities)
    saved = edited(contact.with_changes(customer_id=account.id), request, FIELDS, **kept)
    require(saved.document, "name")
    found = yield from _person(org, contact, identities, now=now)
    after, changes = saved.document.with_changes(updated_at=now), Changes()
    if found is not None:
        after = after.with_changes(person_id=found.customer.id)
        changes = yield from _with_person(found, after, org=org, request=request, account=account, now=now)
    changes, after = yield from _with_primary(changes, after, account, org=org, request=request, now=now)
    return joined_changes(changes, Changes(put=(after,))), saved.result(
        contact_id=after.id, person_id=after.person_id
    )


def _as_kept(form: ContactForm, identities: Mapping[str, Identity]) -> dict[str, Any]:
    kept: dict[str, Any] = {path: identity.value for path, identity in identities.items()}
    if (wanted := form.communication_preferences) is not None:
        kept["communication_preferences"] = CommunicationPreferences(**wanted.model_dump())
    return kept


def _identities(org: Org, form: ContactForm) -> dict[str, Identity]:
    faults, found = Faults("command"), dict[str, Identity]()
    if form.phone is not None:
        phone = faults.checked("phone", partial(normal_phone, form.phone, org.settings.country), "")
        found["phone"] = Identity("phone", phone)
    if form.email is not None:
        found["email"] = Identity("email", faults.checked("email", partial(normal_email, form.email), ""))
    faults.raise_any()
    return found


def _person(
    org: Org, contact: Contact, identities: Mapping[str, Identity], *, now: datetime
) -> Reading[Found | None]:
    """Who the contact's person is; None where nothing names them."""
    person = (yield from standing_customer(contact.person_id)) if contact.person_id is not None else None
    if person is None:
        if not identities:
            return None
        return (yield from find_or_new(org, Buyer(tuple(identities.values())), now, takes_shared=True))
    by_id = {identity_id(org.id_key, each): path for path, each in identities.items()}
    found = yield from name_by(person, {id: identities[path] for id, path in by_id.items()}, now)
    for id, path in by_id.items():
        if id not in found.customer.identity_ids:
            raise refuse(path, TAKEN)
    return found


def _with_person(
    found: Found,
    contact: Contact,
    *,
    org: Org,
    request: Request[ContactForm],
    account: Customer,
    now: datetime,
) -> Reading[Changes]:
    """The person with the contact's fields: name, birthday, account, consents."""
    if found.before is not None:
        request.giver.require_permission(found.before)
    customer, left = _said(found, contact, account), list[Document]()
    for channel, granted in request.data.consents.items():
        consent = Consent(granted=granted, at=request.made_at, how="in_person", by=request.giver.uid)
        customer = with_answer(customer, channel, consent, purposes=PURPOSES)
        key = f"command:{request.command_id}:{channel}"
        left += yield from opted(
            customer, key, channel, granted=granted, rule=COMMAND_RULE, now=now, by=request.giver.uid
        )
    if found.before is None or found.links or found.repairs:
        customer = yield from with_suppressions(org, found.before, customer)
    links = Changes(create=found.links, put=(*found.repairs, *left))
    facts = facts_of(request, "contact_changed")
    if found.before is not None:
        return (
            yield from with_customer(
                links, org, found.before, change=lambda _: customer, facts=facts, now=now
            )
        )
    reaction = yield from react(org, None, customer.with_changes(updated_at=now), facts=facts, now=now)
    return joined_changes(links, Changes(create=reaction.create, put=reaction.put))


def _said(found: Found, contact: Contact, account: Customer) -> Customer:
    customer = found.customer
    said = {"name": customer.name or contact.name, "birthday": customer.birthday or contact.birthday}
    if customer.id != account.id:
        said["account_id"] = customer.account_id or account.id
    named = customer.with_changes(**said)
    return named.with_changes(customer_group="b2b") if found.before is None else named


def _with_primary(
    changes: Changes,
    contact: Contact,
    account: Customer,
    *,
    org: Org,
    request: Request[ContactForm],
    now: datetime,
) -> Reading[tuple[Changes, Contact]]:
    """The account with its primary contact: the one that was made so last, and no other."""
    known = account.account or Account()
    after = _primary_now(known, contact, request)
    changed = contact.with_changes(is_primary=after.pic_contact_id == contact.id)
    if after == known:
        return changes, changed
    if known.pic_contact_id not in (None, contact.id):
        former = yield from get(Contact, str(known.pic_contact_id))
        put = (former.with_changes(is_primary=False),) if former is not None else ()
        changes = joined_changes(changes, Changes(put=put))
    pic = {"pic_id": after.pic_id, "pic_contact_id": after.pic_contact_id, "pic_at": after.pic_at}
    changes = yield from with_customer(
        changes,
        org,
        account,
        change=lambda c: c.with_changes(account=(c.account or Account()).with_changes(**pic)),
        facts=facts_of(request, "customer_changed"),
        now=now,
    )
    return changes, changed


def _primary_now(known: Account, contact: Contact, request: Request[ContactForm]) -> Account:
    """Whose contact is the primary one after a command; a primary one keeps in step with its person."""
    was, form = known.pic_contact_id == contact.id, request.data
    is_late = known.pic_at is not None and request.made_at < known.pic_at
    if "is_primary" in form.model_fields_set and not is_late:
        if form.is_primary:
            return known.with_changes(
                pic_id=contact.person_id, pic_contact_id=contact.id, pic_at=request.made_at
            )
        return known.with_changes(pic_id=None, pic_contact_id=None, pic_at=request.made_at) if was else known
    return known.with_changes(pic_id=contact.person_id) if was else known

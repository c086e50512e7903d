"""`save_lead`: a lead as staff enter it, or fields of one that is known. `close_lead`: it came to nothing."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, StrictBool

from functions.domain.campaigns.documents import Campaign
from functions.domain.commands.documents import Result
from functions.domain.commands.editing import refuse
from functions.domain.commands.following import followed_up
from functions.domain.commands.leads.lead_contacts import READERS, read_lead, require_reader
from functions.domain.commands.leads.lead_tasks import with_tasks_closed, with_tasks_given
from functions.domain.commands.requests import Giver, Request
from functions.domain.customers.addresses import normal_email, normal_phone
from functions.domain.customers.consents import PURPOSES, Consent, Consents
from functions.domain.customers.customer import standing_customer
from functions.domain.customers.edits import Edit, outdated
from functions.domain.customers.identities import KnownIdentity, identity_id, keyed_id
from functions.domain.customers.segments import Segment, SourceApp, SourceMethod
from functions.domain.kernel.decisions import NOTHING, Changes, Decision, Get, Reading, get, get_all
from functions.domain.kernel.errors import Forbidden
from functions.domain.kernel.validation import (
    DocumentId,
    Faults,
    Form,
    LongText,
    MinorAmount,
    OptionalId,
    OptionalText,
    Text,
    capitals,
)
from functions.domain.leads.captures import Capture
from functions.domain.leads.capturing import capture_lead
from functions.domain.leads.documents import Lead, LeadCompany, LeadContact
from functions.domain.leads.identities import identities_of
from functions.domain.leads.scoring import is_stage, scored
from functions.domain.orgs.org import Org
from functions.domain.settings.types import Channel
from functions.domain.staff.members import Member
from functions.domain.staff.readership import LEADERS

MOST_PRODUCTS = 100
_PLAIN = (
    *("source", "source_method", "source_app", "campaign_id", "interest_product_ids"),
    *("estimated_value_minor", "currency", "nurturing_stage", "assigned_uid"),
)
_PARTS = ("contact", "company")


class LeadContactForm(Form):
    name: OptionalText = None
    phone: OptionalText = None
    email: OptionalText = None


class LeadCompanyForm(Form):
    name: OptionalText = None
    segment: Segment | None = None
    size: OptionalText = None
    website: OptionalText = None
    district: OptionalText = None
    city: OptionalText = None


class LeadForm(Form):
    """Fields of a lead. One that is absent stays as it is, one that is null goes; `contact` and `company` are changed
    field by field.
    """

    lead_id: OptionalId = None
    source: OptionalText = None
    source_method: SourceMethod | None = None
    source_app: SourceApp | None = None
    campaign_id: OptionalId = None
    contact: LeadContactForm = LeadContactForm()
    company: LeadCompanyForm = LeadCompanyForm()
    interest_product_ids: Annotated[tuple[Text, ...], Field(max_length=MOST_PRODUCTS)] = ()
    estimated_value_minor: MinorAmount | None = None
    currency: Annotated[Text, BeforeValidator(capitals), Field(pattern="^[A-Z]{3}$")] | None = None
    nurturing_stage: OptionalText = None
    assigned_uid: OptionalId = None
    message: LongText | None = None
    consents: dict[Channel, StrictBool] = Field(default_factory=dict)

    @property
    def written(self) -> dict[str, Any]:
        """The fields that the client wrote, those of a part as `contact.phone`."""
        found = {name: getattr(self, name) for name in _PLAIN if name in self.model_fields_set}
        for part in _PARTS:
            form = getattr(self, part)
            found |= {f"{part}.{name}": getattr(form, name) for name in form.model_fields_set}
        return found


class ClosingForm(Form):
    lead_id: DocumentId
    reason: Text


def save_lead(org: Org, request: Request[LeadForm], now: datetime) -> Decision[Result]:
    """The lead with these fields. Where none is named, or the named one is not there, it is captured: one whose phone
    or email is known already is met, a customer's becomes their deal (`capture_lead`, which says what that bills).

    Of one that is known it bills 1 read and 1 write, 1 read and 1 write more for each identity that comes or goes, 1
    read for a campaign, and where it goes to another member 1 read for them and what its tasks bill. Of a field the
    change that was made last holds. Malformed where a phone or email is none, or another lead's or a customer's;
    Forbidden at `assigned_uid` to those who do not lead, but for a lead of no member that they take.
    """
    form = request.data
    contact = _normal(org, form)
    known = (yield from get(Lead, form.lead_id)) if form.lead_id is not None else None
    yield from _require_named(request, known)
    if known is None:
        return (yield from _captured(org, request, contact, now=now))
    require_reader(request.giver, known)
    if known.status == "converted":
        raise refuse("lead_id", "became a customer")
    edit = Edit(at=request.made_at, command=request.command_id)
    written = {**form.written, **{f"contact.{name}": value for name, value in contact.items()}}
    late = outdated(known.edits, written, edit)
    news = {path: value for path, value in written.items() if path not in late}
    after = _with_news(org, known, news, edit=edit, now=now)
    result: Result = {"lead_id": known.id} | ({"outdated": sorted(late)} if late else {})
    if not news:
        return NOTHING, result
    after, links = yield from _with_identities(org, known, after, now=now)
    beside = Changes(put=links)
    changes = yield from followed_up(
        org, known, after, request=request, kind="lead_changed", now=now, beside=beside
    )
    if after.assigned_uid != known.assigned_uid:
        changes = yield from with_tasks_given(org, changes, after, now=now)
    return changes, result


def close_lead(org: Org, request: Request[ClosingForm], now: datetime) -> Decision[Result]:
    """The lead closed, with the reason, and its open tasks cancelled. Bills 1 read and 2 writes, 1 read for each of its
    tasks (1 at the least) and 2 writes for each that was open; of one that is closed the read alone. Malformed where it
    became a customer.
    """
    lead = yield from read_lead(request.giver, request.data.lead_id)
    if lead.status == "converted":
        raise refuse("lead_id", "became a customer")
    if lead.status == "closed":
        return NOTHING, {"lead_id": lead.id, "close_reason": lead.close_reason}
    after = lead.with_changes(
        status="closed", closed_at=request.made_at, close_reason=request.data.reason, updated_at=now
    )
    changes = yield from followed_up(org, lead, after, request=request, kind="lead_changed", now=now)
    changes = yield from with_tasks_closed(org, changes, after, now=now)
    return changes, {"lead_id": lead.id, "close_reason": after.close_reason}


def _normal(org: Org, form: LeadForm) -> dict[str, str | None]:
    """Phone and email as they are compared. Malformed with both faults."""
    faults, contact = Faults("command"), form.contact
    found: dict[str, str | None] = {
        name: getattr(contact, name) for name in ("phone", "email") if name in contact.model_fields_set
    }
    if phone := found.get("phone"):
        make = partial(normal_phone, phone, org.settings.country)
        found["phone"] = faults.checked("contact.phone", make, None)
    if email := found.get("email"):
        found["email"] = faults.checked("contact.email", partial(normal_email, email), None)
    if form.nurturing_stage is not None and not is_stage(org, form.nurturing_stage):
        faults.add("nurturing_stage", "is not one of the business's stages")
    faults.raise_any()
    return found


def _require_named(request: Request[LeadForm], known: Lead | None) -> Reading[None]:
    """Malformed where a campaign or a member is named that is not there; Forbidden to give a lead to others."""
    form, giver = request.data, request.giver
    if "assigned_uid" in form.model_fields_set and not giver.has_role(LEADERS):
        _require_own(form, giver, known)
    if form.assigned_uid not in (None, giver.uid):
        member = yield from get(Member, str(form.assigned_uid))
        if member is None or not member.roles:
            raise refuse("assigned_uid", "names no member of the organisation")
    if form.campaign_id is not None and (yield from get(Campaign, form.campaign_id)) is None:
        raise refuse("campaign_id", "names no campaign")


def _require_own(form: LeadForm, giver: Giver, known: Lead | None) -> None:
    """Forbidden to a member who does not lead, but for a lead of no member that they take."""
    has_other = known is not None and known.assigned_uid not in (None, giver.uid)
    if form.assigned_uid != giver.uid or has_other:
        raise Forbidden("may be changed by owners and managers only", path="assigned_uid")


def _captured(
    org: Org, request: Request[LeadForm], contact: Mapping[str, str | None], *, now: datetime
) -> Decision[Result]:
    form, giver = request.data, request.giver
    whole = LeadContact(name=form.contact.name, phone=contact.get("phone"), email=contact.get("email"))
    if not any((whole.name, whole.phone, whole.email, form.company.name)):
        raise refuse("contact", "needs a name, a phone or an email, or company.name is needed")
    own = None if giver.has_role(READERS.all) else giver.uid
    capture = Capture(
        key=keyed_id(org.id_key, f"command:{request.command_id}"),
        digest=request.command_id,
        at=request.made_at,
        by=giver.uid,
        is_by_member=True,
        lead_id=form.lead_id or request.command_id,
        contact=whole,
        company=LeadCompany(**form.company.model_dump()),
        message=form.message,
        consents=_consents(form, request),
        **{name: getattr(form, name) for name in _PLAIN if name != "assigned_uid"},
        assigned_uid=form.assigned_uid or own,
    )
    changes, captured = yield from capture_lead(org, capture, now)
    return changes, captured.model_dump(exclude_none=True, exclude={"replayed"})


def _consents(form: LeadForm, request: Request[LeadForm]) -> Consents:
    by = request.giver.uid
    return {
        channel: dict.fromkeys(
            PURPOSES, Consent(granted=granted, at=request.made_at, how="in_person", by=by, detail="lead")
        )
        for channel, granted in form.consents.items()
    }


def _with_news(org: Org, lead: Lead, news: Mapping[str, Any], *, edit: Edit, now: datetime) -> Lead:
    """The lead with the fields, and its score. A closed one that is put into a stage is open again."""
    after = lead.with_changes(**{path: value for path, value in news.items() if path in _PLAIN})
    for part in _PARTS:
        own = {path.partition(".")[2]: v for path, v in news.items() if path.startswith(f"{part}.")}
        after = after.with_changes(**{part: getattr(after, part).with_changes(**own)})
    if after.nurturing_stage != lead.nurturing_stage or (
        lead.status == "closed" and "nurturing_stage" in news
    ):
        after = after.with_changes(stage_entered_at=edit.at, status="open", closed_at=None, close_reason=None)
    edits = {**lead.edits, **dict.fromkeys(news, edit)}
    return scored(org, after.with_changes(edits=edits, updated_at=now))


def _with_identities(
    org: Org, before: Lead, after: Lead, *, now: datetime
) -> Reading[tuple[Lead, tuple[KnownIdentity, ...]]]:
    """The lead with the identities that are new to it, without those that it had by mistake, and their documents."""
    by_id = {identity_id(org.id_key, each): each for each in identities_of(after.contact)}
    new = [id for id in by_id if id not in before.identity_ids]
    links = []
    for id, link in zip(new, (yield from _links(new)), strict=True):
        yield from _require_free(before, link, path=f"contact.{by_id[id].kind}")
        known = link or KnownIdentity(id=id, kind=by_id[id].kind, created_at=now)
        links.append(known.with_changes(lead_id=before.id))
    had = {identity_id(org.id_key, each) for each in identities_of(before.contact)}
    old = sorted(had - by_id.keys())
    links += yield from _released(before, old)
    kept = (id for id in after.identity_ids if id not in old)
    return after.with_changes(identity_ids=(*kept, *new)), tuple(links)


def _links(ids: Sequence[str]) -> Reading[tuple[KnownIdentity | None, ...]]:
    return (yield from get_all(*(Get(KnownIdentity, id) for id in ids))) if ids else ()


def _released(lead: Lead, ids: Sequence[str]) -> Reading[list[KnownIdentity]]:
    """The identities that lead to the lead no more."""
    links = yield from _links(ids)
    return [link.with_changes(lead_id=None) for link in links if link is not None and link.lead_id == lead.id]


def _require_free(lead: Lead, link: KnownIdentity | None, *, path: str) -> Reading[None]:
    """Malformed where an identity is a customer's, or another lead's."""
    if link is None:
        return
    owner = (yield from standing_customer(link.customer_id)) if link.customer_id else None
    if owner is not None:
        raise refuse(path, "names a customer")
    if link.lead_id not in (None, lead.id):
        raise refuse(path, "names another lead")

"""The shape in which a form's lead arrives. A phone or an email must be right; what else is wrong is left out, and a
warning names it: no lead is lost to a field.
"""

import hashlib
import hmac
import json
from datetime import datetime
from functools import partial
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, StrictBool

from functions.domain.customers.addresses import normal_email, normal_phone
from functions.domain.customers.consents import PURPOSES, Consent, Consents
from functions.domain.customers.identities import keyed_id
from functions.domain.customers.names import clean_name
from functions.domain.customers.segments import Segment, SourceApp, SourceMethod
from functions.domain.kernel.decisions import Value
from functions.domain.kernel.lenient_forms import Warned, as_written, read_sparing
from functions.domain.kernel.validation import (
    Faults,
    Form,
    Instant,
    LongText,
    MinorAmount,
    OptionalId,
    OptionalText,
    Text,
    capitals,
    number_as_text,
)
from functions.domain.leads.captures import Capture
from functions.domain.leads.documents import LeadCompany, LeadContact
from functions.domain.orgs.org import Org
from functions.domain.settings.types import Channel

WHAT = "lead"
BY_FORM = "form"
WEB_FORM = "web_form"
ESSENTIAL = frozenset({"lead_id", "contact"})


Given = Annotated[OptionalText, BeforeValidator(number_as_text)]


class PostedContact(Form):
    name: OptionalText = None
    phone: Given = None
    email: OptionalText = None


class PostedCompany(Form):
    name: OptionalText = None
    segment: Annotated[Segment | None, as_written(Segment)] = None
    size: Given = None
    website: OptionalText = None
    district: OptionalText = None
    city: OptionalText = None


class PostedConsents(Form):
    whatsapp: StrictBool | None = None
    sms: StrictBool | None = None
    email: StrictBool | None = None


class PostedLead(Form):
    """The body of `POST hooks/{org}/leads`."""

    lead_id: Given = None
    submitted_at: Instant | None = None
    source: OptionalText = None
    source_method: Annotated[SourceMethod | None, as_written(SourceMethod)] = None
    source_app: Annotated[SourceApp | None, as_written(SourceApp)] = None
    campaign_code: OptionalId = None
    contact: PostedContact
    company: PostedCompany = PostedCompany()
    interest_product_ids: Annotated[tuple[Text, ...], Field(max_length=100)] = ()
    estimated_value_minor: MinorAmount | None = None
    currency: Annotated[OptionalText, BeforeValidator(capitals), Field(pattern="^[A-Z]{3}$")] = None
    message: LongText | None = None
    consents: PostedConsents = PostedConsents()


class ParsedLead(Value):
    """A capture, with warnings for what was left out, and the campaign's code as the form gave it."""

    capture: Capture
    campaign_code: str | None = None
    warnings: tuple[Warned, ...] = ()


def parse_lead(org: Org, body: object, now: datetime) -> ParsedLead:
    """A request's body as a capture. Malformed with every fault that was found.

    Without a `lead_id` the post is known by its content and the day by the business's clock: the same content again is
    the same post that day, and a person who asks once more on another.
    """
    form, left_out = read_sparing(PostedLead, body, WHAT, essential=ESSENTIAL)
    contact = _contact(org, form)
    said_at = min(form.submitted_at or now, now)
    digest = _digest(org, form)
    day = org.day_of(now)
    key = keyed_id(org.id_key, f"lead_post:{form.lead_id or f'{digest}:{day}'}")
    capture = Capture(
        key=key,
        digest=digest,
        at=said_at,
        by=BY_FORM,
        contact=contact,
        company=LeadCompany(**form.company.model_dump() | {"name": clean_name(form.company.name or "")}),
        source=form.source or ("campaign" if form.campaign_code else WEB_FORM),
        source_method=form.source_method,
        source_app=form.source_app,
        interest_product_ids=form.interest_product_ids,
        estimated_value_minor=form.estimated_value_minor,
        currency=form.currency,
        message=form.message,
        consents=_consents(form, at=said_at, key=key),
    )
    return ParsedLead(capture=capture, campaign_code=form.campaign_code, warnings=tuple(left_out))


def _contact(org: Org, form: PostedLead) -> LeadContact:
    faults, given = Faults(WHAT), form.contact
    phone = email = None
    if given.phone:
        make = partial(normal_phone, given.phone, org.settings.country)
        phone = faults.checked("contact.phone", make, None)
    if given.email:
        email = faults.checked("contact.email", partial(normal_email, given.email), None)
    if not given.phone and not given.email:
        faults.add("contact", "needs a phone or an email")
    faults.raise_any()
    return LeadContact(name=clean_name(given.name or ""), phone=phone, email=email)


def _digest(org: Org, form: PostedLead) -> str:
    """A keyed hash of what came, whatever the order of its fields."""
    content: dict[str, Any] = form.model_dump(mode="json", exclude_none=True, exclude_defaults=True)
    text = json.dumps(content, sort_keys=True, ensure_ascii=False)
    return hmac.new(org.id_key, text.encode(), hashlib.sha256).hexdigest()


def _consents(form: PostedLead, *, at: datetime, key: str) -> Consents:
    given = form.consents
    answers: dict[Channel, bool | None] = {
        "whatsapp": given.whatsapp,
        "sms": given.sms,
        "email": given.email,
    }
    return {
        channel: dict.fromkeys(
            PURPOSES, Consent(granted=granted, at=at, how="web", by="customer", detail=f"lead {key}")
        )
        for channel, granted in answers.items()
        if granted is not None
    }

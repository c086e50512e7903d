"""`capture_chat_lead`: a chat has come so far that it is a lead, as the one who answers it reports (S003-29)."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Literal

from functions.domain.assistant.booking_leads import NAMELESS, SOURCE
from functions.domain.commands.documents import Result
from functions.domain.commands.following import followed_up
from functions.domain.commands.requests import Request
from functions.domain.conversations.documents import Conversation
from functions.domain.customers.addresses import whatsapp_phone
from functions.domain.customers.customer import Customer
from functions.domain.customers.identities import Identity, keyed_id
from functions.domain.customers.interactions import Interaction
from functions.domain.customers.lookups import find_known
from functions.domain.kernel.decisions import NOTHING, Changes, Decision, Reading, get
from functions.domain.kernel.pending import not_among
from functions.domain.kernel.validation import Faults, Form, LongText, OptionalText, Text
from functions.domain.leads.captures import Capture
from functions.domain.leads.capturing import capture_lead, capture_of, post_id, post_of
from functions.domain.leads.documents import Lead, LeadContact
from functions.domain.orgs.org import Org
from functions.domain.replies.phases import FIRST, later
from functions.domain.settings.assistant import Share
from functions.domain.settings.packages import Package


class ChatLeadForm(Form):
    """The seed's body. `interested_package`: a package's code; `ai_confidence`: from 0 to 1."""

    phone: Text
    name: OptionalText = None
    phase: Literal["leads", "interest", "booking"] = "booking"
    interested_package: OptionalText = None
    conversation_summary: LongText | None = None
    source: OptionalText = None
    ai_confidence: Share | None = None


@dataclass(frozen=True)
class _Chat:
    """Whose phone it is, and their conversation on WhatsApp, with the cycle in which it is."""

    customer: Customer | None = None
    conversation: Conversation | None = None

    @property
    def cycle(self) -> str:
        return str((self.conversation.cycle if self.conversation is not None else None) or 1)


def capture_chat_lead(org: Org, request: Request[ChatLeadForm], now: datetime) -> Decision[Result]:
    """A lead of the chat with this phone, one in each cycle of the conversation, the assistant's own among them; the
    conversation has come as far as `phase`, never backward. A phone that has no conversation is captured like any other
    lead. The same again that day changes nothing, or with a conversation in the same cycle.

    Bills 3 reads and 1 write beside what `capture_lead` does; where the cycle has its lead, 4 reads and 2 writes.
    Malformed with every fault at once: `phone`, `interested_package`. Forbidden where the customer is another's.
    """
    phone, package = _checked(org, request.data)
    chat = yield from _chat_of(org, request, phone)
    capture = _capture(org, request, chat, phone=phone, package=package, now=now)
    known = yield from _lead_of(chat)
    if known is not None:
        return (yield from _told_again(org, request, chat, capture=capture, lead=known, now=now))
    changes, captured = yield from (
        capture_lead(org, capture, now)
        if chat.customer is None
        else capture_of(org, capture, chat.customer, now=now)
    )
    place = chat.conversation.id if chat.conversation is not None else None
    result = captured.model_dump(exclude_none=True) | {"conversation_id": place}
    return _with(changes, _reached(chat, request.data, captured.lead_id, now=now)), result


def _checked(org: Org, form: ChatLeadForm) -> tuple[str, Package | None]:
    faults, code = Faults("command"), (form.interested_package or "").strip().upper()
    phone = faults.checked("phone", partial(whatsapp_phone, form.phone, org.settings.country), "")
    package = next((each for each in org.packages.values() if each.code == code), None)
    if code and package is None:
        faults.add("interested_package", "names no package")
    faults.raise_any()
    return phone, package


def _chat_of(org: Org, request: Request[ChatLeadForm], phone: str) -> Reading[_Chat]:
    customer = yield from find_known(org, (Identity("phone", phone),))
    if customer is None:
        return _Chat()
    request.giver.require_permission(customer)
    place = customer.conversation_ids.get("whatsapp")
    return _Chat(customer, (yield from get(Conversation, place)) if place is not None else None)


def _lead_of(chat: _Chat) -> Reading[Lead | None]:
    """The lead that the conversation's cycle has already."""
    id = chat.conversation.lead_ids.get(chat.cycle) if chat.conversation is not None else None
    return (yield from get(Lead, id)) if id is not None else None


def _capture(
    org: Org,
    request: Request[ChatLeadForm],
    chat: _Chat,
    *,
    phone: str,
    package: Package | None,
    now: datetime,
) -> Capture:
    form, conversation = request.data, chat.conversation
    content = json.dumps(form.model_dump(mode="json") | {"phone": phone}, sort_keys=True)
    day = str(org.day_of(now))
    within = f"{conversation.id}:{chat.cycle}" if conversation is not None else day
    key = keyed_id(org.id_key, f"chat_lead:{within}:{content}")
    name = (chat.customer.name if chat.customer is not None else None) or form.name or NAMELESS
    capture = Capture(
        key=key,
        digest=key,
        at=request.made_at,
        by=request.giver.uid,
        contact=LeadContact(name=name, phone=phone),
        source=form.source or SOURCE,
        source_method="assistant",
        message=form.conversation_summary,
        ai_confidence=form.ai_confidence,
    )
    return _about(org, capture, conversation, package=package)


def _about(
    org: Org, capture: Capture, conversation: Conversation | None, *, package: Package | None
) -> Capture:
    """The capture with where the chat came from, and what it is about."""
    if conversation is not None:
        capture = capture.with_changes(
            source_app=conversation.ad_id,
            campaign_id=conversation.campaign_code,
            conversation_id=conversation.id,
        )
    if package is not None:
        capture = capture.with_changes(
            interest_product_ids=(package.code,),
            estimated_value_minor=package.price_minor,
            currency=org.settings.currency,
        )
    return capture


def _told_again(
    org: Org,
    request: Request[ChatLeadForm],
    chat: _Chat,
    *,
    capture: Capture,
    lead: Lead,
    now: datetime,
) -> Decision[Result]:
    """The lead of the cycle with what is new of it: the latest confidence holds."""
    result = _result(lead, chat)
    if (yield from get(Interaction, post_id(capture.key), presumed_missing=True)) is not None:
        return NOTHING, {**result, "replayed": True}
    wanted = dict.fromkeys((*lead.interest_product_ids, *capture.interest_product_ids))
    told = {"ai_confidence": capture.ai_confidence} if capture.ai_confidence is not None else {}
    after = lead.with_changes(
        posts=lead.posts + 1,
        interest_product_ids=tuple(wanted)[:100],
        conversation_id=capture.conversation_id,
        last_contact_at=max(capture.at, lead.last_contact_at or capture.at),
        updated_at=now,
        **told,
    )
    beside = Changes(create=(post_of(capture, after, chat.customer),))
    changes = yield from followed_up(
        org, lead, after, request=request, kind="lead_changed", now=now, beside=beside
    )
    return _with(changes, _reached(chat, request.data, lead.id, now=now)), result


def _result(lead: Lead, chat: _Chat) -> Result:
    found: Mapping[str, str | None] = {
        "customer_id": lead.customer_id,
        "opportunity_id": lead.opportunity_id,
    }
    there = {name: id for name, id in found.items() if id is not None}
    place = chat.conversation.id if chat.conversation is not None else None
    return {"lead_id": lead.id, "what": "met", **there, "replayed": False, "conversation_id": place}


def _reached(chat: _Chat, form: ChatLeadForm, lead_id: str, *, now: datetime) -> tuple[Conversation, ...]:
    """The conversation with the lead of its cycle, which is due no more, and as far as it has come, for the figures
    too.
    """
    conversation = chat.conversation
    if conversation is None:
        return ()
    if (journey := conversation.journeys.get(chat.cycle)) is not None:
        conversation = conversation.with_journey(conversation.cycle or 1, journey.reaching(form.phase, now))
    others_due = tuple(each for each in conversation.leads_due if str(each.cycle) != chat.cycle)
    after = conversation.with_changes(
        phase=later(conversation.phase or FIRST, form.phase),
        cycle=conversation.cycle or 1,
        lead_ids={**conversation.lead_ids, chat.cycle: lead_id},
        leads_due=others_due,
    )
    return (after,) if after != chat.conversation else ()


def _with(changes: Changes, documents: tuple[Conversation, ...]) -> Changes:
    return replace(changes, put=(*not_among(documents, changes.put), *documents))

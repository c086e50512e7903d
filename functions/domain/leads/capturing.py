"""A lead is captured: by a form, by staff, by a file. A person whose phone or email is known is not captured twice.

The identities of a lead are documents of `identities`, as a customer's: so two captures at once, and a capture beside
an order of the same phone, meet on one document, and one of the two commits is tried again.
"""

from collections.abc import Mapping
from datetime import datetime

from functions.domain.customers.consents import with_all
from functions.domain.customers.customer import Customer, standing_customer
from functions.domain.customers.identities import KnownIdentity, identity_id, name_by
from functions.domain.customers.interactions import Interaction
from functions.domain.customers.reactions import Facts
from functions.domain.kernel.decisions import NOTHING, Changes, Decision, Document, Get, Reading, get, get_all
from functions.domain.kernel.errors import Conflict
from functions.domain.leads.assigning import with_first_contact
from functions.domain.leads.captures import Capture, Captured
from functions.domain.leads.converting import Converting, converted, with_conversion
from functions.domain.leads.documents import Lead, LeadCompany, LeadContact
from functions.domain.leads.following import CustomerMove, with_customer, with_subject
from functions.domain.leads.scoring import first_stage, scored
from functions.domain.orgs.org import Org
from functions.domain.sales.opportunities import Opportunity

CAPTURED = "lead_captured"
Links = Mapping[str, KnownIdentity | None]


def capture_lead(org: Org, capture: Capture, now: datetime) -> Decision[Captured]:
    """The capture kept as an interaction of the lead that its phone or email leads to, of the deal of a customer whom
    they name, or of a new lead. Raises Conflict where it came before with another content.

    Bills 1 read for each of its identities. Of a new lead 2 writes and 1 for each identity, and what its task bills,
    which a quiet import does not make; of one that is known 1 read and 2 writes. Of a customer 2 reads and 7 writes,
    with the first deal of its owner what `deal_pages` says; while their last deal is open, 3 reads and 2 writes. A
    repeat bills 4 reads.
    """
    post = yield from get(Interaction, post_id(capture.key), presumed_missing=True)
    if post is not None:
        return NOTHING, (yield from _repeated(post, capture))
    links = yield from _links(org, capture)
    known = yield from _lead_of(links)
    customer = yield from _customer_of(links, known)
    facts = Facts("lead_changed", Lead.collection, capture.key, capture.at)
    if customer is not None:
        return (
            yield from _of_customer(org, capture, customer, known=known, links=links, facts=facts, now=now)
        )
    return (yield from _of_lead(org, capture, known, links=links, facts=facts, now=now))


def capture_of(org: Org, capture: Capture, customer: Customer, *, now: datetime) -> Decision[Captured]:
    """The same of a person who is known to be this customer, whatever their phone and email lead to. Bills what that of
    a customer does, the customer not among the reads.
    """
    post = yield from get(Interaction, post_id(capture.key), presumed_missing=True)
    if post is not None:
        return NOTHING, (yield from _repeated(post, capture))
    links = yield from _links(org, capture)
    known = yield from _lead_of(links)
    facts = Facts("lead_changed", Lead.collection, capture.key, capture.at)
    capturing = _of_customer(org, capture, customer, known=known, links=links, facts=facts, now=now)
    return (yield from capturing)


def _of_lead(
    org: Org, capture: Capture, known: Lead | None, *, links: Links, facts: Facts, now: datetime
) -> Decision[Captured]:
    """The capture of a person who is no customer: on the lead that is known, else on a new one."""
    before = known if known is not None and known.status != "converted" else None
    before = before or (yield from _of_this_id(capture))
    lead = _with_links(_captured(org, before, capture, now=now), links, now=now)
    changes = Changes(create=(post_of(capture, lead),))
    changes = _with_identities(changes, lead, capture, links=links, now=now)
    is_begun = before is None or before.status == "closed"
    changes = yield from with_subject(org, changes, lead, before=before, facts=facts, now=now)
    if is_begun and not org.is_quiet:
        changes = yield from with_first_contact(org, changes, lead, key=capture.key, now=now)
    return changes, Captured(lead_id=lead.id, what="new" if before is None else "met")


def post_id(key: str) -> str:
    return f"lead_post:{key}"


def _repeated(post: Interaction, capture: Capture) -> Reading[Captured]:
    if post.digest != capture.digest:
        raise Conflict("the lead under this lead_id")
    lead = yield from get(Lead, post.lead_id or "-")
    return Captured(
        lead_id=post.lead_id or "-",
        what="met",
        customer_id=lead.customer_id if lead else post.customer_id,
        opportunity_id=lead.opportunity_id if lead else post.opportunity_id,
        replayed=True,
    )


def _links(org: Org, capture: Capture) -> Reading[Links]:
    ids = [identity_id(org.id_key, identity) for identity in capture.identities]
    found = yield from get_all(*(Get(KnownIdentity, id) for id in ids))
    return dict(zip(ids, found, strict=True))


def _customer_of(links: Links, known: Lead | None) -> Reading[Customer | None]:
    """The customer whom the first of the identities names that names one who is there; else whom their lead became."""
    ids = [link.customer_id for link in links.values() if link is not None]
    for id in dict.fromkeys((*ids, known.customer_id if known else None)):
        customer = (yield from standing_customer(id)) if id is not None else None
        if customer is not None:
            return customer
    return None


def _lead_of(links: Links) -> Reading[Lead | None]:
    """The lead to which the first of the identities leads that leads to one."""
    for id in dict.fromkeys(link.lead_id for link in links.values() if link is not None and link.lead_id):
        lead = yield from get(Lead, id)
        if lead is not None:
            return lead
    return None


def _of_this_id(capture: Capture) -> Reading[Lead | None]:
    """The open lead with the id that the capture's gets; almost always there is none."""
    lead = yield from get(Lead, capture.lead_id or capture.key, presumed_missing=True)
    return lead if lead is not None and lead.status != "converted" else None


def _captured(org: Org, before: Lead | None, capture: Capture, *, now: datetime) -> Lead:
    """The lead after a capture: what was empty is filled; one that was closed is open again, in the first stage."""
    id = capture.lead_id or capture.key
    lead = before or Lead(
        id=id, lead_id=id, source=capture.source, created_at=capture.at, created_by=capture.by
    )
    if before is None or before.status == "closed":
        lead = lead.with_changes(
            status="open",
            nurturing_stage=capture.nurturing_stage or first_stage(org),
            stage_entered_at=now,
            closed_at=None,
            close_reason=None,
        )
    plain = (
        "source_method",
        "source_app",
        "campaign_id",
        "estimated_value_minor",
        "currency",
        "assigned_uid",
        "conversation_id",
        "ai_confidence",
    )
    filled = {name: getattr(capture, name) for name in plain if getattr(lead, name) is None}
    wanted = (*lead.interest_product_ids, *capture.interest_product_ids)
    return scored(
        org,
        lead.with_changes(
            **filled,
            contact=_filled(lead.contact, capture.contact),
            company=_filled(lead.company, capture.company),
            interest_product_ids=tuple(dict.fromkeys(wanted))[:100],
            consents=with_all(lead.consents, capture.consents),
            posts=lead.posts + 1,
            last_contact_at=max(capture.at, lead.last_contact_at or capture.at),
            updated_at=now,
        ),
    )


def _filled(known: LeadContact | LeadCompany, given: LeadContact | LeadCompany) -> LeadContact | LeadCompany:
    """What is known, with what is given where it was empty."""
    news = {name: value for name, value in given if getattr(known, name) is None}
    return known.with_changes(**news)


def _with_links(lead: Lead, links: Links, *, now: datetime) -> Lead:
    """The lead with the identities that lead to no other one."""
    own = [id for id, link in links.items() if link is None or link.lead_id in (None, lead.id)]
    return lead.with_changes(identity_ids=tuple(dict.fromkeys((*lead.identity_ids, *own))))


def _with_identities(
    changes: Changes, lead: Lead, capture: Capture, *, links: Links, now: datetime
) -> Changes:
    """The changes with the lead's identities as they lead to it, and keep what the person agreed to or refused."""
    kinds = {id: each.kind for id, each in zip(links, capture.identities, strict=True)}
    put = []
    for id, link in links.items():
        known = link or KnownIdentity(id=id, kind=kinds[id], created_at=now)
        said = with_all(known.consents or {}, capture.consents) if known.customer_id is None else {}
        after = known.with_changes(
            lead_id=lead.id if id in lead.identity_ids else known.lead_id,
            consents=said or known.consents,
        )
        put += [after] if after != link else []
    return Changes(create=changes.create, put=(*changes.put, *put), remove=changes.remove)


def post_of(capture: Capture, lead: Lead, customer: Customer | None = None) -> Interaction:
    """The interaction as which a capture is kept."""
    return Interaction(
        id=post_id(capture.key),
        interaction_type=CAPTURED,
        interaction_source="system",
        customer_id=customer.id if customer else None,
        opportunity_id=lead.opportunity_id,
        lead_id=lead.id,
        performed_by=capture.by,
        performed_at=capture.at,
        outcome=capture.source,
        notes=capture.message,
        digest=capture.digest,
    )


def _of_customer(
    org: Org,
    capture: Capture,
    customer: Customer,
    *,
    known: Lead | None,
    links: Links,
    facts: Facts,
    now: datetime,
) -> Decision[Captured]:
    """The capture of a person who is a customer: kept on the open deal that their last one began, else on a new deal,
    with a lead that is converted from the beginning and says where the deal came from.
    """
    before = known
    if known is not None and known.status == "converted":
        deal = (yield from get(Opportunity, known.opportunity_id)) if known.opportunity_id else None
        before = known if deal is not None and deal.status == "open" else None
    before = before or (yield from _of_this_id(capture))
    lead = _captured(org, before, capture, now=now)
    done = Captured(lead_id=lead.id, what="customer", customer_id=customer.id)
    by_id = dict(zip(links, capture.identities, strict=True))
    found = yield from name_by(customer, by_id, now)
    create = (post_of(capture, lead, customer), *found.links)
    if lead.status == "converted":
        changes = Changes(create=create, put=found.repairs)
        changes = yield from _as_named(org, changes, customer, after=found.customer, facts=facts, now=now)
        changes = yield from with_subject(org, changes, lead, before=before, facts=facts, now=now)
        return changes, done.with_changes(opportunity_id=lead.opportunity_id)
    converting = Converting(
        org, facts, now, by=capture.by, because="capture", is_by_member=capture.is_by_member
    )
    conversion = yield from converted(converting, lead, found.customer, before=before)
    changes = Changes(create=create, put=_leading_to(conversion.lead, links, found.repairs))
    is_known = before is not None
    changes = yield from with_conversion(
        converting, changes, conversion, customer=found.customer, before=customer, has_documents=is_known
    )
    return changes, done.with_changes(opportunity_id=conversion.lead.opportunity_id)


def _as_named(
    org: Org, changes: Changes, before: Customer, *, after: Customer, facts: Facts, now: datetime
) -> Reading[Changes]:
    """The changes with the customer as the capture names them, where it does so anew."""
    if after == before:
        return changes
    move = CustomerMove(before, after, lambda named: named)
    return (yield from with_customer(org, changes, move, facts=facts, now=now))


def _leading_to(lead: Lead, links: Links, repairs: tuple[Document, ...]) -> tuple[Document, ...]:
    """The customer's identities as they lead to their last lead, so that two captures at once meet on one."""
    theirs = [link for link in links.values() if link is not None and link.customer_id == lead.customer_id]
    known = [*theirs, *(each for each in repairs if isinstance(each, KnownIdentity))]
    return tuple(link.with_changes(lead_id=lead.id) for link in known)

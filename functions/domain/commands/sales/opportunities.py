"""`change_opportunity`: a deal of an account, field by field; its stage, and what the account has of it."""

from collections.abc import Iterable
from datetime import datetime
from functools import partial
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field

from functions.domain.accounts.brands import Brand
from functions.domain.accounts.contacts import Contact
from functions.domain.accounts.locations import Location
from functions.domain.commands.awaiting import read_named
from functions.domain.commands.dates import Date
from functions.domain.commands.documents import Result
from functions.domain.commands.editing import Edited, edited, refuse, require_owner
from functions.domain.commands.following import facts_of, followed_up, joined_changes, with_customer
from functions.domain.commands.requests import Giver, Request, named_customer, read_customer
from functions.domain.commands.sales.deal_chances import with_chance
from functions.domain.commands.sales.deal_stages import (
    MOVED,
    StageMove,
    moved_on,
    require_fields,
    require_stage,
)
from functions.domain.customers.account import Account
from functions.domain.customers.customer import Customer
from functions.domain.customers.edits import Edit
from functions.domain.insights.forecasts import deal_pages
from functions.domain.kernel.decisions import NOTHING, Changes, Decision, Document, Get, Reading, get, get_all
from functions.domain.kernel.errors import Forbidden
from functions.domain.kernel.validation import (
    DocumentId,
    Form,
    LongText,
    MinorAmount,
    OptionalId,
    OptionalText,
    Text,
    capitals,
)
from functions.domain.orgs.org import Org
from functions.domain.sales.opportunities import DealLevel, DealShare, Opportunity, ProductDimension
from functions.domain.sales.rollups import share_of, with_shares
from functions.domain.sales.stages import REASON, pipeline_of
from functions.domain.staff.members import Member
from functions.domain.staff.readers import readers_of
from functions.domain.staff.readership import LEADERS

MOST_IN_A_TEAM = 20
MOST_COMPETITORS = 20
MOST_PRODUCTS = 50
# Those that are edited one by one; a pipeline and a stage together (deal_stages.py).
FIELDS = (
    *("title", "description", "primary_contact_id", "brand_id", "location_id", "deal_level"),
    *("estimated_value_minor", "currency", "product_dimensions", "product_ids", "owner_uid", "team_uids"),
    *("close_reason", "expected_close_on", "next_action", "next_action_on", "competitors"),
    *("contract_term", "sla_requirement", "decision_maker"),
)
_READERS = readers_of(Opportunity.collection)
# What a deal names of its account.
_PLACES: tuple[tuple[str, type[Document], str], ...] = (
    ("brand_id", Brand, "brand"),
    ("location_id", Location, "location"),
    ("primary_contact_id", Contact, "contact"),
)


def _once_each(values: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(values))


class OpportunityForm(Form):
    """Fields of a deal. One that is absent stays as it is, one that is null goes."""

    opportunity_id: OptionalId = None
    customer_id: OptionalId = None
    title: OptionalText = None
    description: LongText | None = None
    primary_contact_id: OptionalId = None
    brand_id: OptionalId = None
    location_id: OptionalId = None
    deal_level: DealLevel | None = None
    pipeline: OptionalText = None
    stage: OptionalText = None
    estimated_value_minor: MinorAmount | None = None
    currency: Annotated[Text, BeforeValidator(capitals), Field(pattern="^[A-Z]{3}$")] | None = None
    product_dimensions: Annotated[tuple[ProductDimension, ...], AfterValidator(_once_each)] = ()
    product_ids: Annotated[
        tuple[DocumentId, ...], Field(max_length=MOST_PRODUCTS), AfterValidator(_once_each)
    ] = ()
    owner_uid: OptionalId = None
    team_uids: Annotated[
        tuple[DocumentId, ...], Field(max_length=MOST_IN_A_TEAM), AfterValidator(_once_each)
    ] = ()
    close_reason: OptionalText = None
    expected_close_on: Date | None = None
    next_action: OptionalText = None
    next_action_on: Date | None = None
    competitors: Annotated[
        tuple[Text, ...], Field(max_length=MOST_COMPETITORS), AfterValidator(_once_each)
    ] = ()
    contract_term: OptionalText = None
    sla_requirement: OptionalText = None
    decision_maker: OptionalText = None


def change_opportunity(org: Org, request: Request[OpportunityForm], now: datetime) -> Decision[Result]:
    """The deal with these fields; a new one where none is named, or the named one is not there. Bills 2 reads and 1
    write; 1 write more where its account's figures change, 1 read more for each brand, location, contact and member
    that it names, and what `with_chance` and `deal_pages` do.

    Of a field the change that was made last holds, the stage too: an older move changes nothing. Malformed at `stage`
    for a move that there is not, at each field that its stage requires and it lacks, as `close_reason` where it is won
    or lost. Forbidden to a rep who may not read the deal, of a new one its account; at `stage` to those who may not
    move it there.
    """
    form, giver = request.data, request.giver
    known = yield from read_named(Opportunity, form.opportunity_id, request, now=now)
    account = yield from _account_of(giver, form, known)
    opportunity = known or _new(org, request, account)
    _require_assigner(request, known)
    saved = _edited(org, request, opportunity, account=account, is_new=known is None)
    if saved.document == known:
        return NOTHING, saved.result(opportunity_id=opportunity.id)
    yield from _require_places(request, saved, account)
    yield from _require_members(request)
    derived = _derived(org, saved.document, account, request=request, now=now)
    after, learned = yield from with_chance(org, known, derived, customer=account)
    pages = yield from deal_pages(org, known, after, now=now)
    beside = joined_changes(learned, Changes(put=pages))
    changes = yield from followed_up(
        org, known, after, request=request, kind="opportunity_changed", now=now, beside=beside
    )
    counted = partial(_with_share, before=opportunity.counted, after=after.counted)
    facts = facts_of(request, "customer_changed")
    changes = yield from with_customer(changes, org, account, change=counted, facts=facts, now=now)
    return changes, saved.result(opportunity_id=after.id)


def _account_of(giver: Giver, form: OpportunityForm, known: Opportunity | None) -> Reading[Customer]:
    """The account of a deal. Members who may read a deal may change it, also where they may not read its account. Bills
    1 read.
    """
    if known is None:
        if form.opportunity_id is not None and form.customer_id is None:
            raise refuse("opportunity_id", "names no opportunity")
        return (yield from read_customer(giver, form.customer_id))
    account = yield from named_customer(form.customer_id or known.customer_id)
    require_owner(known.customer_id, account, path="customer_id")
    _require_reader(giver, known, account)
    return account


def _new(org: Org, request: Request[OpportunityForm], account: Customer) -> Opportunity:
    """A new deal. Without an owner it is its giver's; where a leader gives it, the one who has its account."""
    giver = request.giver
    owner = account.owner_uid if giver.has_role(LEADERS) else None
    return Opportunity(
        id=request.data.opportunity_id or request.command_id,
        owner_uid=owner or giver.uid,
        currency=org.settings.currency,
        created_at=request.made_at,
    )


def _require_reader(giver: Giver, known: Opportunity, account: Customer) -> None:
    """Forbidden to a member whom the rules do not let read the deal."""
    member = giver.member
    may_read = member is not None and (
        member.id in known.team_uids
        or member.may_read(_READERS, owner_uid=known.owner_uid, territory_id=account.territory_id)
    )
    if not may_read:
        raise Forbidden("is assigned to another member", path="opportunity_id")


def _require_assigner(request: Request[OpportunityForm], known: Opportunity | None) -> None:
    """Who may change who reads a deal: leaders; the owner its team. Forbidden to others."""
    form, giver = request.data, request.giver
    if giver.has_role(LEADERS):
        return
    owner = known.owner_uid if known is not None else giver.uid
    is_other = "owner_uid" in form.model_fields_set and form.owner_uid != owner
    if is_other:
        raise Forbidden("may be changed by owners and managers only", path="owner_uid")
    if "team_uids" in form.model_fields_set and owner != giver.uid:
        raise Forbidden("is assigned to another member", path="team_uids")


def _edited(
    org: Org,
    request: Request[OpportunityForm],
    opportunity: Opportunity,
    *,
    account: Customer,
    is_new: bool,
) -> Edited[Opportunity]:
    """The deal with what is not late. A late move's reason is as late as the move."""
    form = request.data
    written = frozenset(form.model_fields_set)
    edit = Edit(at=request.made_at, command=request.command_id)
    move = StageMove(form.stage, form.pipeline, edit, request.giver, is_new=is_new)
    is_moving = move.is_any(written)
    is_late = is_moving and move.is_late(opportunity)
    saved = edited(opportunity, request, [name for name in FIELDS if not (is_late and name == REASON)])
    if is_late or not is_moving:
        after = saved.document
    else:
        require_stage(written, move)
        after = moved_on(org, saved.document, move, customer_group=account.customer_group)
    is_moved = is_new or any(getattr(after, name) != getattr(opportunity, name) for name in MOVED)
    require_fields(org, after, written=written, is_moved=is_moved)
    late = written.intersection((*MOVED, REASON)) if is_late else set[str]()
    return Edited(after, tuple(sorted({*saved.late, *late})))


def _require_places(
    request: Request[OpportunityForm], saved: Edited[Opportunity], account: Customer
) -> Reading[None]:
    """Malformed where the deal is of a brand, location or contact that is not there, or another account's, or where it
    lacks the one that its level names.
    """
    after, form = saved.document, request.data
    if after.deal_level is not None and getattr(after, f"{after.deal_level}_id") is None:
        raise refuse(f"{after.deal_level}_id", "is needed")
    for path, model, what in _PLACES:
        id = getattr(form, path)
        if id is None or path in saved.late:
            continue
        found = yield from get(model, id)
        if found is None:
            raise refuse(path, f"names no {what}")
        require_owner(getattr(found, "customer_id"), account, path=path)  # noqa: B009  # each of them is a customer's


def _require_members(request: Request[OpportunityForm]) -> Reading[None]:
    form = request.data
    named = [("owner_uid", form.owner_uid), *(("team_uids", uid) for uid in form.team_uids)]
    asked = [(path, uid) for path, uid in named if uid is not None and uid != request.giver.uid]
    members = yield from get_all(*(Get(Member, uid) for _, uid in asked))
    for (path, _), member in zip(asked, members, strict=True):
        if member is None or not member.roles:
            raise refuse(path, "names no member of the organisation")


def _derived(
    org: Org, opportunity: Opportunity, account: Customer, *, request: Request[Any], now: datetime
) -> Opportunity:
    """The deal with what its account tells of it, and what of it counts there."""
    pipeline = pipeline_of(org, opportunity.pipeline, account.customer_group).pipeline
    active_at = max(filter(None, (opportunity.last_activity_at, request.made_at)))
    return opportunity.with_changes(
        customer_id=account.id,
        customer_group=account.customer_group,
        industry_segment=account.segment,
        territory_id=account.territory_id,
        source_method=account.source_method,
        source_app=account.source_app,
        last_activity_at=active_at,
        created_at=min(filter(None, (opportunity.created_at, request.made_at))),
        counted=share_of(opportunity, pipeline, currency=org.settings.currency),
        updated_at=now,
    )


def _with_share(customer: Customer, *, before: DealShare | None, after: DealShare | None) -> Customer:
    if before == after:
        return customer
    account = with_shares(customer.account or Account(), _shares(before), sign=-1)
    return customer.with_changes(account=with_shares(account, _shares(after), sign=1))


def _shares(share: DealShare | None) -> Iterable[DealShare]:
    return () if share is None else (share,)

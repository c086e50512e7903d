"""`redeem_points` and `adjust_points`: what is given at the desk for points, and what a manager puts right by hand."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, ValidationInfo

from functions.domain.commands.auditing import audited
from functions.domain.commands.documents import Result
from functions.domain.commands.editing import refuse
from functions.domain.commands.following import facts_of, followed_up, with_customer
from functions.domain.commands.requests import Request, read_customer
from functions.domain.commands.work.interactions import active_at
from functions.domain.customers.customer import Customer
from functions.domain.customers.interactions import Interaction, InteractionSource, TransactionRef
from functions.domain.kernel.decisions import Changes, Decision, Get, Reading, get_both
from functions.domain.kernel.validation import Form, OptionalId, OptionalText, Whole
from functions.domain.loyalty.points import LedgerEntry, Movement, Unit
from functions.domain.orgs.org import Org
from functions.domain.settings.loyalty import Reward

REDEEMED, ADJUSTED = "reward_redeemed", "points_adjusted"
MOST_AT_ONCE = 10**12


def _one_of_two(points: int | None, info: ValidationInfo) -> int | None:
    if "reward_id" in info.data and (points is None) == (info.data["reward_id"] is None):
        raise ValueError("is needed, or `reward_id`" if points is None else "goes alone, or `reward_id` does")
    return points


def _not_zero(amount: int) -> int:
    if amount == 0:
        raise ValueError("is nothing")
    return amount


def _needed(text: str | None) -> str:
    if text is None:
        raise ValueError("is needed")
    return text


class RedemptionForm(Form):
    """What is taken from whom: a reward of the catalogue, or points for something at the desk."""

    customer_id: OptionalId = None
    reward_id: OptionalId = None
    points: Annotated[
        Annotated[Whole, Field(ge=1, le=MOST_AT_ONCE)] | None,
        AfterValidator(_one_of_two),
        Field(validate_default=True),
    ] = None
    reason: OptionalText = None


class AdjustmentForm(Form):
    """By how much a balance moves, up or down, and why."""

    customer_id: OptionalId = None
    unit: Literal["points", "wallet_minor"] = "points"
    amount: Annotated[Whole, Field(ge=-MOST_AT_ONCE, le=MOST_AT_ONCE), AfterValidator(_not_zero)]
    reason: Annotated[OptionalText, AfterValidator(_needed), Field(validate_default=True)] = None


@dataclass(frozen=True)
class _Note:
    """What the interaction says. `is_active`: it was the customer who wanted something."""

    interaction_type: str
    outcome: str | None
    notes: str | None
    is_active: bool


def redeem_points(org: Org, request: Request[RedemptionForm], now: datetime) -> Decision[Result]:
    """Points taken for a reward, or for something at the desk. Bills 1 read and 3 writes: the ledger entry, the
    customer, the interaction.

    Malformed where the balance is smaller: two at once never take more than there is, since the customer's document is
    guarded. A late one takes what is there when it arrives.
    """
    form = request.data
    reward = _reward(org, form.reward_id)
    customer = yield from read_customer(request.giver, form.customer_id)
    points = reward.points if reward else form.points or 0
    balance = _left(customer, "points", -points, path="points")
    movement = Movement("points", "redeem", -points)
    outcome = reward.name if reward else None
    note = _Note(REDEEMED, outcome=outcome, notes=form.reason, is_active=True)
    changes = yield from _booked(org, request, customer, movement=movement, note=note, now=now)
    answer: dict[str, Any] = {"customer_id": customer.id, "points": points, "balance": balance}
    return changes, answer | ({"reward": reward.id} if reward else {})


def adjust_points(org: Org, request: Request[AdjustmentForm], now: datetime) -> Decision[Result]:
    """A balance put right by hand, with the reason on an interaction. Bills 1 read and 4 writes.

    Malformed where it would fall below zero. A late one moves what is there when it arrives.
    """
    form = request.data
    customer = yield from read_customer(request.giver, form.customer_id)
    balance = _left(customer, form.unit, form.amount, path="amount")
    movement = Movement(form.unit, "adjust", form.amount)
    note = _Note(ADJUSTED, outcome=None, notes=form.reason, is_active=False)
    changes = yield from _booked(org, request, customer, movement=movement, note=note, now=now)
    changes = yield from audited(
        changes,
        request,
        "adjust_points",
        of=f"customers/{customer.id}",
        values=({form.unit: balance - form.amount}, {form.unit: balance}),
        now=now,
    )
    return changes, {"customer_id": customer.id, "unit": form.unit, "balance": balance}


def _reward(org: Org, id: str | None) -> Reward | None:
    if id is None:
        return None
    for reward in org.settings.loyalty.rewards:
        if reward.id == id:
            return reward
    raise refuse("reward_id", "names no reward of the catalogue")


def _balance(customer: Customer, unit: Unit) -> int:
    return customer.loyalty.points if unit == "points" else customer.loyalty.wallet_minor


def _left(customer: Customer, unit: Unit, amount: int, *, path: str) -> int:
    """The balance after a movement. Malformed at `path` where it would fall below zero."""
    balance = _balance(customer, unit)
    if balance + amount < 0:
        raise refuse(path, f"is more than the balance of {balance}")
    return balance + amount


def _booked(
    org: Org, request: Request[Any], customer: Customer, *, movement: Movement, note: _Note, now: datetime
) -> Reading[Changes]:
    """The entry of a movement, the customer after it, and the interaction that tells of it."""
    cause = f"command:{request.command_id}"
    entry = LedgerEntry(
        id=f"{cause}:{movement.kind}",
        customer_id=customer.id,
        unit=movement.unit,
        kind=movement.kind,
        amount=movement.amount,
        cause=cause,
        at=now,
    )
    interaction = _interaction(request, customer, entry=entry, note=note)
    yield from get_both(
        Get(LedgerEntry, entry.id, presumed_missing=True),
        Get(Interaction, interaction.id, presumed_missing=True),
    )
    changes = yield from followed_up(
        org,
        None,
        interaction,
        request=request,
        kind="interaction_recorded",
        now=now,
        beside=Changes(create=(entry,)),
    )

    def moved(known: Customer) -> Customer:
        balance = _balance(known, movement.unit) + movement.amount
        after = known.with_changes(loyalty=known.loyalty.with_changes(**{movement.unit: balance}))
        return active_at(after, request.made_at) if note.is_active else after

    facts = facts_of(request, "interaction_recorded" if note.is_active else "customer_changed")
    return (yield from with_customer(changes, org, customer, change=moved, facts=facts, now=now))


def _interaction(
    request: Request[Any], customer: Customer, *, entry: LedgerEntry, note: _Note
) -> Interaction:
    source: InteractionSource = "b2b_sales" if customer.customer_group == "b2b" else "customer_service"
    return Interaction(
        id=f"command:{request.command_id}:points",
        interaction_type=note.interaction_type,
        interaction_source=source,
        customer_id=customer.id,
        transaction=TransactionRef(id=entry.id, ref_table=LedgerEntry.collection),
        performed_by=request.giver.uid,
        performed_at=request.made_at,
        outcome=note.outcome,
        notes=note.notes,
    )

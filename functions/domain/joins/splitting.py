"""A join is taken back: identities first, so that the customer stands; then, by the records of the pages that moved,
what was theirs; at last what else they brought. What came after the join stays where it is.

Each step is one guarded commit and says on the customer (`brought`) how far it has come: it may be lost at any line.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from functions.domain.automations.react import MOVING, react
from functions.domain.customers.customer import Brought, Customer, Joins, LoyaltyAccount
from functions.domain.customers.identities import KnownIdentity
from functions.domain.customers.interactions import Interaction
from functions.domain.customers.reactions import Facts
from functions.domain.joins.accounts import account_of_its_own, handed_over, with_documents
from functions.domain.joins.calls import passed, with_calls, with_open_calls
from functions.domain.joins.moving import JoinedPage, move_page
from functions.domain.joins.owned import OWNED, Owned, OwnedOrder, summed, with_reacted
from functions.domain.joins.parting import with_stats, without
from functions.domain.joins.transfers import Move, entries_of, given_by_orders, pairs
from functions.domain.kernel.decisions import Changes, Decision, Document, Get, Reading, get, get_all
from functions.domain.kernel.errors import FieldFault, Malformed, NotFound
from functions.domain.kernel.pending import not_among, seeing
from functions.domain.loyalty.figures import refigured
from functions.domain.loyalty.points import GivenByOrders, LedgerEntry, Movement, credited
from functions.domain.orgs.org import Org
from functions.domain.upkeep import recommendations, reminders

RULE = "customers.split"
Step = Literal["moved", "parted", "returned", "done"]
_BY_COLLECTION = {model.collection: model for model in OWNED}


@dataclass(frozen=True)
class _Two:
    """The customer who stands again, and the one whom they had been joined into; None where that one is gone."""

    customer: Customer
    other: Customer | None
    other_id: str
    brought: Brought

    @property
    def cause(self) -> str:
        return f"split:{self.customer.id}:{self.other_id}"


def split_step(org: Org, id: str, now: datetime) -> Decision[Step]:
    """The next step that takes a customer's join back, until it is `done`. Raises NotFound, and Malformed where there
    is nothing to take back, or a later join has to be taken back first.

    Bills 2 reads and 2 or 3 writes, 1 read and 1 write for each identity or document that returns; the last step also 1
    read for each order and ledger entry of both.
    """
    customer = yield from get(Customer, id)
    if customer is None:
        raise NotFound("customer")
    brought = customer.brought
    other_id = customer.joined_into or (brought.parted_from if brought else None)
    if other_id is None or brought is None:
        raise Malformed("split", [FieldFault("customer", "was joined into no customer")])
    if MOVING in customer.due and customer.wake_at is not None:
        changes, _ = yield from move_page(org, id, max(now, customer.wake_at))
        return changes, "moved"
    two = _Two(customer, (yield from _standing(other_id)), other_id, brought)
    if customer.joined_into is not None:
        return (yield from _part(org, two, now)), "parted"
    if brought.pages:
        return (yield from _return_page(org, two, now)), "returned"
    return (yield from _settle(org, two, now)), "done"


def _standing(id: str) -> Reading[Customer | None]:
    other = yield from get(Customer, id)
    if other is not None and other.joined_into is not None:
        reason = f"is of {id}, who was joined into {other.joined_into} since: take that back first"
        raise Malformed("split", [FieldFault("customer", reason)])
    return other


def _part(org: Org, two: _Two, now: datetime) -> Reading[Changes]:
    """The customer stands by their identities again, without figures yet."""
    customer, other = two.customer, two.other
    links = yield from get_all(*(Get(KnownIdentity, id) for id in customer.identity_ids))
    joins = customer.joins or Joins()
    standing = customer.with_changes(
        joined_into=None,
        joined_at=None,
        joined_because=None,
        joins=joins.with_changes(apart_from=(*joins.apart_from, two.other_id)),
        brought=two.brought.with_changes(parted_from=two.other_id),
        account=account_of_its_own(two.brought.account),
        due={},
    )
    put: list[Document] = [
        link.with_changes(customer_id=customer.id)
        for link in links
        if link and link.customer_id == two.other_id
    ]
    changed = [(customer, standing)]
    if other is not None:
        changed.append((other, without(other, customer)))
    changes = yield from _reacted(org, two, changed, now=now)
    return Changes(create=changes.create, put=(*put, *changes.put))


def _return_page(org: Org, two: _Two, now: datetime) -> Reading[Changes]:
    """The documents of a page that still are the other customer's, with what orders among them count for."""
    number = two.brought.pages - 1
    page = yield from get(JoinedPage, f"{two.customer.id}:{two.other_id}:{number}")
    owned = yield from _owned(page.moved if page else ())
    theirs = [each for each in owned if each.customer_id == two.other_id]
    customer = two.customer.with_changes(brought=two.brought.with_changes(pages=number))
    changed, entries = list[tuple[Customer, Customer]](), tuple[LedgerEntry, ...]()
    if two.other is not None:
        orders = [each for each in theirs if isinstance(each, OwnedOrder)]
        customer, other, entries = _with_orders(two, customer, orders, number=number, now=now)
        customer, other = passed(customer, other, theirs)
        changed = [(two.other, with_documents(other, theirs, sign=-1))]
    customer = with_documents(customer, theirs, sign=1)
    changed = [(two.customer, customer), *changed]
    given = [handed_over(each, customer.id, customer) for each in theirs]
    returned, days = yield from with_calls(org, given, customer, now=now)
    changes = yield from _reacted(org, two, changed, now=now, beside=(*returned, *days))
    put = with_reacted(returned, (*not_among(changes.put, days), *changes.put))
    return Changes(create=(*entries, *changes.create), put=put)


def _owned(paths: tuple[str, ...]) -> Reading[list[Owned]]:
    gets = [
        Get(_BY_COLLECTION[collection], id)
        for collection, _, id in (path.partition("/") for path in paths)
        if collection in _BY_COLLECTION
    ]
    found = yield from get_all(*gets)
    return [each for each in found if each is not None]


def _with_orders(
    two: _Two, customer: Customer, orders: list[OwnedOrder], *, number: int, now: datetime
) -> tuple[Customer, Customer, tuple[LedgerEntry, ...]]:
    """Both with figures as if the orders had changed hands."""
    assert two.other is not None, "who is gone has no figures"
    sums = summed(orders)
    taken = credited(two.other.loyalty, GivenByOrders(points=-sums.points, wallet_minor=-sums.wallet_minor))
    given = credited(customer.loyalty, GivenByOrders(points=sums.points, wallet_minor=sums.wallet_minor))
    other = with_stats(two.other, sums, sign=-1).with_changes(loyalty=taken.account)
    customer = with_stats(customer, sums, sign=1).with_changes(loyalty=given.account)
    moved = [
        *((other.id, movement) for movement in taken.movements),
        *((customer.id, movement) for movement in given.movements),
    ]
    return customer, other, entries_of(f"{two.cause}:{number}", moved, now=now)


def _settle(org: Org, two: _Two, now: datetime) -> Reading[Changes]:
    """What the customer brought beside what orders gave, as far as it is there; first and last orders looked up."""
    account, stats = two.brought.loyalty, two.brought.stats
    standing = yield from with_open_calls(two.customer)
    customer = standing.with_changes(
        brought=None,
        consumption=two.brought.consumption,
        recommendations=two.brought.recommendations,
        stats=two.customer.stats.with_changes(last_interaction_at=stats.last_interaction_at),
    )
    customer = yield from _with_what_orders_say(org, customer)
    if two.other is None:
        return (yield from _reacted(org, two, [(two.customer, customer)], now=now))
    other = yield from _with_what_orders_say(org, two.other)
    back = _given_back(account, customer.loyalty, other.loyalty)
    moves: tuple[Move, ...] = (
        ("points", back.bonus_points, "frequency"),
        ("points", back.points, "others"),
        ("wallet_minor", back.wallet_minor, "others"),
    )
    entries = pairs(two.cause, other.id, customer.id, moves=moves, now=now)
    act = Interaction(
        id=two.cause,
        interaction_type="customers_split",
        customer_id=customer.id,
        performed_by="system",
        performed_at=now,
        outcome=other.id,
        automation_id=RULE,
    )
    (customer, paid), (other, paid_by_other) = _paid(customer, back, sign=1), _paid(other, back, sign=-1)
    entries += entries_of(two.cause, (*paid, *paid_by_other), now=now)
    changed = [(two.customer, customer), (two.other, other)]
    changes = yield from _reacted(org, two, changed, now=now)
    return Changes(create=(act, *entries, *changes.create), put=changes.put)


def _with_what_orders_say(org: Org, customer: Customer) -> Reading[Customer]:
    """The customer with the figures of their orders, and with what they use up and rules go by, by these."""
    whole = yield from refigured(org, customer)
    whole = yield from reminders.worked_out(org, customer.with_changes(stats=whole.stats))
    return (yield from recommendations.worked_out(org, whole))


def _given_back(brought: LoyaltyAccount, own: LoyaltyAccount, others: LoyaltyAccount) -> GivenByOrders:
    """What a customer brought beside what their bills gave, as far as it is there: neither balance falls below zero."""
    points, wallet = given_by_orders(brought)
    bonus = min(brought.bonus_points, others.bonus_points, others.points)
    rest, credit = brought.points - points, brought.wallet_minor - wallet
    return GivenByOrders(
        points=min(max(rest, -own.points - bonus), others.points - bonus),
        bonus_points=bonus,
        wallet_minor=min(max(credit, -own.wallet_minor), others.wallet_minor),
    )


def _paid(
    customer: Customer, back: GivenByOrders, *, sign: int
) -> tuple[Customer, list[tuple[str, Movement]]]:
    """The customer after their part of what goes back, and the movements by which it pays what they owe: of what the
    orders that left them had given they may have spent a part, which comes back here.
    """
    account = customer.loyalty
    points, wallet = sign * (back.points + back.bonus_points), sign * back.wallet_minor
    points_paid = min(account.points_owed, max(0, points))
    wallet_paid = min(account.wallet_owed_minor, max(0, wallet))
    after = account.with_changes(
        points=account.points + points - points_paid,
        points_owed=account.points_owed - points_paid,
        bonus_points=account.bonus_points + sign * back.bonus_points,
        wallet_minor=account.wallet_minor + wallet - wallet_paid,
        wallet_owed_minor=account.wallet_owed_minor - wallet_paid,
    )
    paid = (Movement("points", "reverse", -points_paid), Movement("wallet_minor", "reverse", -wallet_paid))
    return customer.with_changes(loyalty=after), [(customer.id, each) for each in paid]


def _reacted(
    org: Org,
    two: _Two,
    changed: Sequence[tuple[Customer, Customer]],
    *,
    now: datetime,
    beside: Sequence[Document] = (),
) -> Reading[Changes]:
    """The customers after their changes, with what follows from these, which sees what else is written `beside`."""
    facts = Facts("customer_changed", Interaction.collection, two.cause, now)
    create: list[Document] = []
    put: list[Document] = []
    for before, after in changed:
        reacting = react(org, before, after.with_changes(updated_at=now), facts=facts, now=now)
        reaction = yield from seeing((*beside, *create, *put), reacting)
        create += reaction.create
        put = [*not_among(reaction.put, put), *reaction.put]
    return Changes(create=tuple(create), put=tuple(put))

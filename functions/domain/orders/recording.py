"""An order comes in: recorded once, credited to its buyer, corrected when a newer state of it arrives.

The same decision serves the webhook, the topic `orders` and the command that a till wrote while it was offline.
"""

import hashlib
import hmac
from datetime import datetime

from functions.domain.customers.customer import LoyaltyAccount
from functions.domain.customers.identities import Found, find_or_new, is_erased
from functions.domain.kernel.decisions import NOTHING, Changes, Decision, Put, Reading, get
from functions.domain.kernel.lenient_forms import Warned
from functions.domain.orders.contributions import (
    Earning,
    answered_account,
    contribution_now,
    earning_of,
    recorded,
    redeemed_in,
)
from functions.domain.orders.documents import NO_CONSENTS, KnownOrder, Order, OrderContribution, RecordedState
from functions.domain.orders.order_changes import OrderChanges
from functions.domain.orders.receipts import Receipt
from functions.domain.orders.states import as_first_dated, delivered_before, first_delivered, is_news
from functions.domain.orgs.org import Org, is_on, wants_more_of_orders


def record_order(org: Org, order: Order, now: datetime) -> Decision[Receipt]:
    """Take a state of an order into account, once.

    A new customer's first order bills 4 reads and 4 writes: 2 of the reads look their phone up in the suppression list.
    A further order that moves no tier bills 1 read and 3 writes (order, ledger entry, customer), and 1 more for the
    entry of cashback and of points by frequency each; the same delivered again 1 read where the instance remembers the
    order, else 2. A tier upgrade adds 2 writes (interaction, message), points that pay what is owed 1 (their entry); a
    coupon 1 read and 1 write, an offer 1 read and 1 write (its count), points and wallet credit that are redeemed or
    given back 1 write each, an interaction that the business wants of such an order 1 write with its first state, an
    account's terms 2 reads, each campaign among whose results it is 1 read and 1 write. Raises Conflict for another
    state under the same `updated_at` where neither is further on in an order's life.
    """
    stored = yield from get(KnownOrder, order.id, presumed_missing=True)
    known = stored.recorded_state if stored else None
    if known is None or is_news(order, known, digest=digest(org, order), now=now):
        if order.claimed_ordered_at is not None:
            order = as_first_dated(order, known)
        book = yield from _opened(org, order, stored, now=now)
        return (yield from _take_in(org, order, book, now=now))
    warnings = stored.warnings if stored else ()
    earlier, changes = delivered_before(order, stored), NOTHING
    if earlier is not None:
        from functions.domain.orders.beside import watched

        changes = yield from watched(
            org, Changes(put=(earlier,)), earlier, before=stored, at=order.facts.updated_at, now=now
        )
    return changes, receipt_for(order.external_id, known, warnings=warnings, replayed=True)


def digest(org: Org, order: Order) -> str:
    """A keyed hash of a state's content as it was sent: equal for the same content, and telling nothing about it.

    What is absent is left out, so that a field that orders get one day does not make old ones look changed; so are the
    instants that stand in for those that are not believed.
    """
    facts = order.facts.with_changes(
        ordered_at=order.claimed_ordered_at or order.facts.ordered_at,
        updated_at=order.claimed_updated_at or order.facts.updated_at,
    )
    as_sent = order.with_changes(
        facts=facts,
        claimed_ordered_at=None,
        claimed_updated_at=None,
        warnings=(),
        line_numbers=(),
        requirements=(),
        is_made_here=False,
    )
    content = as_sent.model_dump_json(exclude_none=True, exclude_defaults=True).encode()
    return hmac.new(org.id_key, content, hashlib.sha256).hexdigest()


def receipt_for(
    external_id: str, state: RecordedState, *, warnings: tuple[Warned, ...], replayed: bool
) -> Receipt:
    """The answer for a state that was recorded."""
    redeemed = None
    if (is_redeemed := redeemed_in(state)) is not None:
        from functions.domain.orders.redeeming import answered

        redeemed = answered(is_redeemed, state.facts.currency)
    return Receipt(
        order_id=external_id,
        customer_id=state.contribution.customer_id,
        status=state.facts.status,
        points_earned=state.contribution.points,
        points_balance=state.points_balance,
        tier=state.tier,
        replayed=replayed,
        redeemed=redeemed,
        warnings=warnings,
    )


def _opened(org: Org, order: Order, stored: KnownOrder | None, *, now: datetime) -> Reading["OrderChanges"]:
    """Where the order stands before this state. Bills the reads of `ledger_of` where what is known of it was spoilt."""
    book = OrderChanges(org, order, stored, now=now)
    redemption = book.known.redemption if book.known else None
    is_gone = book.known is None or (
        redemption is None and stored is not None and stored.redeemed is not None
    )
    if stored is not None and (is_gone or "recorded_state" in stored.odd_fields):
        from functions.domain.orders.lost_figures import lost_redemption

        redemption = yield from lost_redemption(book, stored)
    if order.asked is not None or redemption is not None:
        from functions.domain.orders.redeeming import Redeeming

        book.redeeming = Redeeming(org, order, redemption, now=now)
    return book


def _take_in(org: Org, order: Order, book: "OrderChanges", *, now: datetime) -> Decision[Receipt]:
    known, before = book.known, book.before
    found = yield from _buyer(org, order, known, now=now)
    is_more_wanted = _is_more_wanted(org, found)
    if is_more_wanted:
        from functions.domain.orders.beside import warned

        order = yield from warned(org, order, found, stored=book.stored)
    tier = found.customer.loyalty.tier if found else None
    earning = earning_of(org, order.facts, known, tier=tier)
    customer_id = found.customer.id if found else _erased_or_none(before.customer_id)
    after = contribution_now(org, order.facts, customer_id, before=before, earning=earning)
    if before.customer_id not in (None, after.customer_id):
        from functions.domain.orders.former_buyers import of_former_buyer

        found, before = yield from of_former_buyer(book, found, before, after=after)
    contribution, account = yield from _counted(book, found, before, after=after)
    state = _state(org, order, book, contribution=contribution, earning=earning).with_changes(
        buyer_name=None if is_erased(customer_id) else order.buyer.name,
        points_balance=account.points,
        tier=account.tier,
    )
    if book.redeeming is not None:
        order = order.with_changes(warnings=(*order.warnings, *book.redeeming.warnings))
        book.put.extend(book.redeeming.changed)
    document = recorded(order, state, book.stored)
    changes = Changes(create=tuple(book.create), put=(Put(document, over=KnownOrder), *book.put))
    if is_more_wanted:
        from functions.domain.orders.beside import left, posted, watched

        changes = yield from left(org, changes, document, before=book.before)
        changes = yield from posted(org, changes, order, now=now)
        changes = yield from watched(org, changes, document, before=book.stored, at=book.happened_at, now=now)
    return changes, receipt_for(order.external_id, state, warnings=order.warnings, replayed=False)


def _erased_or_none(customer_id: str | None) -> str | None:
    """The id, where it stands for a customer who was erased."""
    return customer_id if is_erased(customer_id) else None


def _state(
    org: Org, order: Order, book: "OrderChanges", *, contribution: OrderContribution, earning: Earning
) -> RecordedState:
    """The state to keep, without its buyer's name and account."""
    return RecordedState(
        facts=order.facts,
        claimed_ordered_at=order.claimed_ordered_at,
        claimed_updated_at=order.claimed_updated_at,
        furthest_claim=_furthest_claim(order, book.known),
        digest=digest(org, order),
        contribution=contribution,
        full_points=earning.full_points,
        earned_by=earning.rule,
        cashback_by=earning.cashback_by,
        entry_counts=book.entry_counts,
        delivered_at=_delivered_at(order, book.known),
        redemption=book.redeeming.kept if book.redeeming else None,
    )


def _is_more_wanted(org: Org, found: Found | None) -> bool:
    is_told = found is not None and _says_something(found)
    return is_told or wants_more_of_orders(org)


def _says_something(found: Found) -> bool:
    return bool(found.customer.allergies or found.customer.requirements or found.warnings)


def _delivered_at(order: Order, known: RecordedState | None) -> datetime | None:
    is_new = known is None and order.facts.status != "delivered"
    return None if is_new else first_delivered(order.facts, known)


def _furthest_claim(order: Order, known: RecordedState | None) -> datetime | None:
    claims = (order.claimed_updated_at, known.furthest_claim if known else None)
    return max(filter(None, claims), default=None)


def _counted(
    book: OrderChanges, found: Found | None, before: OrderContribution, *, after: OrderContribution
) -> Reading[tuple[OrderContribution, LoyaltyAccount]]:
    """What the order counts for in the end, and the account of its customer; without one, what was answered before."""
    if not is_on(book.org, "loyalty"):
        after = after.with_changes(
            points=min(before.points, after.points),
            wallet_minor=min(before.wallet_minor, after.wallet_minor),
        )
    if found is None:
        if book.redeeming is not None:
            yield from book.redeeming.applied_to_none(before=before)
        return after, answered_account(book.org, book.known)
    book.create.extend(found.links)
    book.put.extend(found.repairs)
    applied = yield from book.apply_contribution(found, before, after)
    return applied.after, applied.customer.loyalty


def _is_of_no_one(org: Org, order: Order, known: RecordedState | None) -> bool:
    """Whether it names no customer: also where it named one who was erased since, whom no later state brings back."""
    was_erased = known is not None and is_erased(known.contribution.customer_id)
    return was_erased or order.buyer.is_anonymous or not is_on(org, "crm")


def _buyer(org: Org, order: Order, known: RecordedState | None, *, now: datetime) -> Reading[Found | None]:
    if _is_of_no_one(org, order, known):
        return None
    if order.buyer.customer_id is not None:
        from functions.domain.orders.buyers import named_by_us

        return (yield from named_by_us(order.buyer.customer_id))
    found = yield from find_or_new(org, order.buyer, now)
    if found is None:
        return None
    is_new = found.before is None or found.links or found.repairs
    if is_new or found.others or _says_more(order):
        from functions.domain.orders.buyers import completed

        found = yield from completed(org, found, order, known=known, now=now)
    return found


def _says_more(order: Order) -> bool:
    buyer = order.buyer
    said = (buyer.name, buyer.group, buyer.account_id, buyer.referral_code)
    return any(said) or order.consents != NO_CONSENTS

"""Points that expire: when that is due for a customer, whom to tell before, and the entry that takes them.

The order of an event never looks at the ledger: the customer says since when points may stand, and since when there are
some of which they were not told. The wake reads the ledger, acts, and says both anew.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from functions.domain.customers.customer import Customer, Expiring
from functions.domain.kernel.decisions import UNKNOWN_AT, Reading, get
from functions.domain.loyalty.lots import Lot, standing_lots
from functions.domain.loyalty.points import LedgerEntry
from functions.domain.orgs.org import Org, zone_of
from functions.domain.settings.loyalty import ExpiryRule

# A customer who is warned later than this keeps the points for as long as a warning comes before they expire.
LATE_AFTER = timedelta(days=1)


@dataclass(frozen=True)
class Aged:
    """A customer after what expired, and its entry."""

    customer: Customer
    entry: LedgerEntry | None = None


def with_dates(rule: ExpiryRule, before: Customer | None, after: Customer, *, now: datetime) -> Customer:
    """The customer with the dates by which they wake. Points that came before the rule may be as old as the customer;
    a rule that has changed says it anew.
    """
    account, known = after.loyalty, after.loyalty.expiring
    if known is None or known.rule != name_of(rule):
        dated = _begun(rule, before, after, now=now) if account.points else known
    elif account.points > _points_of(before):
        dated = known.with_changes(since=known.since or now, untold_since=known.untold_since or now)
    else:
        dated = known
    return after if dated == known else after.with_changes(loyalty=account.with_changes(expiring=dated))


def _begun(rule: ExpiryRule, before: Customer | None, after: Customer, *, now: datetime) -> Expiring:
    """The dates of a customer who has none by this rule."""
    is_spoilt = before is not None and "loyalty" in before.odd_fields
    is_new = after.loyalty.expiring is None and _points_of(before) == 0 and not is_spoilt
    since = now if is_new else after.created_at or UNKNOWN_AT
    return Expiring(rule=name_of(rule), since=since, untold_since=since)


def _points_of(customer: Customer | None) -> int:
    return customer.loyalty.points if customer is not None else 0


def next_at(rule: ExpiryRule, expiring: Expiring | None) -> datetime | None:
    """When the first points may expire, or are to be told of."""
    if expiring is None or expiring.rule != name_of(rule):
        return None
    times: list[datetime] = []
    if rule.warn is not None and expiring.untold_since is not None:
        times.append(expiring.untold_since + rule.lasts - rule.warns)
    if expiring.since is not None and (rule.warn is None or expiring.since != expiring.untold_since):
        times.append(max(expiring.since + rule.lasts, expiring.spared_until or UNKNOWN_AT))
    return min(times, default=None)


def aged(org: Org, rule: ExpiryRule, customer: Customer, *, due_at: datetime, now: datetime) -> Reading[Aged]:
    """The customer without the points that have expired by now, and told of those that expire next.

    Bills the reads of `standing_lots`, and 1 write where points expire. The entry is named by the customer and the
    instant that was planned, so two wakes take them once.
    """
    account, known = customer.loyalty, customer.loyalty.expiring
    if known is None or known.rule != name_of(rule):
        known = Expiring()  # what they were told by another rule is not what happens now
    lots = yield from standing_lots(customer.id, account.points)
    gone = [lot for lot in lots if _is_over(rule, known, lot, now=now)]
    left = lots[len(gone) :]
    zone = ZoneInfo(zone_of(org, customer.timezone))
    expiring = _told(rule, known, left, zone=zone, now=now)
    amount = min(account.points, sum(lot.points for lot in gone))
    after = account.with_changes(points=account.points - amount, expiring=expiring)
    customer = customer.with_changes(loyalty=after)
    if amount == 0:
        return Aged(customer)
    entry = _entry(customer.id, amount, due_at=due_at, now=now)
    yield from get(LedgerEntry, entry.id, presumed_missing=True)
    return Aged(customer, entry)


def name_of(rule: ExpiryRule) -> str:
    """A rule in a word: what was planned by another one is planned anew."""
    return f"{rule.after}/{rule.warn or '-'}"


def _is_over(rule: ExpiryRule, known: Expiring, lot: Lot, *, now: datetime) -> bool:
    if lot.at + rule.lasts > now:
        return False
    if rule.warn is None:
        return True
    is_spared = known.spared_until is not None and known.spared_until > now
    return not is_spared and _is_told(rule, known, lot)


def _is_told(rule: ExpiryRule, known: Expiring, lot: Lot) -> bool:
    return known.told_until is not None and lot.at + rule.lasts <= known.told_until


def _told(
    rule: ExpiryRule, known: Expiring, lots: tuple[Lot, ...], *, zone: ZoneInfo, now: datetime
) -> Expiring:
    """The lots that stand, with the warning of what expires next. What expires within the
    days that are gathered is told of together; who is told late keeps it until a warning's time has passed.
    """
    untold = [lot for lot in lots if not _is_told(rule, known, lot)]
    if rule.warn is None or not untold or untold[0].at + rule.lasts - rule.warns > now:
        return _dated(rule, known, lots)
    first = untold[0].at + rule.lasts
    spared = now + rule.warns if first < now + rule.warns - LATE_AFTER else known.spared_until
    day = max(first, spared or first).astimezone(zone).date()
    last = max(first + timedelta(days=rule.gather_days), now + rule.warns).astimezone(zone).date()
    until = datetime.combine(last + timedelta(days=1), time(0), zone) - timedelta(microseconds=1)
    points = sum(lot.points for lot in untold if lot.at + rule.lasts <= until)
    told = known.with_changes(
        told_until=until.astimezone(UTC), spared_until=spared, points=points, on=f"{day:%Y-%m-%d}"
    )
    return _dated(rule, told, lots)


def _dated(rule: ExpiryRule, known: Expiring, lots: tuple[Lot, ...]) -> Expiring:
    untold = (lot.at for lot in lots if not _is_told(rule, known, lot))
    return known.with_changes(
        rule=name_of(rule),
        since=min((lot.at for lot in lots), default=None),
        untold_since=min(untold, default=None),
    )


def _entry(customer_id: str, amount: int, *, due_at: datetime, now: datetime) -> LedgerEntry:
    cause = f"expiry:{customer_id}:{due_at:%Y%m%dT%H%M%S}"
    return LedgerEntry(
        id=f"{cause}:expire",
        customer_id=customer_id,
        unit="points",
        kind="expire",
        amount=-amount,
        cause=cause,
        at=now,
    )

"""What marketing sees of the assistant's chats: how they stand now (S003-30, 49), and a period in figures (S003-32 to
36, 50, 52).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from functions.domain.conversations.documents import Conversation
from functions.domain.conversations.journeys import PHASES
from functions.domain.customers.customer import Customer
from functions.domain.kernel.decisions import (
    NOTHING,
    Changes,
    Decision,
    Find,
    Get,
    Reading,
    find,
    get,
    get_all,
)
from functions.domain.kernel.tallies import Tally
from functions.domain.marketing.counting import ID, MarketingJob, asked_for, is_wanted
from functions.domain.marketing.documents import DASHBOARD, Analytics, MarketingDashboard, analytics_id
from functions.domain.marketing.periods import Period, month_of, parse_period
from functions.domain.orgs.features import require
from functions.domain.orgs.org import Org
from functions.domain.staff.members import Member
from functions.domain.staff.permissions import denied
from functions.domain.staff.readers import readers_of
from functions.domain.staff.readership import DESK, LEADERS
from functions.domain.staff.roles import Role

ANALYTICS_ROLES: Final[frozenset[Role]] = LEADERS | {"marketing", "executive"}
# Those who take chats over see who waits; an executive sees figures, no people.
DASHBOARD_ROLES: Final[frozenset[Role]] = DESK | {"marketing", "executive"}
REFRESH_ROLES: Final[frozenset[Role]] = LEADERS | {"marketing"}
ACTIVE_WITHIN: Final = timedelta(hours=24)
STANDING_WITHIN: Final = timedelta(days=30)
MOST_PENDING: Final = 20
_WAITING = (("channel", "whatsapp"), ("needs_human", True))
_NO_FIGURES = frozenset({"shares", "odd_fields"})


@dataclass(frozen=True)
class PeriodWanted:
    """As the query says it: a month, or `first` and `last` day."""

    period: str | None = None
    first: str | None = None
    last: str | None = None

    def parsed(self, org: Org, now: datetime) -> Period:
        """Raises Malformed, naming the field."""
        zone = org.zone
        return parse_period(self.period, self.first, self.last, now=now, zone=zone)


@dataclass(frozen=True)
class Shown:
    """A dashboard's own part. `counted`: None where it has to be counted first."""

    roles: frozenset[Role]
    counted: MarketingDashboard | None


def analytics(org: Org, uid: str, what: PeriodWanted, *, now: datetime) -> Decision[dict[str, Any]]:
    """A period in figures as they were counted last. One that was never counted has none yet, and is counted now.

    Bills 2 reads; of a period that was never counted, and where nothing has been counted for longer than the business
    has set, 1 read more, and 1 write where that is not under way. Raises Forbidden, FeatureOff, Malformed.
    """
    yield from _reader(org, uid, ANALYTICS_ROLES)
    period = what.parsed(org, now)
    kept = yield from get(Analytics, analytics_id(period.id))
    if kept is not None and not _is_stale(org, kept, now):
        return NOTHING, _answer(kept, is_being_counted=False)
    page = kept or Analytics(id=analytics_id(period.id), period=period.id)
    if not is_wanted(org):
        return NOTHING, _answer(page, is_being_counted=False)
    changes, is_queued = _queued((yield from get(MarketingJob, ID)), period, now)
    return changes, _answer(page, is_being_counted=is_queued)


def refresh_analytics(org: Org, uid: str, what: PeriodWanted, *, now: datetime) -> Decision[dict[str, Any]]:
    """Have a period counted now. Bills 2 reads and 1 write; the reads alone where it waits for that already, or where
    24 others wait: then it is not, and is to be asked for again.

    Raises Forbidden, FeatureOff, Malformed.
    """
    yield from _reader(org, uid, REFRESH_ROLES)
    period = what.parsed(org, now)
    if not is_wanted(org):
        return NOTHING, {"period": period.id, "is_being_counted": False}
    changes, is_queued = _queued((yield from get(MarketingJob, ID)), period, now)
    return changes, {"period": period.id, "is_being_counted": is_queued}


def _queued(known: MarketingJob | None, period: Period, now: datetime) -> tuple[Changes, bool]:
    """The job with a period, and whether there was room for it."""
    job = asked_for(known, period, now)
    waiting = job or known
    return Changes(put=() if job is None else (job,)), waiting is not None and period.id in waiting.queue


def known_dashboard(org: Org, uid: str, now: datetime) -> Decision[Shown]:
    """The dashboard's counts where they are fresh. Bills 2 reads. Raises Forbidden, FeatureOff."""
    member = yield from _reader(org, uid, DASHBOARD_ROLES)
    kept = yield from get(MarketingDashboard, DASHBOARD)
    return NOTHING, Shown(frozenset(member.roles), kept if kept is not None and kept.is_fresh(now) else None)


def dashboard_tallies(now: datetime) -> Mapping[str, Tally]:
    """What is counted: by phase the chats of the last 30 days, and of these the last day's; who waits for a person."""
    found: dict[str, Tally] = {}
    for name, within in (("standing", STANDING_WITHIN), ("active", ACTIVE_WITHIN)):
        for phase in PHASES:
            found[f"{name}:{phase}"] = Tally(
                Conversation,
                (("phase", phase),),
                at_least=("last_message_at", now - within),
                having=("last_message_at",),
            )
    found["pending"] = Tally(Conversation, _WAITING)
    found["escalated"] = Tally(Conversation, (("is_escalated", True), *_WAITING))
    return found


def keep_counts(tallied: Mapping[str, int], now: datetime) -> Decision[MarketingDashboard]:
    """The counts, over those before. Bills 1 read and 1 write."""
    known = yield from get(MarketingDashboard, DASHBOARD)
    counted = (known or MarketingDashboard(id=DASHBOARD)).with_changes(
        active_conversations=sum(tallied[f"active:{phase}"] for phase in PHASES),
        phase_distribution={phase: tallied[f"standing:{phase}"] for phase in PHASES},
        pending_count=tallied["pending"],
        escalated_conversations=tallied["escalated"],
        counted_at=now,
        odd_fields=frozenset(),
    )
    return Changes(put=(counted,)), counted


def dashboard(
    org: Org, counted: MarketingDashboard, roles: Iterable[Role], *, now: datetime
) -> Decision[dict[str, Any]]:
    """The dashboard: its counts, this month's figures, and to those who see customers who waits for a person, whose
    last message is the oldest first. Bills 1 read; 2 more for each of these, 20 at the most, 1 at the least.
    """
    month = month_of(now, org.zone)
    page = yield from get(Analytics, analytics_id(month.id))
    pending: list[dict[str, Any]] = []
    if readers_of(Conversation.collection).may_be_read_by(roles):
        pending = yield from _pending(org)
    return NOTHING, {
        **counted.model_dump(mode="json"),
        "pending_handover": pending,
        "kpis": _kpis(page),
    }


def _reader(org: Org, uid: str, roles: frozenset[Role]) -> Reading[Member]:
    member = yield from get(Member, uid)
    if member is None or roles.isdisjoint(member.roles):
        raise denied(member)
    require(org, "crm")
    return member


def _is_stale(org: Org, page: Analytics, now: datetime) -> bool:
    """Whether it should have been counted again by now: of a period that is followed. One of days alone, or of months
    ago, stays until somebody asks.
    """
    zone, figures = org.zone, org.settings.assistant.figures
    followed = month_of(now, zone)
    for _ in range(figures.months_followed - 1):
        followed = followed.before()
    if page.counted_at is None or page.odd_fields:
        return True
    if ".." in page.period or page.period < followed.id:
        return False
    return now - page.counted_at > timedelta(hours=figures.every_hours + 1)


def _answer(page: Analytics, *, is_being_counted: bool) -> dict[str, Any]:
    shown = page.model_dump(mode="json", exclude=set(_NO_FIGURES))
    return {**shown, "is_being_counted": is_being_counted}


def _kpis(page: Analytics | None) -> dict[str, Any]:
    if page is None:
        return {"as_of": None}
    performance = page.ai_performance
    return {
        "conversion_rate": page.conversion_metrics.conversion_rate,
        "avg_response_time": performance.avg_response_time,
        "escalation_rate": performance.escalation_rate,
        "satisfaction_score": performance.satisfaction_score,
        "as_of": page.as_of.isoformat() if page.as_of is not None else None,
    }


def _pending(org: Org) -> Reading[list[dict[str, Any]]]:
    """The chats that wait for a person, with their customers' phones."""
    chats = yield from find(Find(Conversation, _WAITING, "last_message_at", "ASCENDING", MOST_PENDING))
    if not chats:
        return []
    customers = yield from get_all(*(Get(Customer, each.customer_id) for each in chats))
    return [
        _waits(org, chat, customer.phone if customer is not None else None)
        for chat, customer in zip(chats, customers, strict=True)
    ]


def _waits(org: Org, chat: Conversation, phone: str | None) -> dict[str, Any]:
    package = next((each for each in org.packages.values() if each.code == chat.package_code), None)
    last = chat.handovers[-1] if chat.handovers else None
    return {
        "id": chat.id,
        "phone": phone,
        "phase": chat.phase,
        "last_message": chat.last_text,
        "interested_package": package.name if package is not None else chat.package_code,
        "conversation_url": f"/api/{org.id}/conversations/{chat.id}",
        "ai_notes": last.notes if last is not None else None,
        "because": last.because if last is not None else None,
        "assigned_to": last.to_uid if last is not None else None,
        "waits_since": last.at.isoformat() if last is not None else None,
    }

"""A customer's engagement: worked out from the customer and the instant alone, so that it comes out the same after any
order of events, and a wake-up that came twice changes nothing.
"""

from datetime import datetime

from functions.domain.customers.customer import Customer, Engagement, ScoreReason
from functions.domain.orgs.org import Org
from functions.domain.scoring.asked import ScoredCustomer
from functions.domain.scoring.points import next_points_at, points_of
from functions.domain.scoring.stages import customer_type, lifecycle_stage, threshold_times
from functions.domain.settings.messages import Temperature

LOWEST, HIGHEST = 0, 100
# How many changes of points are followed to the one that moves a band; then the customer wakes at the last of these.
_TRIES = 200

Bands = tuple[str | None, str | None, str | None]


def scored(org: Org, customer: Customer, now: datetime) -> Engagement:
    """The customer's engagement at an instant; an empty one where the business keeps no scores."""
    asked = _asked(org, customer)
    if asked is None:
        return Engagement()
    reasons = _reasons(asked, now)
    score = _sum(reasons)
    is_high = asked.meets_any(asked.scoring.high_value)
    return Engagement(
        lead_score=score,
        score_reasons=reasons,
        temperature=_temperature(asked, score),
        lifecycle_stage=lifecycle_stage(asked, now),
        customer_type=customer_type(asked, now),
        lifetime_value=("high" if is_high else "low") if asked.scoring.high_value else None,
        scored_at=now,
    )


def next_change(org: Org, customer: Customer, now: datetime) -> datetime | None:
    """The earliest instant after `now` at which the temperature, the stage or the type is another one though the
    customer stays as they are; None where they stay for ever.

    It is the exact one unless 200 changes of points leave all three as they are; then it is the last of these, and
    asking again from there goes on.
    """
    asked = _asked(org, customer)
    if asked is None:
        return None
    bands, at = _bands_at(asked, now), _next_at(asked, now)
    for _ in range(_TRIES):
        if at is None or _bands_at(asked, at) != bands:
            return at
        following = _next_at(asked, at)
        if following is None:
            return None
        at = following
    return at


def with_engagement(org: Org, before: Customer | None, after: Customer, *, now: datetime) -> Customer:
    """The customer with the engagement of now. Where neither a change nor time moves anything of it, the score stays
    as it was: it fades day by day, and not every write is news of it.
    """
    fresh = scored(org, after, now)
    if before is not None and _stands(org, before, after, fresh=fresh):
        return after
    return after.with_changes(engagement=fresh)


def _stands(org: Org, before: Customer, after: Customer, *, fresh: Engagement) -> bool:
    kept, now = after.engagement, fresh.scored_at
    if kept.scored_at is None or now is None or _bands(kept) != _bands(fresh):
        return False
    return scored(org, before, now) == fresh and scored(org, after, kept.scored_at) == kept


def _asked(org: Org, customer: Customer) -> ScoredCustomer | None:
    return None if org.settings.scoring is None else ScoredCustomer(org, org.settings.scoring, customer)


def _reasons(asked: ScoredCustomer, now: datetime) -> tuple[ScoreReason, ...]:
    given = ((rule.name, points_of(asked, rule, now)) for rule in asked.scoring.rules)
    return tuple(ScoreReason(rule=name, points=points) for name, points in given if points)


def _sum(reasons: tuple[ScoreReason, ...]) -> int:
    return min(HIGHEST, max(LOWEST, sum(reason.points for reason in reasons)))


def _temperature(asked: ScoredCustomer, score: int) -> Temperature:
    if score >= asked.scoring.hot_from:
        return "hot"
    return "warm" if score >= asked.scoring.warm_from else "cold"


def _bands(engagement: Engagement) -> Bands:
    return engagement.temperature, engagement.lifecycle_stage, engagement.customer_type


def _bands_at(asked: ScoredCustomer, now: datetime) -> Bands:
    score = _sum(_reasons(asked, now))
    return _temperature(asked, score), lifecycle_stage(asked, now), customer_type(asked, now)


def _next_at(asked: ScoredCustomer, now: datetime) -> datetime | None:
    """The next instant at which any part of it may move."""
    times = (next_points_at(asked, rule, now) for rule in asked.scoring.rules)
    return min((at for at in (*times, *threshold_times(asked)) if at is not None and at > now), default=None)

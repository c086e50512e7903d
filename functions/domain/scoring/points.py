"""What each rule of a score gives at an instant, and when it next gives something else."""

from datetime import datetime

from functions.domain.scoring.asked import ScoredCustomer
from functions.domain.scoring.days import after_days, days_since
from functions.domain.settings.scoring import PerFigure, Recency, ScoreRule, WhenKnown, WhenTrue


def points_of(asked: ScoredCustomer, rule: ScoreRule, now: datetime) -> int:
    if isinstance(rule, Recency):
        return _faded(asked, rule, now)
    if isinstance(rule, PerFigure):
        return min(rule.most, max(0, int(asked.figures[rule.of] / rule.per)) * rule.points)
    if isinstance(rule, WhenKnown):
        return rule.points if asked.knows(rule.of) else 0
    return rule.points if rule.condition.holds(asked.subject, now, asked.zone) else 0


def next_points_at(asked: ScoredCustomer, rule: ScoreRule, now: datetime) -> datetime | None:
    """The earliest instant after `now` at which time may have the rule give other points."""
    if isinstance(rule, WhenTrue):
        return rule.condition.next_change(asked.subject, now, asked.zone)
    since = asked.last(rule.since) if isinstance(rule, Recency) else None
    if since is None or not isinstance(rule, Recency):
        return None
    passed = days_since(since, now, asked.zone)
    following = next((day for day, _ in rule.steps if day > passed), None)
    return None if following is None else after_days(since, following, asked.zone)


def _faded(asked: ScoredCustomer, rule: Recency, now: datetime) -> int:
    since = asked.last(rule.since)
    if since is None:
        return 0
    passed = days_since(since, now, asked.zone)
    return next(points for day, points in reversed(rule.steps) if day <= passed)

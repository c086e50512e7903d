"""Moments that stand for one another: of those that come to be due together the last one runs, and no customer is
written to twice after an outage.
"""

from collections.abc import Iterable

from functions.domain.occasions.asking import Situation, Started
from functions.domain.settings.automations import AutomationSettings
from functions.domain.settings.moments import Moment


def in_turn(starts: Iterable[Started]) -> list[Started]:
    """By priority as they come; of those that stand for one another the last moment first."""
    return sorted(starts, key=lambda start: (start.automation.priority, -_length(start)))


def is_passed_over(asked: Situation, automation: AutomationSettings, occurrence: str) -> bool:
    """Whether one that comes no earlier has run for the same occurrence in its place."""
    if automation.exclusive is None:
        return False
    return any(
        other is not automation
        and other.exclusive == automation.exclusive
        and _offset(other) >= _offset(automation)
        and (run := asked.subject.runs.get(id)) is not None
        and run.occurrence == occurrence
        and (automation.dry_run or not run.is_dry)
        for id, other in asked.automations()
    )


def _length(start: Started) -> float:
    return _offset(start.automation) if start.automation.exclusive is not None else 0.0


def _offset(automation: AutomationSettings) -> float:
    return automation.on.offset.total_seconds() if isinstance(automation.on, Moment) else 0.0

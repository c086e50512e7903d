"""An occurrence that was planned in time stays due, also where its moment is long past.

A business that moves a step from 30 days to 20 writes at once to those who have waited for 29, however little late a
message may be otherwise.
"""

from datetime import timedelta

from functions.domain.occasions.asking import Situation
from functions.domain.occasions.moments import Occurrence, is_instant, moment_of
from functions.domain.settings.automations import AutomationSettings
from functions.domain.settings.moments import Moment, duration_of

_EVER = timedelta(days=36_500)


def planned_occurrence(
    asked: Situation, automation: AutomationSettings, reason: str, *, is_anew: bool = False
) -> Occurrence | None:
    """The occurrence of a moment that is overdue by too much, at the instant for which it was planned: now, where the
    settings have changed (`is_anew`) while it was still to come.
    """
    at = asked.subject.due.get(reason)
    if at is None or not isinstance(automation.on, Moment) or not is_instant(asked.subject, automation.on):
        return None
    if at > asked.now and not is_anew:
        return None
    if at + duration_of(automation.late_by) <= asked.now:
        return None
    found = moment_of(asked.subject, asked.zone, automation.on, now=asked.now, late_by=_EVER)
    if found is None or found.at > asked.now:
        return None
    return Occurrence(found.name, min(at, asked.now))

"""The clock with all that follows it, for the parts that act on it."""

from concurrent.futures import Executor
from dataclasses import dataclass

from local.clock.activity import Activity
from local.clock.agenda import Agenda
from local.clock.clock import Clock


@dataclass(frozen=True)
class Timeline:
    """One clock, what is due on it, what is under way, and the threads that run both."""

    clock: Clock
    agenda: Agenda
    activity: Activity
    workers: Executor


def make_timeline(clock: Clock, workers: Executor) -> Timeline:
    """A timeline with nothing due. Its agenda has not been started."""
    activity = Activity()
    return Timeline(clock, Agenda(clock, activity, workers), activity, workers)

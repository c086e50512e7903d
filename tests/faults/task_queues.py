"""Cloud Tasks in a world: a task runs at its time, sometimes twice, and again later where it failed."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from greenlet import getcurrent

from functions.queues import deliver, send_order, take_callback, take_turn, wake_page
from functions.queues.daily_budget import BudgetAllowance

if TYPE_CHECKING:
    from tests.faults.world import World

MOST_TRIES = {"takecallback": 100, "taketurn": 100}
MOST_DELIVERY_TRIES = 8
MOST_WARM = 2
SECOND_RUN_AFTER = (timedelta(0), timedelta(0), timedelta(minutes=6))
STOP = "Stop!"  # what customers of a world say who want no more
LONGEST_BACKOFF = timedelta(minutes=10)


class TaskQueues:
    """The queues, and the instances that serve them: each holds a budget allowance, and takes one task at a time."""

    def __init__(self, world: "World") -> None:
        self._world = world
        self._names: set[str] = set()
        self._warm: list[BudgetAllowance] = []
        self._allowances: dict[Any, BudgetAllowance] = {}

    def take(self, queue: str, name: str, payload: dict[str, Any], at: datetime | None) -> None:
        """A task under a name that the queue has not had."""
        if name in self._names:
            return
        self._names.add(name)
        world, when = self._world, at or self._world.now
        world.at(when, lambda: self._run(queue, payload, 0))
        if world.chance.random() < world.doubled_tasks:
            world.at(when + world.chance.choice(SECOND_RUN_AFTER), lambda: self._run(queue, payload, 0))

    def budget_allowance(self) -> BudgetAllowance:
        """That of the instance which asks."""
        return self._allowances[getcurrent()]

    def _run(self, queue: str, payload: dict[str, Any], tries: int) -> None:
        if self._world.once(lambda: self._serve(queue, payload, tries)):
            return
        if tries + 1 < MOST_TRIES.get(queue, MOST_DELIVERY_TRIES):
            backoff = min(timedelta(seconds=10 * 2**tries), LONGEST_BACKOFF)
            self._world.at(self._world.now + backoff, lambda: self._run(queue, payload, tries + 1))

    def _serve(self, queue: str, payload: dict[str, Any], tries: int) -> None:
        if queue == "takecallback":
            take_callback.take_callback(payload, tries)
            self._note_stops(payload)
        elif queue == "wakepage":
            wake_page.wake_payload(payload)
        elif queue == "sendorders":
            send_order.send_order(payload)
        elif queue == "taketurn":
            take_turn.take_payload(payload)
        else:
            self._deliver(payload)

    def _note_stops(self, payload: dict[str, Any]) -> None:
        """Who said STOP, and by when the server had taken it in."""
        for item in payload["items"]:
            if item["item"] == "preference":
                self._world.has_stopped(item["phone"], item["channel"])
            elif item["item"] == "message" and item["text"] == STOP:
                self._world.has_stopped(item["sender"]["phone"], item["channel"])

    def _deliver(self, payload: dict[str, Any]) -> None:
        """By an instance that is warm, or a new one. Of one that crashes nothing stays."""
        is_warm = bool(self._warm) and self._world.chance.random() < 0.5
        budget_allowance = self._warm.pop() if is_warm else BudgetAllowance(self._world.store())
        self._allowances[getcurrent()] = budget_allowance
        try:
            deliver.deliver(payload)
        finally:
            del self._allowances[getcurrent()]
        if len(self._warm) < MOST_WARM:
            self._warm.append(budget_allowance)

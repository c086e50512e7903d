"""Handlers that run side by side, one at a time: at each call to the outside a seeded choice says who goes on."""

import random
import threading
from collections.abc import Callable


class _Actor:
    def __init__(self, work: Callable[[], None]) -> None:
        self.work = work
        self.may_go = threading.Lock()
        self.may_go.acquire()
        self.has_started = False


class Turns:
    """Threads that hand over control to one another. Only one ever runs, so a seed replays a run exactly."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance
        self._alive: list[_Actor] = []
        self._current: _Actor | None = None
        self._all_done = threading.Lock()
        self._all_done.acquire()
        self.surprises: list[BaseException] = []

    def spawn(self, work: Callable[[], None]) -> None:
        """One more handler, to begin when its turn comes."""
        self._alive.append(_Actor(work))

    def run(self) -> None:
        """Let everybody go until all are done. What one of them raises is kept in `surprises`."""
        if self._alive:
            self._give_way()
            self._all_done.acquire()
            self._current = None

    def next(self) -> None:
        """Called by whoever runs: perhaps somebody else goes on first."""
        me = self._current
        if me is None:
            return
        if self._give_way() is not me:
            me.may_go.acquire()

    def _give_way(self) -> _Actor:
        before = self._current
        chosen = self._current = self._chance.choice(self._alive)
        if chosen is before:
            return chosen
        if chosen.has_started:
            chosen.may_go.release()
        else:
            chosen.has_started = True
            threading.Thread(target=self._live, args=(chosen,), daemon=True).start()
        return chosen

    def _live(self, actor: _Actor) -> None:
        try:
            actor.work()
        except BaseException as error:
            self.surprises.append(error)
        self._alive.remove(actor)
        if self._alive:
            self._give_way()
        else:
            self._all_done.release()

"""Handlers that run side by side, one at a time: at each call to the outside a seeded choice says who goes on."""

import random
from collections.abc import Callable

from greenlet import getcurrent, greenlet


class Turns:
    """Stacks that take turns in one thread, so a seed replays a run exactly."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance
        self._alive: list[greenlet] = []
        self._chooser: greenlet | None = None
        self.surprises: list[Exception] = []

    def spawn(self, work: Callable[[], object]) -> None:
        """One more handler, to begin when its turn comes."""
        self._alive.append(greenlet(lambda: self._live(work)))

    def run(self) -> None:
        """Let everybody go until all are done. What one of them raises is kept in `surprises`."""
        self._chooser = getcurrent()
        while self._alive:
            chosen = self._chance.choice(self._alive)
            chosen.parent = self._chooser
            chosen.switch()
            if chosen.dead:
                self._alive.remove(chosen)
        self._chooser = None

    def next(self) -> None:
        """Called by whoever runs: perhaps somebody else goes on first."""
        if self._chooser is not None:
            self._chooser.switch()

    def _live(self, work: Callable[[], object]) -> None:
        try:
            work()
        except Exception as error:
            self.surprises.append(error)

"""How far an import is: a bar on a terminal, a line every 10 seconds anywhere else."""

import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TextIO

EVERY_SECONDS = 10.0
BAR_EVERY_SECONDS = 0.2
WIDTH = 30


@dataclass
class Progress:
    """`most`: about how many rows there are. `clock` counts seconds."""

    most: int
    out: TextIO = field(default_factory=lambda: sys.stderr)
    clock: Callable[[], float] = time.monotonic
    _began: float = field(init=False)
    _told: float = field(init=False)

    def __post_init__(self) -> None:
        self._began = self._told = self.clock()

    def tell(self, rows: int, refused: int) -> None:
        now = self.clock()
        if now - self._told < (BAR_EVERY_SECONDS if self.out.isatty() else EVERY_SECONDS):
            return
        self._told = now
        rate = rows / max(now - self._began, 0.001)
        text = f"{rows} rows, {refused} refused, {rate:.0f} a second"
        if self.out.isatty():
            filled = min(WIDTH, WIDTH * rows // max(self.most, 1))
            print(f"\r[{'=' * filled}{' ' * (WIDTH - filled)}] {text}", end="", file=self.out, flush=True)
        else:
            print(text, file=self.out, flush=True)

    def end(self) -> None:
        if self.out.isatty():
            print(file=self.out)

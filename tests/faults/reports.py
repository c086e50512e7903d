"""What the parts of `python -m tests.faults` have in common: what is wanted, what they say, and who works."""

import logging
import multiprocessing
import os
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass

COMMAND = "venv/bin/python -m tests.faults"


@dataclass(frozen=True)
class Wanted:
    """How much is tried, from which seed on. `seconds` ends the search over seeds where it takes longer; `schedules`
    are those on the real emulator.
    """

    seeds: int
    seconds: float
    operations: int
    schedules: int
    first_seed: int = 0


@dataclass(frozen=True)
class Line:
    """A line to print. A violation makes the command fail."""

    text: str
    is_violation: bool = False


Part = Callable[[Wanted], Iterator[Line]]


def workers() -> ProcessPoolExecutor:
    """A process for each core. Each begins afresh, so that none inherits the threads of a client."""
    return ProcessPoolExecutor(
        os.cpu_count(),
        mp_context=multiprocessing.get_context("spawn"),
        initializer=logging.disable,
        initargs=(logging.CRITICAL,),
    )

"""How far a run is: bars on a terminal, a line now and then where the output goes to a file."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    Task,
    TextColumn,
    TimeRemainingColumn,
)
from rich.text import Text

LINE_EVERY_S = 10.0
Step = Callable[[int], None]
# Begins a stage of so many steps; the function that it returns takes how many were done.
Stages = Callable[[str, int], Step]


class Rate(ProgressColumn):
    """How many a second, lately."""

    def render(self, task: Task) -> Text:
        return Text(f"{task.speed:.0f}/s" if task.speed else "", style="progress.data.speed")


@contextmanager
def shown_on(console: Console, clock: Callable[[], float] = time.monotonic) -> Iterator[Stages]:
    """Stages that show on the console how far they are. `clock` counts seconds."""
    if not console.is_terminal:
        yield lambda name, total: _lines(console, name, total, clock=clock)
        return
    with Progress(
        TextColumn("{task.description:<32}"),
        BarColumn(),
        MofNCompleteColumn(),
        Rate(),
        TimeRemainingColumn(),
        console=console,
    ) as progress:
        yield lambda name, total: _bar(progress, name, total)


def _bar(progress: Progress, name: str, total: int) -> Step:
    bar = progress.add_task(name, total=total)
    return lambda count: progress.advance(bar, count)


def _lines(console: Console, name: str, total: int, *, clock: Callable[[], float]) -> Step:
    """A line every ten seconds, and one at the end."""
    done, last = 0, clock()

    def step(count: int) -> None:
        nonlocal done, last
        done += count
        if done == total or clock() - last >= LINE_EVERY_S:
            console.print(f"{name}: {done:,} of {total:,}")
            last = clock()

    return step

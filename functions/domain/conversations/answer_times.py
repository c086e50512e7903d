"""How long answers took, in steps that are few enough to be counted: by these a median of any number is told."""

from collections.abc import Iterator, Mapping

MS = 1000
_LONGEST = 24 * 3600 * MS
# Up to how long answers are told apart by how much, in milliseconds: tenths of a second up to 10 s, then seconds, ..
_STEPS = ((10 * MS, 100), (120 * MS, MS), (3600 * MS, 60 * MS), (_LONGEST, 3600 * MS))


def step_of(ms: int) -> str:
    """The step of a time, by its lower end in milliseconds: what took longer than a day is a day."""
    within = min(max(ms, 0), _LONGEST)
    size = next(size for until, size in _STEPS if within <= until)
    return str(within // size * size)


def percentile_s(counted: Mapping[str, int], share: float) -> float | None:
    """The time in seconds within which this share of the answers came, as its step has it; None of none."""
    times = sorted(_times(counted))
    total = sum(count for _, count in times)
    if total <= 0:
        return None
    wanted, so_far = share * total, 0
    for ms, count in times:
        so_far += count
        if so_far >= wanted:
            return ms / MS
    return times[-1][0] / MS


def _times(counted: Mapping[str, int]) -> Iterator[tuple[int, int]]:
    """What counts: a step that was made by hand is left out."""
    for step, count in counted.items():
        if step.isascii() and step.isdigit() and int(step) <= _LONGEST and count > 0:
            yield int(step), count

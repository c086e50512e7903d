"""Figures of many documents: those that the store counts by itself, without reading them, and those that are added up
page by page.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from functions.domain.kernel.decisions import LARGEST, Document, Reading


@dataclass(frozen=True)
class Tally:
    """How many documents of a collection equal `where`, or the sum of `sum_of` over them. Needs its index declared.

    `containing` and `at_least` are those of Find. `having`: only those that have these fields, of any value; a field of
    `at_least` comes first in it. Bills 1 read for each 1,000 index entries, 1 at the least.
    """

    model: type[Document]
    where: tuple[tuple[str, Any], ...] = ()
    containing: tuple[str, Any] | None = None
    at_least: tuple[str, Any] | None = None
    having: tuple[str, ...] = ()
    sum_of: str | None = None


def added(known: Mapping[str, int], more: Iterable[Mapping[str, int]]) -> dict[str, int]:
    """Sums by name with what a page adds; one that is 0 is absent. A sum beyond what a document's field takes stays at
    that: it would be read as none, and what it belongs to be begun anew for ever.
    """
    sums = dict(known)
    for page in more:
        for name, number in page.items():
            sums[name] = max(-LARGEST, min(LARGEST, sums.get(name, 0) + number))
    return {name: number for name, number in sorted(sums.items()) if number}


def count(tally: Tally) -> Reading[int]:
    """A tally's figure, asked within a decision. Bills what the tally does; the commit is not guarded by it."""
    (found,) = yield (tally,)
    return int(found)

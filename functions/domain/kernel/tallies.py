"""Figures of many documents that the store counts by itself, without reading them."""

from dataclasses import dataclass
from typing import Any

from functions.domain.kernel.decisions import Document, Reading


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


def count(tally: Tally) -> Reading[int]:
    """A tally's figure, asked within a decision. Bills what the tally does; the commit is not guarded by it."""
    (found,) = yield (tally,)
    return int(found)

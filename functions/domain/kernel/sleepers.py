"""A document that wakes, as the one field by which it does: the rest may be what makes it fail."""

from functools import cache
from typing import Any, ClassVar

from functions.domain.kernel.decisions import Document


class Sleeper(Document):
    """Of a document that wakes, its time alone."""

    sparse: ClassVar[frozenset[str]] = frozenset({"wake_at", "problems"})
    wake_at: Any = None
    problems: Any = None


@cache
def sleeper_of(name: str) -> type[Sleeper]:
    """The model of a collection's."""

    class OneSleeper(Sleeper):
        collection: ClassVar[str] = name

    return OneSleeper

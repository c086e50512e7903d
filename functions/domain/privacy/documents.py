"""How far an erasure has come, and that there was one."""

from datetime import datetime
from typing import ClassVar

from pydantic import Field

from functions.domain.kernel.decisions import Document


class Erasure(Document):
    """`erasures/{customer}` while it is under way, and for good `erasures/{erased_id}`, which tells that there was one.

    `ids`: the customer, and who was joined into them. `looking`, `after_id`: how far it has looked through which
    collection. `counts`: how many documents of each were removed or blanked.
    """

    collection: ClassVar[str] = "erasures"
    sparse: ClassVar[frozenset[str]] = frozenset({"ids", "looking", "after_id"})
    erased_id: str | None = None
    ids: tuple[str, ...] = ()
    looking: int | None = None
    after_id: str | None = None
    counts: dict[str, int] = Field(default_factory=dict)
    by: str | None = None
    started_at: datetime | None = None
    finished_at: datetime | None = None

    def counting(self, **more: int) -> "Erasure":
        return self.with_changes(
            counts={**self.counts, **{n: self.counts.get(n, 0) + k for n, k in more.items()}}
        )

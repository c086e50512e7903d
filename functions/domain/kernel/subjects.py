"""A subject: a document that automations watch, with what it has had of each and when it wakes."""

from collections.abc import Mapping
from datetime import datetime
from typing import ClassVar, Self

from pydantic import Field

from functions.domain.kernel.decisions import Document, Value


class Run(Value):
    """What a subject has had of an automation: the last occurrence, when that began, which of its parts was the last
    one (0 is its beginning), and when the next one is due. `is_dry`: it was on trial.
    """

    occurrence: str
    at: datetime
    part: int = 0
    step_at: datetime | None = None
    is_dry: bool = False


class Watched(Document):
    """A document that automations watch. `due` maps a reason to the instant at which to act on it; `wake_at` is the
    earliest. `runs`: what it has had of each automation; `met`: the automations whose condition it meets.
    """

    sparse: ClassVar[frozenset[str]] = frozenset({"wake_at"})
    runs: dict[str, Run] = Field(default_factory=dict)
    met: tuple[str, ...] = ()
    due: dict[str, datetime] = Field(default_factory=dict)
    wake_at: datetime | None = None

    def waiting_for(self, due: Mapping[str, datetime]) -> Self:
        """The same document, which wakes for these reasons. Also where they stay: one that was put to sleep, or whose
        time was removed, wakes again.
        """
        return self.with_changes(due=dict(due), wake_at=min(due.values(), default=None))

    def rested(self, now: datetime) -> Self:
        """The same document without the reasons whose moment has come."""
        return self.waiting_for({reason: at for reason, at in self.due.items() if at > now})


class Subject(Watched):
    """One beside the customer: a cart, an invoice. `customer_id`: whom it is about."""

    sparse: ClassVar[frozenset[str]] = frozenset({"wake_at", "runs", "met", "due"})
    customer_id: str | None = None

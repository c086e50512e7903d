"""A command: what a client asks for, and the server's answer on the same document (docs/contracts.md, Commands)."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, ClassVar, Literal, Self

from functions.domain.kernel.decisions import Document, Value

Status = Literal["pending", "done", "refused"]
Result = Mapping[str, Any]

NAMES_NONE = "names no "  # how each reason begins that says a document is not there
SETTLED: tuple[Status, ...] = ("done", "refused")


class Problem(Value):
    """One reason why a command is refused: the dotted path of a field, and the reason in words without its value.

    The path is in `data` as its kind names it; `kind`, `data`, `made_at`, `by_uid`, `created_at` and `id` are the
    command's own, and an empty one stands for the whole.
    """

    path: str
    message: str


class Command(Document):
    """What a client wrote, of any type: a field of a wrong type is a problem for settle.py to name.

    The client writes the first five fields once, the server the others; at `expires_at` it goes. No status counts as
    `pending`.
    """

    collection: ClassVar[str] = "commands"
    kind: Any = None
    data: Any = None
    made_at: Any = None
    by_uid: Any = None
    created_at: Any = None
    status: Any = None
    problems: Any = None
    result: Any = None
    settled_at: Any = None
    expires_at: Any = None

    @property
    def is_settled(self) -> bool:
        return self.status in SETTLED

    def kept_for(self, days: int | None) -> Self:
        """The same, settled, until a TTL policy removes it; for good without a number of days."""
        if days is None or not isinstance(self.settled_at, datetime):
            return self
        return self.with_changes(expires_at=self.settled_at + timedelta(days=days))

    def done(self, result: Result, now: datetime) -> Self:
        return self.with_changes(status="done", result=dict(result), settled_at=now)

    def refused(self, problems: Sequence[Problem], now: datetime) -> Self:
        return self.with_changes(
            status="refused", problems=[problem.model_dump() for problem in problems], settled_at=now
        )

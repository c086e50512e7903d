"""The audit: who did what, which leaves no other trace. Only ever added to, in the commit of what it tells of."""

from datetime import datetime
from typing import Any, ClassVar, Literal

from pydantic import Field

from functions.domain.kernel.decisions import Document

# By which way it was done: a command of a phone or the staff API, the API alone, or a program at the command line.
By = Literal["command", "api", "command_line"]


class AuditEntry(Document):
    """`who` did `what` to the document `of` (`members/ID`). `before` and `after`: the fields that changed; of a
    personal one that it changed alone (`"(changed)"`), so that an erasure changes the id in it alone. `answer`: what
    the staff API answered.
    """

    collection: ClassVar[str] = "audit"
    sparse: ClassVar[frozenset[str]] = frozenset({"answer"})
    who: str | None = None
    what: str | None = None
    of: str | None = None
    at: datetime | None = None
    by: By = "command"
    before: dict[str, Any] = Field(default_factory=dict)
    after: dict[str, Any] = Field(default_factory=dict)
    answer: dict[str, Any] | None = None

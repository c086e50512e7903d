"""What follows from a change of a document that automations watch, as `react` says it for customers."""

from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

from functions.domain.customers.reactions import Facts
from functions.domain.kernel.decisions import Document, Reading
from functions.domain.kernel.subjects import Subject
from functions.domain.orgs.org import Org

S = TypeVar("S", bound=Subject)


@dataclass(frozen=True)
class SubjectReaction(Generic[S]):
    """The subject after all that followed from a change, and the documents to create and put in the same commit."""

    subject: S
    create: tuple[Document, ...] = ()
    put: tuple[Document, ...] = ()


def react_to(
    org: Org, before: S | None, after: S, *, facts: Facts, now: datetime
) -> Reading[SubjectReaction[S]]:
    """The subject and the documents that follow from its change; `before` is as it was read, None where it is new."""
    yield from ()
    return SubjectReaction(after)

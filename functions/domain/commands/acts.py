"""What a kind of command is: who may give it, and what carries it out."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from functions.domain.commands.documents import Result
from functions.domain.commands.requests import Request
from functions.domain.kernel.decisions import Decision
from functions.domain.kernel.validation import Form, read_form
from functions.domain.orgs.org import Feature, Org
from functions.domain.staff.roles import Role

M = TypeVar("M")
F = TypeVar("F", bound=Form)


@dataclass(frozen=True)
class Act(Generic[M]):
    """What carries a kind out. `form` is the model of the data, `parse` makes of the data what `decide` takes, with
    every fault at once.
    """

    form: type[Form]
    parse: Callable[[Org, object, datetime], M]
    decide: Callable[[Org, Request[M], datetime], Decision[Result]]


@dataclass(frozen=True)
class Kind:
    """`roles` of staff may give it about any customer; with `by_customers` also a customer about themselves, and with
    `by_members`, a field of the data and its value, any member about themselves. While its `feature` is off no role
    may. `act` imports what carries it out. `late`: what one counts for that was made while a phone was offline and
    arrives after others, in words for docs/permissions.md.
    """

    roles: frozenset[Role]
    by_customers: bool
    act: Callable[[], Act[Any]]
    late: str
    feature: Feature | None = None
    by_members: tuple[str, str] | None = None

    def is_about_member(self, data: Mapping[str, Any]) -> bool:
        """Whether it is about the member of staff who gives it, and so is theirs to give whatever their role."""
        return self.by_members is not None and data.get(self.by_members[0]) == self.by_members[1]


def by_form(form: type[F], decide: Callable[[Org, Request[F], datetime], Decision[Result]]) -> Act[F]:
    return Act(form, lambda org, data, now: read_form(form, data, "command"), decide)

"""What names a customer in no field that can be asked for: commands, dead letters, members' days, lists that are taken
of given customers. They are looked through.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from functions.domain.customers.customer import Customer
from functions.domain.insights.agent_day import AgentDay
from functions.domain.kernel.audit import AuditEntry
from functions.domain.kernel.dead_letters import DeadLetter
from functions.domain.kernel.decisions import UNKNOWN_AT, Document

ERASED = {"erased": True}
SHORTEST = 6  # a shorter word stands in texts that are about others


@dataclass(frozen=True)
class Wanted:
    """Whom it is about: ids, and whole words of theirs (phone, email, app user, card)."""

    ids: frozenset[str]
    words: frozenset[str]
    uids: frozenset[str]
    erased_id: str

    @classmethod
    def of(cls, ids: Iterable[str], erased_id: str, people: Iterable[Customer]) -> "Wanted":
        known, words, uids = set(ids), set[str](), set[str]()
        for each in people:
            phone = each.phone.removeprefix("+") if each.phone else None
            words |= {word for word in (phone, each.email, each.app_user_id, each.card_number) if word}
            uids |= {each.app_user_id} if each.app_user_id else set()
        return cls(frozenset(known), frozenset(words), frozenset(uids), erased_id)

    def is_in(self, value: Any) -> bool:
        """Whether it names them anywhere: by a word as a whole, or by a long one inside a text."""
        if isinstance(value, Mapping):
            return any(self.is_in(each) for each in value.values())
        if isinstance(value, list | tuple):
            return any(map(self.is_in, value))
        if not isinstance(value, str):
            return False
        every = self.ids | self.words
        return value in every or any(len(word) >= SHORTEST and word in value for word in every)


class GivenCommand(Document):
    """Of a command, what a client asked for and was answered, of any type."""

    collection: ClassVar[str] = "commands"
    is_part: ClassVar[bool] = True
    data: Any = None
    by_uid: Any = None
    result: Any = None


def _command(row: GivenCommand, wanted: Wanted) -> Document | None:
    is_theirs = row.by_uid in wanted.uids if isinstance(row.by_uid, str) else False
    if not is_theirs and not wanted.is_in(row.data) and not wanted.is_in(row.result):
        return None
    by_uid = wanted.erased_id if is_theirs else row.by_uid
    return row.with_changes(data=ERASED, by_uid=by_uid, result=ERASED if row.result is not None else None)


def _letter(row: DeadLetter, wanted: Wanted) -> Document | None:
    if not wanted.is_in(row.payload) and not wanted.is_in(row.error.message):
        return None
    return row.with_changes(payload=ERASED)


def _day(row: AgentDay, wanted: Wanted) -> Document | None:
    """The day without their calls, which is made anew with the next tick."""
    calls = tuple(call for call in row.calls if call.customer_id not in wanted.ids)
    if len(calls) == len(row.calls):
        return None
    return row.with_changes(calls=calls, due={**row.due, "list": UNKNOWN_AT}, wake_at=UNKNOWN_AT)


def _entry(row: AuditEntry, wanted: Wanted) -> Document | None:
    of = row.of or ""
    if not wanted.is_in([of, row.before, row.after, row.answer]):
        return None
    for id in wanted.ids:
        of = of.replace(id, wanted.erased_id)
    return row.with_changes(of=of, before={}, after=ERASED, answer=None)


class GivenList(Document):
    """Of a list that is taken of given customers (rebuilds/snapshots.py), those still to come."""

    collection: ClassVar[str] = "rebuilds"
    is_part: ClassVar[bool] = True
    sparse: ClassVar[frozenset[str]] = frozenset({"left"})
    left: tuple[str, ...] = ()


def _list(row: GivenList, wanted: Wanted) -> Document | None:
    left = tuple(id for id in row.left if id not in wanted.ids)
    return row.with_changes(left=left) if left != row.left else None


@dataclass(frozen=True)
class Looked:
    """A collection that is looked through. `without`: a document without them; None where it does not name them."""

    model: type[Document]
    without: Callable[[Any, Wanted], Document | None]


LOOKED_THROUGH: tuple[Looked, ...] = (
    Looked(GivenCommand, _command),
    Looked(DeadLetter, _letter),
    Looked(AgentDay, _day),
    Looked(AuditEntry, _entry),
    Looked(GivenList, _list),
)

"""How the business asks for documents and says what changes, without knowing where they are kept.

A decision is a generator: it yields reads, is sent what they found, and returns the changes with a value for
its caller. Its driver (store/commit.py, or a dict in a test) may run it several times: it has no effects.
"""

from collections.abc import Generator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, ClassVar, Generic, Literal, Self, TypeVar, cast

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
)
from pydantic_core import CoreSchema

D = TypeVar("D", bound="Document")
E = TypeVar("E", bound="Document")
T = TypeVar("T")

EARLIEST, LATEST = datetime(1900, 1, 1, tzinfo=UTC), datetime(3000, 1, 1, tzinfo=UTC)
UNKNOWN_AT = datetime(2000, 1, 1, tzinfo=UTC)  # stands in for an instant that somebody spoilt
LARGEST = 2**53
_INSTANT = {"tz_constraint": "aware", "ge": EARLIEST, "le": LATEST}
_NUMBER = {"strict": True, "ge": -LARGEST, "le": LARGEST}
_LIMITS: Mapping[str, dict[str, Any]] = {"datetime": _INSTANT, "int": _NUMBER}


def _stored_as(schema: Any) -> Any:
    """A schema of pydantic's, its instants and whole numbers as Firestore keeps them."""
    if isinstance(schema, list | tuple):
        return type(schema)(map(_stored_as, schema))
    if not isinstance(schema, dict) or "type" not in schema:
        return schema if not isinstance(schema, dict) else {k: _stored_as(v) for k, v in schema.items()}
    limits = _LIMITS.get(str(schema["type"]), {})
    return limits | {name: each if name == "metadata" else _stored_as(each) for name, each in schema.items()}


class Value(BaseModel):
    """A frozen part of a document. Fields that it does not know are left alone where they are stored.

    Its validator is built when it is first used, under a lock of pydantic's: an instance that serves one function never
    builds most of the models that it imports.
    """

    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True, defer_build=True)

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """As the fields say, with instants that have a zone and numbers that sums and calendars have room for."""
        return cast("CoreSchema", _stored_as(handler(source)))

    def with_changes(self, **changes: Any) -> Self:
        """The same value with these fields changed. A name that is no field raises TypeError; values are unchecked."""
        if unknown := changes.keys() - type(self).model_fields.keys():
            raise TypeError(f"{type(self).__name__} has no field {', '.join(sorted(unknown))}")
        return self.model_copy(update=changes)


class Document(Value):
    """A document of an organisation: `orgs/{org}/{collection}/{id}`, or `{collection}/{id}` where it is at the root.

    The id of one that lies below another goes on from there: `{id}/messages/{id}`.
    """

    collection: ClassVar[str]
    at_root: ClassVar[bool] = False
    # Fields that are absent rather than null, so that an index of those who have one holds no other documents.
    sparse: ClassVar[frozenset[str]] = frozenset()
    # How what somebody made wrong is read (lenient.py): what stands in for a field that has to be there; fields
    # that are worth nothing without one of their parts; those that each write of ours leaves.
    fallbacks: ClassVar[Mapping[str, Any]] = {}
    whole: ClassVar[frozenset[str]] = frozenset()
    always_written: ClassVar[tuple[str, ...]] = ()
    # One that lacks what it is nothing without counts as absent, and what takes its place keeps the rest of its fields.
    absent_if_broken: ClassVar[bool] = False
    id: str = Field(exclude=True)
    # What was wrong where it was read, by path.
    spoilt: tuple[str, ...] = Field(default=(), exclude=True, repr=False)


@dataclass(frozen=True)
class Get(Generic[D]):
    """One document by id. `presumed_missing`: almost always new, so the first try does not pay for a read; the
    guard of the commit tells when the presumption was wrong, and the next try reads it.
    """

    model: type[D]
    id: str
    presumed_missing: bool = False


@dataclass(frozen=True)
class Find(Generic[D]):
    """The first documents of a collection that equal `where`, by one field. Needs its index declared."""

    model: type[D]
    where: tuple[tuple[str, Any], ...]
    order_by: str
    direction: Literal["ASCENDING", "DESCENDING"]
    limit: int


Read = Get[Any] | Find[Any]
Reading = Generator[tuple[Read, ...], tuple[Any, ...], T]


@dataclass(frozen=True)
class Put:
    """A document that goes over what was read as another model, `over`: fields that this one lacks are all written."""

    document: Document
    over: type[Document]


@dataclass(frozen=True)
class Changes:
    """What a decision wants done, all or nothing.

    `create` must not exist yet. `put` was read by this decision, and must be unchanged since (or still missing); what
    was read as another model says so with Put. `remove` was read too, and must be unchanged since.
    """

    create: tuple[Document, ...] = ()
    put: tuple[Document | Put, ...] = field(default=())
    remove: tuple[Document, ...] = ()


NOTHING = Changes()
Decision = Reading[tuple[Changes, T]]


def get(model: type[D], id: str, *, presumed_missing: bool = False) -> Reading[D | None]:
    """One document, or None. Bills 1 read, whether it is there or not."""
    (found,) = yield (Get(model, id, presumed_missing),)
    return found  # type: ignore[no-any-return]  # the driver answers each Get with its own model


def get_all(*gets: Get[D]) -> Reading[tuple[D | None, ...]]:
    """Several documents in one call, in their order. Bills 1 read each."""
    found = yield gets
    return found


def get_both(first: Get[D], second: Get[E]) -> Reading[tuple[D | None, E | None]]:
    """Two documents of different kinds in one call. Bills 2 reads."""
    found_first, found_second = yield (first, second)
    return found_first, found_second


def find(query: Find[D]) -> Reading[tuple[D, ...]]:
    """The documents that a query finds. Bills 1 read each, 1 at the least."""
    (found,) = yield (query,)
    return found  # type: ignore[no-any-return]

"""How the business asks for documents and says what changes, without knowing where they are kept.

A decision is a generator: it yields reads, is sent what they found, and returns the changes with a value for
its caller. Its driver (store/commit.py, or a dict in a test) may run it several times: it has no effects.
"""

from collections.abc import Generator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, ClassVar, Generic, Literal, Self, TypeAlias, TypeVar, cast

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    ValidationError,
    ValidatorFunctionWrapHandler,
    WrapValidator,
)
from pydantic_core import CoreSchema

if TYPE_CHECKING:
    from functions.domain.kernel.tallies import Tally

D = TypeVar("D", bound="Document")
E = TypeVar("E", bound="Document")
T = TypeVar("T")

# Stands in for an instant that was spoilt: any other is later.
UNKNOWN_AT = datetime(1970, 1, 1, tzinfo=UTC)

LARGEST = 2**53  # sums of such numbers fit the store
_LIMITS: Mapping[str, dict[str, Any]] = {
    "datetime": {"tz_constraint": "aware"},
    "int": {"strict": True, "ge": -LARGEST, "le": LARGEST},
}


def _within_limits(schema: Any) -> Any:
    """A schema of pydantic's, its instants with a zone, its whole numbers of no other kind and within limits."""
    if isinstance(schema, list | tuple):
        return type(schema)(map(_within_limits, schema))
    if not isinstance(schema, dict):
        return schema
    limited = {name: each if name == "metadata" else _within_limits(each) for name, each in schema.items()}
    return _LIMITS.get(str(schema.get("type")), {}) | limited


class Value(BaseModel):
    """A frozen part of a document. Fields that it does not know are left alone where they are stored.

    Its validator is built when it is first used, under a lock of pydantic's: an instance that serves one function never
    builds most of the models that it imports.
    """

    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True, defer_build=True)

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return cast("CoreSchema", _within_limits(handler(source)))

    def with_changes(self, **changes: Any) -> Self:
        """The same value with these fields changed. A name that is no field raises TypeError; values are unchecked."""
        if unknown := changes.keys() - type(self).model_fields.keys():
            raise TypeError(f"{type(self).__name__} has no field {', '.join(sorted(unknown))}")
        return self.model_copy(update=changes)


def left_out(default: Any) -> WrapValidator:
    """For a field that may be wrong, of a document that takes nothing wrong beside it: it is read as the default."""

    def read(value: Any, handler: ValidatorFunctionWrapHandler) -> Any:
        try:
            return handler(value)
        except ValidationError:
            return default

    return WrapValidator(read)


class Document(Value):
    """A document of an organisation: `orgs/{org}/{collection}/{id}`, or `{collection}/{id}` where it is at the root.

    The id of one that lies below another goes on from there: `{id}/messages/{id}`.
    """

    collection: ClassVar[str]
    at_root: ClassVar[bool] = False
    # Whether a wrong field is left out where a document is read, and named in its `problems` by the next write.
    is_lenient: ClassVar[bool] = True
    # What stands in for a field that has to be there, where it is missing or wrong.
    fallbacks: ClassVar[Mapping[str, Any]] = {}
    # Parts of maps that the server always writes: without them a field counts as wrong.
    complete: ClassVar[Mapping[str, tuple[str, ...]]] = {}
    # Whether the model is some fields of a document alone.
    is_part: ClassVar[bool] = False
    # Fields that are absent rather than null or empty: an index of those who have one holds no other documents.
    sparse: ClassVar[frozenset[str]] = frozenset()
    id: str = Field(exclude=True)
    # The fields that were wrong where it was read.
    odd_fields: frozenset[str] = Field(default=frozenset(), exclude=True)


@dataclass(frozen=True)
class Get(Generic[D]):
    """One document by id. `presumed_missing`: almost always new, so the first try does not pay for a read; the
    guard of the commit tells when the presumption was wrong, and the next try reads it.
    """

    model: type[D]
    id: str
    presumed_missing: bool = False


BY_ID = "__name__"  # Firestore's name for a document's own


@dataclass(frozen=True)
class Find(Generic[D]):
    """The first documents of a collection that equal `where`, by one field. Needs its index declared.

    `containing`: only those whose list of that name has the value too, or one of several, given as a tuple. `at_least`,
    `at_most`: only those whose field, by which they are ordered, has such a value of the same kind. `order_by` may be
    BY_ID, ascending.
    `start_after`: those after a value of that field and an id; with an empty id those from the value on. By BY_ID the
    value says nothing. `below`: those of a collection below a document of the model's: `{id}/turns`.
    """

    model: type[D]
    where: tuple[tuple[str, Any], ...]
    order_by: str
    direction: Literal["ASCENDING", "DESCENDING"]
    limit: int
    start_after: tuple[Any, str] | None = None
    containing: tuple[str, Any] | None = None
    at_least: tuple[str, Any] | None = None
    at_most: tuple[str, Any] | None = None
    below: str | None = None

    @property
    def collection(self) -> str:
        """The collection that is asked, below the organisation."""
        return f"{self.model.collection}/{self.below}" if self.below else self.model.collection


# A tally is counted by the store, and guards nothing.
Read: TypeAlias = "Get[Any] | Find[Any] | Tally"
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

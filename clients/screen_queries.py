"""What a query of a screen is: whom it is lawful for, by the table of readers, and the index that it needs."""

from dataclasses import dataclass
from typing import Any, Literal

from functions.domain.staff.readers import READERS
from functions.domain.staff.readership import Readers
from functions.domain.staff.roles import ROLES

Operator = Literal["isEqualTo", "arrayContains"]
Who = Literal["all", "assigned", "customer", "own", "addressed"]


@dataclass(frozen=True)
class Where:
    """A condition: `field` against a parameter, or against `value`. `type` is the parameter's in Dart."""

    field: str
    parameter: str = ""
    operator: Operator = "isEqualTo"
    value: Any = None
    type: str = "String"


@dataclass(frozen=True)
class ScreenQuery:
    """A query of one screen. `who`: readers for whom it is lawful: `all` who read every document, `assigned` who read
    those of customers assigned to them, a `customer` with an app, everybody whose uid it names (`own`), or staff of any
    role whose uid it names (`addressed`).
    """

    name: str
    screen: str
    collection: str
    who: tuple[Who, ...]
    where: tuple[Where, ...] = ()
    order_by: str | None = None
    is_descending: bool = True
    below: str | None = None

    @property
    def readers(self) -> Readers:
        return next(row for row in READERS if row.collection == self.collection)

    @property
    def needs_index(self) -> bool:
        """Whether Firestore's own indexes of single fields do not serve it."""
        return len({*(each.field for each in self.where), self.order_by} - {None}) > 1

    @property
    def index(self) -> dict[str, Any] | None:
        """Its entry in firestore.indexes.json."""
        if not self.needs_index:
            return None
        fields: list[dict[str, str]] = [
            {"fieldPath": each.field}
            | ({"arrayConfig": "CONTAINS"} if each.operator == "arrayContains" else {"order": "ASCENDING"})
            for each in self.where
        ]
        if self.order_by is not None:
            direction = "DESCENDING" if self.is_descending else "ASCENDING"
            fields.append({"fieldPath": self.order_by, "order": direction})
        collection = self.below or self.collection
        return {"collectionGroup": collection, "queryScope": "COLLECTION", "fields": fields}

    @property
    def path(self) -> str:
        """The collection that it asks, below `orgs/{org}`."""
        return self.collection if self.below is None else f"{self.collection}/{{id}}/{self.below}"

    @property
    def roles(self) -> list[str]:
        """Who may make it, by the table of readers; `customer` and `own` are no roles."""
        row = self.readers
        staff = {*(row.all if "all" in self.who else ()), *(row.assigned if "assigned" in self.who else ())}
        staff |= set(ROLES if "addressed" in self.who else ())
        others = [who for who in ("customer", "own") if who in self.who]
        return [*(role for role in ROLES if role in staff), *others]

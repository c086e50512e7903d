"""What a list of customers is asked for, and the query that serves it.

A query of Firestore takes one condition on a list of the customer's and one range, each by an index. What is asked for
beyond these is asked of the rows that were read, so a page may show fewer than `limit` and still have a next one.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import ROUND_CEILING, Decimal
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from functions.domain.customers.customer import Customer, Stats
from functions.domain.customers.search import LONGEST_SEARCH, Search, search_of
from functions.domain.kernel.decisions import Find
from functions.domain.kernel.errors import FieldFault, Malformed
from functions.domain.kernel.money import minor_digits
from functions.domain.kernel.validation import (
    EARLIEST_YEAR,
    LATEST,
    Amount,
    Form,
    OptionalText,
    is_date,
    number_in,
    read_form,
)
from functions.domain.orgs.org import Org

Order = Literal["updated", "created", "name", "spend", "visits", "last_visit"]
MOST_VISITS = 10**6
_NO_INSTANT = "must be a day like 2025-01-31, or an instant like 2025-01-25T10:30:00+05:30"
_BEFORE = timedelta(microseconds=1)  # as exact as Firestore keeps instants
_FIELDS: Mapping[Order, str] = {
    "updated": "updated_at",
    "created": "created_at",
    "name": "name",
    "spend": "stats.spend_minor",
    "visits": "stats.visits",
    "last_visit": "stats.last_visit_at",
}
# A range is served by the order of its own field.
_RANGES: Mapping[str, Order] = {
    "last_visit_before": "last_visit",
    "min_spend": "spend",
    "min_visits": "visits",
}


def _number(value: object) -> object:
    """Of a query, where everything is text."""
    number = number_in(value, 0, MOST_VISITS) if isinstance(value, str) else None
    if number is None:
        raise ValueError(f"must be a number from 0 to {MOST_VISITS}")
    return number


def _instant_or_day(value: object) -> object:
    """A + that was not encoded arrives as a space."""
    text = value.strip().replace(" ", "+") if isinstance(value, str) else ""
    if is_date(text) and text[:4] >= str(EARLIEST_YEAR):
        return date.fromisoformat(text)
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(_NO_INSTANT) from None
    if at.tzinfo is None or at.year < EARLIEST_YEAR or at > LATEST:
        raise ValueError(_NO_INSTANT)
    return at


class _Asked(Form):
    search: Annotated[str, Field(max_length=LONGEST_SEARCH)] = ""
    tag: OptionalText = None
    segment: OptionalText = None
    last_visit_before: Annotated[Any, BeforeValidator(_instant_or_day)] = None
    min_spend: Amount | None = None
    min_visits: Annotated[int | None, BeforeValidator(_number)] = None
    order: Order | None = None


@dataclass(frozen=True)
class Filters:
    """Which customers a list has, and in which order. `is_searched`: it has those alone whom `search` finds, and none
    where that is None, since nothing in the text can be looked for.
    """

    order: Order = "updated"
    is_searched: bool = False
    search: Search | None = None
    tag: str | None = None
    segment: str | None = None
    last_visit_before: datetime | None = None
    min_spend_minor: int | None = None
    min_visits: int | None = None

    @classmethod
    def parse(cls, org: Org, query: Mapping[str, str]) -> "Filters":
        """Raises Malformed at each wrong field, and at `order` where it does not go with what is asked for."""
        asked = read_form(_Asked, {name: value for name, value in query.items() if value.strip()}, "query")
        return cls(
            order=_order(asked),
            is_searched=bool(asked.search),
            search=search_of(asked.search),
            tag=asked.tag,
            segment=asked.segment,
            last_visit_before=_beginning(org, asked.last_visit_before),
            min_spend_minor=None if asked.min_spend is None else _minor(org, asked.min_spend),
            min_visits=asked.min_visits,
        )

    def query(self, limit: int, *, owner_uid: str | None = None) -> Find[Customer]:
        """The query that reads the rows. `owner_uid`: only those who are assigned to them."""
        field, bounds = _FIELDS[self.order], self._bounds()
        return Find(
            Customer,
            () if owner_uid is None else (("owner_uid", owner_uid),),
            field,
            "ASCENDING" if self.order == "name" else "DESCENDING",
            limit,
            containing=self._containing(),
            at_least=(field, bounds["at_least"]) if "at_least" in bounds else None,
            at_most=(field, bounds["at_most"]) if "at_most" in bounds else None,
        )

    def fits(self, customer: Customer) -> bool:
        """Whether a row that was read belongs to the list: all that the query could not ask too."""
        if customer.joined_into is not None or (self.tag is not None and self.tag not in customer.tags):
            return False
        if self.segment is not None and self.segment not in customer.segment_ids:
            return False
        if self.search is not None and len(self.search.words) > 1 and not self.search.finds(customer):
            return False
        return self._is_within(customer.stats)

    def _containing(self) -> tuple[str, Any] | None:
        """The one condition on a list that the query takes: the one that finds the fewest."""
        if self.search is not None:
            return "search", self.search.words[0]
        if self.segment is not None:
            return "segment_ids", self.segment
        return None if self.tag is None else ("tags", self.tag)

    def _bounds(self) -> dict[str, Any]:
        """The range of the field by which the list is ordered."""
        if self.order == "last_visit" and self.last_visit_before is not None:
            return {"at_most": self.last_visit_before - _BEFORE}
        least = {"spend": self.min_spend_minor, "visits": self.min_visits}.get(self.order)
        return {} if least is None else {"at_least": least}

    def _is_within(self, stats: Stats) -> bool:
        """A customer without a visit is in no list by the last visit."""
        before, last_visit_at = self.last_visit_before, stats.last_visit_at
        if before is not None and (last_visit_at is None or last_visit_at >= before):
            return False
        return stats.spend_minor >= (self.min_spend_minor or 0) and stats.visits >= (self.min_visits or 0)


def _order(asked: _Asked) -> Order:
    """The order that was asked for, or the one that the rest implies. A search is ordered by name alone, so that its
    index stands still while customers buy.
    """
    ranges = {name: order for name, order in _RANGES.items() if getattr(asked, name) is not None}
    possible: list[Order] = ["name"] if asked.search else list(ranges.values())
    order: Order = asked.order or [*possible, "updated"][0]
    if possible and order not in possible:
        beside = "search" if asked.search else " and ".join(ranges)
        raise Malformed("query", [FieldFault("order", f"must be {' or '.join(possible)} beside {beside}")])
    return order


def _beginning(org: Org, day: date | datetime | None) -> datetime | None:
    """An instant, or the first one of a day by the business's clock."""
    if day is None or isinstance(day, datetime):
        return day
    return datetime.combine(day, time(), org.zone)


def _minor(org: Org, amount: Decimal) -> int:
    scaled = amount.scaleb(minor_digits(org.settings.currency))
    return int(scaled.to_integral_value(ROUND_CEILING))

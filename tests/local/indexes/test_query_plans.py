"""Which indexes serve which query. Each case names the page of Google's that says so.

Where no page does, 'observed' is what real projects were seen to do, and the rest follows from the cases around it.
Fields of an index are written as `field` (ascending), `-field` (descending) and `@field` (contains).
"""

from dataclasses import dataclass
from typing import Any

import pytest
from google.auth.credentials import AnonymousCredentials
from google.cloud import firestore
from google.cloud.firestore_v1 import types
from google.cloud.firestore_v1.base_query import And, FieldFilter, Or

from local.indexes.declared import Indexes, parse_indexes
from local.indexes.query_plans import Missing, Need, missing_index, needs_of, serve

INDEXES_PAGE = "docs.cloud.google.com/firestore/docs/concepts/index-overview"
RANGES_PAGE = "firebase.google.com/docs/firestore/query-data/multiple-range-fields"
SUMS_PAGE = "firebase.google.com/docs/firestore/query-data/aggregation-queries"
ORDER_PAGE = "firebase.google.com/docs/firestore/query-data/order-limit-data"
NOT_EQUAL_PAGE = "firebase.googleblog.com/search/label/queries"
OBSERVED = "observed"
FOLLOWS = "follows"

DB = firestore.Client(project="p", credentials=AnonymousCredentials())
Entry = dict[str, Any]
Filter = Any  # field, operator and value; or the client's Or and And


def ask(collection: str, *filters: Filter, order: str = "", is_group: bool = False) -> Any:
    query = DB.collection_group(collection) if is_group else DB.collection(collection)._query()
    for each in filters:
        query = query.where(filter=FieldFilter(*each) if isinstance(each, tuple) else each)
    for path in order.split():
        query = query.order_by(path.lstrip("-"), direction="DESCENDING" if path[0] == "-" else "ASCENDING")
    return query


def cities(*filters: Filter, order: str = "") -> Any:
    return ask("cities", *filters, order=order)


def landmarks(*filters: Filter, order: str = "") -> Any:
    """A query over all cities' landmarks."""
    return ask("landmarks", *filters, order=order, is_group=True)


def restaurants(**equal: Any) -> Any:
    """The documentation's example of merging: filters for equality, the best rated last."""
    return ask("restaurants", *((path, "==", value) for path, value in equal.items()), order="star_rating")


def snapshot(path: str, **fields: Any) -> Any:
    """A document that a client has read, to continue from."""
    return firestore.DocumentSnapshot(DB.document(path), fields, True, None, None, None)


def part(text: str) -> Entry:
    path = text.lstrip("-@")
    if text[0] == "@":
        return {"fieldPath": path, "arrayConfig": "CONTAINS"}
    return {"fieldPath": path, "order": "DESCENDING" if text[0] == "-" else "ASCENDING"}


def index(collection: str, *parts: str, scope: str = "COLLECTION") -> Entry:
    return {"collectionGroup": collection, "queryScope": scope, "fields": [part(each) for each in parts]}


def group_index(collection: str, *parts: str) -> Entry:
    return index(collection, *parts, scope="COLLECTION_GROUP")


def override(collection: str, path: str, *modes: str) -> Entry:
    """An override of a field: `+`, `-` and `@`, and `group+` and so on for collection groups."""
    indexes = []
    for mode in modes:
        config = {key: value for key, value in part(f"{mode[-1]}f").items() if key != "fieldPath"}
        scope = "COLLECTION_GROUP" if mode.startswith("group") else "COLLECTION"
        indexes.append({**config, "queryScope": scope})
    return {"collectionGroup": collection, "fieldPath": path, "indexes": indexes}


AUTOMATIC = ("+", "-", "@")


def declare(*entries: Entry) -> Indexes:
    composites = [entry for entry in entries if "fields" in entry]
    return parse_indexes(
        {"indexes": composites, "fieldOverrides": [entry for entry in entries if "fields" not in entry]}
    )


@dataclass(frozen=True)
class Case:
    """`missing`: what is to be added to the file; nothing where the query is served."""

    query: Any
    declared: tuple[Entry, ...] = ()
    missing: tuple[Entry, ...] = ()
    aggregated: tuple[str, ...] = ()
    source: str = FOLLOWS

    def needs(self) -> tuple[Need, ...]:
        return needs_of(self.query._to_protobuf()._pb, self.aggregated)

    def lacks(self) -> list[Missing]:
        declared = declare(*self.declared)
        return [missing_index(need, declared) for need in self.needs() if serve(need, declared) is None]


USA, IN_CA, MANY = ("country", "==", "USA"), ("state", "==", "CA"), ("population", ">", 690000)
WEST = ("regions", "array_contains", "west_coast")
COASTS = ("regions", "array_contains_any", ["west_coast", "east_coast"])
PARK = ("category", "==", "park")
BY_COUNTRY = index("cities", "country", "population")
BY_COUNTRY_DOWN = index("cities", "country", "-population")
BY_CATEGORY = index("restaurants", "category", "star_rating")
BY_CITY = index("restaurants", "city", "star_rating")
BY_PICK = index("restaurants", "editors_pick", "star_rating")
LANDMARKS_OF_ALL = override("landmarks", "category", *AUTOMATIC, "group+")

ONE_FIELD = {
    "all documents": Case(cities(), source=ORDER_PAGE),
    "equal": Case(cities(IN_CA), source=INDEXES_PAGE),
    "less": Case(cities(("population", "<", 100000)), source=INDEXES_PAGE),
    "at least": Case(cities(("name", ">=", "San Francisco")), source=INDEXES_PAGE),
    "not equal": Case(cities(("state", "!=", "CA")), source=INDEXES_PAGE),
    "in": Case(cities(("country", "in", ["USA", "Japan"])), source=INDEXES_PAGE),
    "not in": Case(cities(("country", "not-in", ["USA", "Japan"])), source=INDEXES_PAGE),
    "null": Case(cities(("state", "==", None))),
    "not null": Case(cities(("state", "!=", None))),
    "contains": Case(cities(WEST), source=INDEXES_PAGE),
    "contains any": Case(cities(COASTS), source=INDEXES_PAGE),
    "order up": Case(cities(order="name"), source=INDEXES_PAGE),
    "order down": Case(cities(order="-name"), source=INDEXES_PAGE),
    "range from both sides": Case(cities(MANY, ("population", "<", 3800000)), source=INDEXES_PAGE),
    "range and its order down": Case(cities(MANY, order="-population"), source=INDEXES_PAGE),
    "field of a map": Case(cities(("temperatures.summer", ">", 60)), source=INDEXES_PAGE),
    "whole map": Case(cities(("temperatures", "==", {"summer": 67})), source=INDEXES_PAGE),
    "whole array down": Case(cities(order="-neighborhoods"), source=INDEXES_PAGE),
}
SEVERAL_EQUAL = {
    "two": Case(cities(("state", "==", "CO"), ("name", "==", "Denver")), source=INDEXES_PAGE),
    "four": Case(
        cities(USA, ("capital", "==", False), IN_CA, ("population", "==", 860000)), source=INDEXES_PAGE
    ),
    "equal and in": Case(cities(USA, ("state", "in", ["CA", "CO"]))),
    "equal and null": Case(cities(USA, ("state", "==", None))),
    "equal and contains": Case(cities(USA, WEST), source=OBSERVED),
    "equal and contains any": Case(cities(USA, COASTS)),
    "order of what is equal": Case(cities(USA, order="country")),
    "range of what is equal": Case(cities(("population", "==", 1), MANY)),
    "down by name": Case(cities(USA, order="-__name__"), source=OBSERVED),
}
EQUAL_AND_ORDER = {
    "order without": Case(cities(USA, order="population"), missing=(BY_COUNTRY,), source=INDEXES_PAGE),
    "order": Case(cities(USA, order="population"), (BY_COUNTRY,), source=INDEXES_PAGE),
    "range without": Case(cities(USA, MANY), missing=(BY_COUNTRY,), source=INDEXES_PAGE),
    "range": Case(cities(USA, MANY), (BY_COUNTRY,), source=INDEXES_PAGE),
    "range down without": Case(
        cities(USA, MANY, order="-population"), (BY_COUNTRY,), (BY_COUNTRY_DOWN,), source=INDEXES_PAGE
    ),
    "range down": Case(cities(USA, MANY, order="-population"), (BY_COUNTRY_DOWN,), source=INDEXES_PAGE),
    "in and range": Case(
        cities(("country", "in", ["USA", "Japan"]), MANY), (BY_COUNTRY,), source=INDEXES_PAGE
    ),
    "what is equal may be down": Case(
        cities(USA, order="population"), (index("cities", "-country", "population"),), source=INDEXES_PAGE
    ),
    "up does not serve down": Case(
        cities(USA, order="-population"), (BY_COUNTRY,), (BY_COUNTRY_DOWN,), source=INDEXES_PAGE
    ),
    "an index of one collection does not serve another": Case(
        ask("towns", USA, order="population"), (BY_COUNTRY,), (index("towns", "country", "population"),)
    ),
    "a longer index does not serve": Case(
        ask("jobs", ("visibility", "==", 1), order="status"),
        (index("jobs", "visibility", "status", "due"),),
        (index("jobs", "visibility", "status"),),
        source=OBSERVED,
    ),
    "a shorter index does not serve": Case(
        cities(USA, order="population name"),
        (BY_COUNTRY,),
        (index("cities", "country", "population", "name"),),
    ),
    "not equal without": Case(
        cities(USA, ("name", "!=", "x")),
        missing=(index("cities", "country", "name"),),
        source=NOT_EQUAL_PAGE,
    ),
    "not in": Case(
        cities(USA, ("name", "not-in", ["x"])), (index("cities", "country", "name"),), source=NOT_EQUAL_PAGE
    ),
    "not null": Case(cities(USA, ("name", "!=", None)), missing=(index("cities", "country", "name"),)),
    "field of a map": Case(
        cities(USA, order="temperatures.summer"), (index("cities", "country", "temperatures.summer"),)
    ),
    "the map does not serve its field": Case(
        cities(USA, order="temperatures.summer"),
        (index("cities", "country", "temperatures"),),
        (index("cities", "country", "temperatures.summer"),),
    ),
    "a path that is quoted without need": Case(
        cities(USA, order="temperatures.summer"), (index("cities", "country", "`temperatures`.`summer`"),)
    ),
}
ARRAYS = {
    "contains and order without": Case(
        cities(WEST, order="population"),
        missing=(index("cities", "@regions", "population"),),
        source=OBSERVED,
    ),
    "contains and order": Case(
        cities(WEST, order="population"), (index("cities", "@regions", "population"),)
    ),
    "contains any and order": Case(
        cities(COASTS, order="population"), (index("cities", "@regions", "population"),), source=INDEXES_PAGE
    ),
    "contains and range without": Case(
        cities(WEST, MANY),
        missing=(index("cities", "@regions", "population"),),
        source=OBSERVED,
    ),
    "contains, equal and order": Case(
        cities(USA, WEST, order="-population"),
        missing=(index("cities", "country", "@regions", "-population"),),
    ),
    "an array's own order does not find what it contains": Case(
        cities(WEST, order="population"),
        (index("cities", "regions", "population"),),
        (index("cities", "@regions", "population"),),
    ),
    "a merge with a contains": Case(
        cities(USA, WEST, order="population"), (BY_COUNTRY, index("cities", "@regions", "population"))
    ),
}
SEVERAL_ORDERS = {
    "two without": Case(
        cities(order="country population"),
        missing=(index("cities", "country", "population"),),
        source=RANGES_PAGE,
    ),
    "two": Case(cities(order="country population"), (BY_COUNTRY,), source=RANGES_PAGE),
    "both down": Case(
        cities(order="-country -population"),
        (BY_COUNTRY,),
        (index("cities", "-country", "-population"),),
        source=OBSERVED,
    ),
    "up and down": Case(cities(order="country -population"), (BY_COUNTRY_DOWN,), source=INDEXES_PAGE),
    "the other way round": Case(
        cities(order="population country"), (BY_COUNTRY,), (index("cities", "population", "country"),)
    ),
}
SEVERAL_RANGES = {
    "two without": Case(
        cities(MANY, ("density", "<", 10000)),
        missing=(index("cities", "density", "population"),),
        source=RANGES_PAGE,
    ),
    "two": Case(
        cities(MANY, ("density", "<", 10000)), (index("cities", "density", "population"),), source=RANGES_PAGE
    ),
    "ordered": Case(
        ask("employees", ("salary", ">", 100000), ("experience", ">", 0), order="salary experience"),
        (index("employees", "salary", "experience"),),
        source=RANGES_PAGE,
    ),
    "ordered otherwise": Case(
        ask("employees", ("salary", ">", 100000), ("experience", ">", 0), order="experience salary"),
        (index("employees", "salary", "experience"),),
        (index("employees", "experience", "salary"),),
        source=RANGES_PAGE,
    ),
    "range and another order": Case(
        ask("employees", ("salary", ">", 100000), order="experience"),
        (index("employees", "experience", "salary"),),
        source=RANGES_PAGE,
    ),
    "range and another order, the range first": Case(
        ask("employees", ("salary", ">", 100000), order="experience"),
        (index("employees", "salary", "experience"),),
        (index("employees", "experience", "salary"),),
        source=RANGES_PAGE,
    ),
    "range and another order down": Case(
        ask("employees", ("salary", ">", 100000), order="-experience"),
        missing=(index("employees", "-experience", "-salary"),),
    ),
    "not equal and order": Case(
        ask("jobs", ("status", "!=", "done"), order="start"),
        missing=(index("jobs", "start", "status"),),
        source=OBSERVED,
    ),
    "not equal and order, not equal first": Case(
        ask("jobs", ("status", "!=", "done"), order="start"),
        (index("jobs", "status", "start"),),
        (index("jobs", "start", "status"),),
        source=OBSERVED,
    ),
    "not equal and both orders": Case(
        ask("jobs", ("status", "!=", "done"), order="status start"),
        (index("jobs", "status", "start"),),
        source=OBSERVED,
    ),
    "equal and two ranges": Case(
        ask("employees", ("country", "==", "USA"), ("salary", ">", 1), ("experience", ">", 0)),
        missing=(index("employees", "country", "experience", "salary"),),
        source=RANGES_PAGE,
    ),
}
NAMES = {
    "up": Case(cities(order="__name__"), source=ORDER_PAGE),
    "down": Case(cities(order="-__name__"), missing=(index("cities", "-__name__"),), source=OBSERVED),
    "down with its index": Case(cities(order="-__name__"), (index("cities", "-__name__"),), source=OBSERVED),
    "range": Case(cities(("__name__", ">", "LA"))),
    "one": Case(cities(("__name__", "==", "LA"))),
    "equal and a range of names": Case(cities(USA, ("__name__", ">", "LA"))),
    "after a field, with it": Case(cities(order="name __name__"), source=INDEXES_PAGE),
    "after a field that is down, with it": Case(cities(order="-name -__name__"), source=INDEXES_PAGE),
    "after a field, against it": Case(
        cities(order="name -__name__"), missing=(index("cities", "name", "-__name__"),), source=INDEXES_PAGE
    ),
    "after a field, against it, with its index": Case(
        cities(order="name -__name__"), (index("cities", "name", "-__name__"),), source=INDEXES_PAGE
    ),
    "against the composite": Case(
        cities(USA, order="population -__name__"),
        (BY_COUNTRY,),
        (index("cities", "country", "population", "-__name__"),),
        source=INDEXES_PAGE,
    ),
    "said in the index": Case(
        cities(USA, order="population"), (index("cities", "country", "population", "__name__"),)
    ),
    "as the last order, also where that is of what is equal": Case(
        ask("log", ("tenant", "in", ["t"]), order="-created tenant"),
        (index("log", "tenant", "-created"),),
        (index("log", "tenant", "-created", "__name__"),),
        source=OBSERVED,
    ),
}
CURSORS = {
    "from a snapshot": Case(cities(order="name").start_after(snapshot("cities/LA", name="LA"))),
    "from a snapshot, down": Case(cities(order="-name").end_before(snapshot("cities/LA", name="LA"))),
    "from a snapshot of a range": Case(
        cities(USA, MANY).start_at(snapshot("cities/LA", population=1)), (BY_COUNTRY,)
    ),
    "from a snapshot of a range, without": Case(
        cities(USA, MANY).start_at(snapshot("cities/LA", population=1)), missing=(BY_COUNTRY,)
    ),
    "from values": Case(cities(USA, order="population").start_at({"population": 1}), (BY_COUNTRY,)),
    "to the last, which the client asks for the other way round": Case(
        cities(USA, order="-population").limit(2), (BY_COUNTRY,), (BY_COUNTRY_DOWN,)
    ),
    "a limit changes nothing": Case(cities(USA, order="population").limit(2), (BY_COUNTRY,)),
    "a page of an offset changes nothing": Case(cities(order="name").offset(3).limit(2)),
}
MERGES = {
    "alone": Case(restaurants(category="burgers"), (BY_CATEGORY, BY_CITY), source=INDEXES_PAGE),
    "two": Case(restaurants(category="b", city="SF"), (BY_CATEGORY, BY_CITY), source=INDEXES_PAGE),
    "three": Case(
        restaurants(category="b", city="SF", editors_pick=True),
        (BY_CATEGORY, BY_CITY, BY_PICK),
        source=INDEXES_PAGE,
    ),
    "one of three is missing": Case(
        restaurants(category="b", city="SF", editors_pick=True),
        (BY_CATEGORY, BY_CITY),
        (index("restaurants", "category", "city", "editors_pick", "star_rating"),),
        source=INDEXES_PAGE,
    ),
    "two in one, one in the other": Case(
        restaurants(category="b", city="SF", editors_pick=True),
        (index("restaurants", "category", "city", "star_rating"), BY_PICK),
    ),
    "another direction is no part of it": Case(
        restaurants(category="b", city="SF"),
        (BY_CATEGORY, index("restaurants", "city", "-star_rating")),
        (index("restaurants", "category", "city", "star_rating"),),
    ),
    "single fields have no order in common": Case(
        restaurants(category="b"), missing=(BY_CATEGORY,), source=INDEXES_PAGE
    ),
}
ORS = {
    "two fields": Case(cities(Or([FieldFilter(*USA), FieldFilter(*IN_CA)]))),
    "a range in one": Case(cities(Or([FieldFilter(*USA), FieldFilter(*MANY)])), missing=(BY_COUNTRY,)),
    "a range in one, with its index": Case(
        cities(Or([FieldFilter(*USA), FieldFilter(*MANY)])), (BY_COUNTRY,)
    ),
    "an order for both": Case(
        cities(Or([FieldFilter(*USA), FieldFilter(*IN_CA)]), order="population"),
        (BY_COUNTRY,),
        (index("cities", "state", "population"),),
    ),
    "an order, both missing": Case(
        cities(Or([FieldFilter(*USA), FieldFilter(*IN_CA)]), order="population"),
        missing=(BY_COUNTRY, index("cities", "state", "population")),
    ),
    "an and of ors": Case(
        cities(
            And(
                [
                    Or([FieldFilter(*USA), FieldFilter(*IN_CA)]),
                    Or([FieldFilter("capital", "==", True), FieldFilter("name", "==", "x")]),
                ]
            )
        )
    ),
    "a filter beside an or": Case(
        cities(IN_CA, Or([FieldFilter(*USA), FieldFilter("capital", "==", True)]), order="name"),
        missing=(index("cities", "country", "state", "name"), index("cities", "capital", "state", "name")),
    ),
    "alternatives of the same fields need one index": Case(
        cities(
            Or([FieldFilter("country", "==", "USA"), FieldFilter("country", "==", "Japan")]),
            order="population",
        ),
        missing=(BY_COUNTRY,),
    ),
}
GROUPS = {
    "all": Case(landmarks(), source=INDEXES_PAGE),
    "of one city": Case(
        DB.document("cities/SF").collection("landmarks").where(filter=FieldFilter(*PARK)), source=INDEXES_PAGE
    ),
    "equal without": Case(landmarks(PARK), missing=(LANDMARKS_OF_ALL,), source=INDEXES_PAGE),
    "equal": Case(landmarks(PARK), (LANDMARKS_OF_ALL,), source=INDEXES_PAGE),
    "in": Case(landmarks(("category", "in", ["park", "museum"])), (LANDMARKS_OF_ALL,), source=INDEXES_PAGE),
    "equal, kept down": Case(
        landmarks(PARK), (override("landmarks", "category", "group-"),), source=INDEXES_PAGE
    ),
    "order without": Case(
        landmarks(order="-category"),
        (LANDMARKS_OF_ALL,),
        (override("landmarks", "category", *AUTOMATIC, "group+", "group-"),),
        source=INDEXES_PAGE,
    ),
    "contains without": Case(
        landmarks(("tags", "array_contains", "old")),
        missing=(override("landmarks", "tags", *AUTOMATIC, "group@"),),
        source=INDEXES_PAGE,
    ),
    "due, in pages": Case(
        landmarks(("category", "<=", "p"), order="category __name__").start_after(
            {"category": "a", "__name__": DB.document("cities/SF/landmarks/x")}
        ),
        (LANDMARKS_OF_ALL,),
    ),
    "two equal, merged": Case(
        landmarks(PARK, ("name", "==", "x")), (LANDMARKS_OF_ALL, override("landmarks", "name", "group+"))
    ),
    "two equal without": Case(
        landmarks(PARK, ("name", "==", "x")),
        (LANDMARKS_OF_ALL,),
        (group_index("landmarks", "category", "name"),),
    ),
    "equal and order": Case(
        landmarks(PARK, order="name"), (group_index("landmarks", "category", "name"),), source=INDEXES_PAGE
    ),
    "a collection's index does not serve the group": Case(
        landmarks(PARK, order="name"),
        (index("landmarks", "category", "name"),),
        (group_index("landmarks", "category", "name"),),
        source=INDEXES_PAGE,
    ),
    "a group's index does not serve the collection": Case(
        ask("landmarks", PARK, order="name"),
        (group_index("landmarks", "category", "name"),),
        (index("landmarks", "category", "name"),),
    ),
}
AGGREGATIONS = {
    "count all": Case(cities(), source=SUMS_PAGE),
    "count some": Case(cities(IN_CA), source=SUMS_PAGE),
    "count by two fields without": Case(cities(USA, MANY), missing=(BY_COUNTRY,), source=SUMS_PAGE),
    "sum of all": Case(cities(), aggregated=("population",), source=SUMS_PAGE),
    "sum and average of a field": Case(cities(), aggregated=("population", "population"), source=SUMS_PAGE),
    "sums of two fields without": Case(
        cities(),
        aggregated=("population", "density"),
        missing=(index("cities", "population", "density"),),
        source=SUMS_PAGE,
    ),
    "sum of some without": Case(
        cities(USA), aggregated=("population",), missing=(BY_COUNTRY,), source=INDEXES_PAGE
    ),
    "sum of some": Case(cities(USA), (BY_COUNTRY,), aggregated=("population",), source=INDEXES_PAGE),
    "sum of what is in range": Case(cities(MANY), aggregated=("population",), source=INDEXES_PAGE),
    "sum of what is equal": Case(
        cities(("population", "==", 1)), aggregated=("population",), source=INDEXES_PAGE
    ),
    "sum beside an order": Case(
        cities(order="name"),
        aggregated=("population",),
        missing=(index("cities", "name", "population"),),
        source=INDEXES_PAGE,
    ),
    "sum of a group without": Case(
        landmarks(),
        aggregated=("visitors",),
        missing=(override("landmarks", "visitors", *AUTOMATIC, "group+"),),
        source=INDEXES_PAGE,
    ),
    "sum of a field that is exempt": Case(
        cities(),
        (override("cities", "population"),),
        (override("cities", "population", "+"),),
        aggregated=("population",),
        source=SUMS_PAGE,
    ),
}
EXEMPTIONS = {
    "exempt": Case(
        cities(IN_CA),
        (override("cities", "state"),),
        (override("cities", "state", "+"),),
        source=INDEXES_PAGE,
    ),
    "exempt elsewhere": Case(cities(IN_CA), (override("towns", "state"),), source=INDEXES_PAGE),
    "another field is exempt": Case(cities(IN_CA), (override("cities", "name"),), source=INDEXES_PAGE),
    "only up is left": Case(
        cities(order="-state"),
        (override("cities", "state", "+"),),
        (override("cities", "state", "+", "-"),),
        source=INDEXES_PAGE,
    ),
    "only contains is left": Case(
        cities(("regions", "==", ["x"])),
        (override("cities", "regions", "@"),),
        (override("cities", "regions", "@", "+"),),
        source=INDEXES_PAGE,
    ),
    "contains is exempt": Case(
        cities(WEST),
        (override("cities", "regions", "+", "-"),),
        (override("cities", "regions", "+", "-", "@"),),
        source=INDEXES_PAGE,
    ),
    "a group's index alone takes the collection's away": Case(
        ask("landmarks", PARK),
        (override("landmarks", "category", "group+"),),
        (override("landmarks", "category", "group+", "+"),),
        source=INDEXES_PAGE,
    ),
    "exempt but in a composite": Case(
        cities(USA, order="population"),
        (override("cities", "country"), override("cities", "population"), BY_COUNTRY),
        source=INDEXES_PAGE,
    ),
    "two equal of which one is exempt": Case(
        cities(USA, IN_CA),
        (override("cities", "state"),),
        (index("cities", "country", "state"),),
    ),
    "two equal of which one is exempt, in a composite": Case(
        cities(USA, IN_CA), (override("cities", "state"), index("cities", "country", "state"))
    ),
    "a map's exemption is its fields'": Case(
        cities(("temperatures.summer", "==", 67)),
        (override("cities", "temperatures"),),
        (override("cities", "temperatures.summer", "+"),),
        source=INDEXES_PAGE,
    ),
    "a field of an exempt map with an override of its own": Case(
        cities(("temperatures.summer", "==", 67)),
        (override("cities", "temperatures"), override("cities", "temperatures.summer", "+")),
        source=INDEXES_PAGE,
    ),
    "the map is not exempt with its field": Case(
        cities(("temperatures.winter", "==", 55)),
        (override("cities", "temperatures.summer"),),
        source=INDEXES_PAGE,
    ),
    "a field whose name begins as the map's does": Case(
        cities(("temperatures_of_old", "==", 55)), (override("cities", "temperatures"),)
    ),
    "every field": Case(
        cities(IN_CA), (override("cities", "*"),), (override("cities", "state", "+"),), source=INDEXES_PAGE
    ),
    "every field but one": Case(
        cities(IN_CA), (override("cities", "*"), override("cities", "state", "+")), source=INDEXES_PAGE
    ),
    "every field, for groups": Case(
        landmarks(PARK), (override("landmarks", "*", "group+"),), source=INDEXES_PAGE
    ),
}
CASES = {
    f"{table}: {name}": case
    for table, cases in {
        "one field": ONE_FIELD,
        "several equal": SEVERAL_EQUAL,
        "equal and order": EQUAL_AND_ORDER,
        "arrays": ARRAYS,
        "several orders": SEVERAL_ORDERS,
        "several ranges": SEVERAL_RANGES,
        "names": NAMES,
        "cursors": CURSORS,
        "merges": MERGES,
        "ors": ORS,
        "groups": GROUPS,
        "aggregations": AGGREGATIONS,
        "exemptions": EXEMPTIONS,
    }.items()
    for name, case in cases.items()
}
REFUSED = {name: case for name, case in CASES.items() if case.missing}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_query_is_served_or_its_missing_index_named(case: Case) -> None:
    assert [missing.entry for missing in case.lacks()] == list(case.missing)


@pytest.mark.parametrize("case", REFUSED.values(), ids=REFUSED)
def test_query_is_served_once_what_is_missing_is_declared(case: Case) -> None:
    replaced = [
        (each.entry["collectionGroup"], each.entry["fieldPath"]) for each in case.lacks() if each.is_replacing
    ]
    kept = [
        each for each in case.declared if (each["collectionGroup"], each.get("fieldPath")) not in replaced
    ]
    completed = Case(case.query, (*kept, *case.missing), aggregated=case.aggregated)
    assert len(case.declared) - len(kept) == len(replaced)
    assert completed.lacks() == []


@pytest.mark.parametrize(
    ("query", "declared", "used"),
    [
        (cities(USA), (BY_COUNTRY,), [""]),
        (cities(), (BY_COUNTRY,), []),
        (cities(USA, order="population"), (BY_COUNTRY_DOWN, BY_COUNTRY), ["indexes[1]"]),
        (
            cities(USA, order="population"),
            (index("cities", "-country", "population"), BY_COUNTRY),
            ["indexes[0]"],
        ),
        (restaurants(category="b", city="SF"), (BY_CATEGORY, BY_CITY, BY_PICK), ["indexes[0]", "indexes[1]"]),
        (
            restaurants(category="b", city="SF"),
            (BY_CATEGORY, BY_CITY, index("restaurants", "city", "category", "star_rating")),
            ["indexes[2]"],
        ),
        (
            restaurants(category="b", city="SF", editors_pick=True),
            (BY_CATEGORY, index("restaurants", "category", "city", "star_rating"), BY_PICK),
            ["indexes[1]", "indexes[2]"],
        ),
        (landmarks(PARK), (LANDMARKS_OF_ALL,), ["fieldOverrides[0].indexes[3]"]),
        (
            landmarks(PARK, ("name", "==", "x")),
            (group_index("landmarks", "category", "name"), LANDMARKS_OF_ALL),
            ["indexes[0]"],
        ),
        (ask("landmarks", PARK), (LANDMARKS_OF_ALL,), ["fieldOverrides[0].indexes[0]"]),
    ],
)
def test_first_indexes_that_are_needed_count_as_used(
    query: Any, declared: tuple[Entry, ...], used: list[str]
) -> None:
    (need,) = Case(query).needs()
    served = serve(need, declare(*declared))
    assert served is not None
    assert [index.origin for index in served] == used


ALTERNATIVES = [Or([FieldFilter(f"{side}{number}", "==", 1) for side in "ab"]) for number in range(5)]


@pytest.mark.parametrize(
    "query",
    [
        types.StructuredQuery(
            from_=[{"all_descendants": True}], order_by=[{"field": {"field_path": "__name__"}}]
        ),
        types.StructuredQuery(
            from_=[{"collection_id": "c"}], find_nearest={"vector_field": {"field_path": "v"}}
        ),
        cities(And(ALTERNATIVES), order="name")._to_protobuf(),
        types.StructuredQuery(
            from_=[{"collection_id": "c"}],
            order_by=[{"field": {"field_path": path}} for path in ("a", "b..c")],
        ),
    ],
    ids=["all collections", "a vector search", "more disjuncts than Firestore takes", "a path that is none"],
)
def test_planning_has_no_say(query: types.StructuredQuery) -> None:
    assert needs_of(query._pb) == ()


def test_as_many_disjuncts_as_firestore_takes_are_planned() -> None:
    assert len(Case(cities(And(ALTERNATIVES[:4]))).needs()) == 16

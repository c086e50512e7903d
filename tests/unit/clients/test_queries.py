"""Each query of an app's screens has its index and a row of the table of readers that lets somebody make it."""

import json
from pathlib import Path

import pytest

from clients.queries import QUERIES
from clients.screen_queries import ScreenQuery

ROOT = Path(__file__).resolve().parents[3]
DECLARED = json.loads((ROOT / "firestore.indexes.json").read_text(encoding="utf-8"))["indexes"]


@pytest.mark.item("S002-69")
@pytest.mark.parametrize("query", QUERIES, ids=lambda query: query.name)
def test_a_query_by_several_fields_has_its_index(query: ScreenQuery) -> None:
    assert query.index is None or query.index in DECLARED


@pytest.mark.parametrize("query", QUERIES, ids=lambda query: query.name)
def test_somebody_may_make_it(query: ScreenQuery) -> None:
    assert query.roles


def test_an_index_of_one_field_is_firestore_s_own() -> None:
    names = [query.name for query in QUERIES if not query.needs_index]
    assert names == [
        "customersByUpdate",
        "customersWithPhone",
        "customersWithEmail",
        "customersOfAppUser",
        "ordersByDate",
        "messagesOfConversation",
        "turnsOfConversation",
        "pipelines",
        "territories",
        "packages",
        "packageSeats",
        "templates",
        "members",
    ]


def test_the_index_of_a_list_holds_the_condition_before_the_order() -> None:
    query = next(each for each in QUERIES if each.name == "customersOfSegment")
    assert query.index == {
        "collectionGroup": "customers",
        "queryScope": "COLLECTION",
        "fields": [
            {"fieldPath": "segment_ids", "arrayConfig": "CONTAINS"},
            {"fieldPath": "updated_at", "order": "DESCENDING"},
        ],
    }


def test_names_are_once_each() -> None:
    assert len({query.name for query in QUERIES}) == len(QUERIES)

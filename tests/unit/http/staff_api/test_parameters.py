"""What stands in a request's query: what the document declares, each with its meaning, and nothing else."""

from typing import Any

import pytest

from clients.openapi import document
from tests.staff_api import StaffApi
from tests.unit.http.staff_api.test_who_may_ask import TABLE, Row, named


@pytest.mark.parametrize("row", TABLE, ids=named)
def test_a_parameter_that_is_not_known_is_refused_by_name_and_nothing_is_done(
    asked: StaffApi, row: Row
) -> None:
    before = dict(asked.backend.documents)
    place = row.place("owner")
    answer = asked.ask(row.method, f"{place}{'&' if '?' in place else '?'}segmnt=x", row.body, uid="owner")
    found: Any = answer.json
    assert (answer.status_code, [each["path"] for each in found["fields"]]) == (400, ["segmnt"])
    assert asked.backend.documents == before


def test_a_parameter_that_is_there_twice_is_refused_by_name(asked: StaffApi) -> None:
    found: Any = asked.ask("GET", "customers?tag=a&tag=b").json
    assert found["fields"] == [{"path": "tag", "message": "is there more than once"}]


@pytest.mark.parametrize(
    ("list", "name"),
    [
        *((each, "status") for each in ("leads", "tasks", "opportunities", "feedback", "bookings", "quotes")),
        *((each, "whose") for each in ("leads", "tasks", "opportunities")),
        *(("opportunities", "order"), ("conversations", "phase")),
    ],
)
def test_a_word_that_a_parameter_does_not_have_is_refused_with_those_that_it_has(
    asked: StaffApi, list: str, name: str
) -> None:
    answer = asked.ask("GET", f"{list}?{name}=nonsense", uid="owner")
    found: Any = answer.json
    assert (answer.status_code, [each["path"] for each in found["fields"]]) == (400, [name])
    assert found["fields"][0]["message"].startswith("is one of ")
    assert asked.ask("GET", f"{list}?{name}=", uid="owner").status_code in (200, 403)


def test_a_segment_that_is_not_there_is_refused_by_name(asked: StaffApi) -> None:
    answer = asked.ask("GET", "customers?segment=none")
    found: Any = answer.json
    assert (answer.status_code, found["fields"]) == (
        400,
        [{"path": "segment", "message": "names no segment"}],
    )


def test_a_segment_is_known_as_soon_as_it_is_saved(asked: StaffApi) -> None:
    saved = asked.ask("POST", "segments", {"name": "New ones", "filter": True})
    assert saved.status_code == 201
    assert asked.ask("GET", "customers?segment=new_ones").status_code == 200


def test_the_document_describes_each_parameter_of_a_query() -> None:
    undescribed = [
        (path, method, each["name"])
        for path, methods in document()["paths"].items()
        for method, operation in methods.items()
        for each in operation["parameters"]
        if each["in"] == "query" and not each["schema"].get("description")
    ]
    assert undescribed == []

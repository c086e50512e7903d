"""What a commit makes of one field of a document, as its request tells."""

from typing import Any

import pytest
from google.cloud.firestore_v1 import types

from local.query_cache.effects import UNKNOWN, Value, effects_of
from local.query_cache.keys import Key

NAME = "projects/p/databases/d/documents/things/a"
FIVE, SIX = Key(2, 5), Key(2, 6)


def a_value(number: int) -> Any:
    return {"integer_value": number}


def an_update(fields: dict[str, Any], *mask: str, **more: Any) -> dict[str, Any]:
    masked = {"update_mask": {"field_paths": mask}} if mask else {}
    return {"update": {"name": NAME, "fields": fields}, **masked, **more}


def a_map(**fields: Any) -> Any:
    return {"map_value": {"fields": fields}}


def a_transform(path: str) -> Any:
    return {"field_path": path, "increment": a_value(1)}


@pytest.mark.parametrize(
    ("writes", "effect"),
    [
        ([an_update({"plan": a_map(at=a_value(5))})], FIVE),
        ([an_update({"plan": a_value(5)})], None),
        ([an_update({})], None),
        ([{"delete": NAME}], None),
        ([an_update({"plan": a_map(at=a_value(5))}, "plan.at")], FIVE),
        ([an_update({"plan": a_map(at=a_value(5))}, "other", "`plan`.at")], FIVE),
        ([an_update({"plan": a_map(at=a_value(5))}, "plan")], FIVE),
        ([an_update({}, "plan.at")], None),
        ([an_update({}, "plan")], None),
        ([an_update({"plan": a_map(at=a_map(x=a_value(5)))}, "plan.at.x")], UNKNOWN),
        ([an_update({}, "not a path")], UNKNOWN),
        ([an_update({}, "other", update_transforms=[a_transform("plan.at")])], UNKNOWN),
        ([an_update({}, update_transforms=[a_transform("plan")])], UNKNOWN),
        ([{"transform": {"document": NAME, "field_transforms": [a_transform("plan.at")]}}], UNKNOWN),
        ([{"delete": NAME}, an_update({"plan": a_map(at=a_value(6))})], SIX),
        ([an_update({"plan": a_map(at=a_value(6))}), {"delete": NAME}], None),
    ],
)
def test_field_is_known_after_these_writes(writes: list[Any], effect: Value) -> None:
    assert effects_of(_parsed(writes), ("plan", "at")) == {NAME: effect}


@pytest.mark.parametrize(
    "write",
    [
        an_update({"plan": a_map(other=a_value(5))}, "plan.other"),
        an_update({"plan": a_map(at=a_value(5))}, "other"),
        an_update({"plan": a_map(at=a_value(5))}, update_mask={}),
        an_update({}, "other", update_transforms=[a_transform("plan.other")]),
        {"transform": {"document": NAME, "field_transforms": [a_transform("planned.at")]}},
    ],
)
def test_write_leaves_the_field_alone(write: Any) -> None:
    assert effects_of(_parsed([write]), ("plan", "at")) == {}


def _parsed(writes: list[Any]) -> Any:
    return types.CommitRequest.pb(types.CommitRequest(writes=writes)).writes

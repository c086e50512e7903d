"""Each refusal of a deal has its words in docs/sales.md, and the page has no other."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from functions.domain.accounts.brands import Brand
from functions.domain.accounts.contacts import Contact
from functions.domain.accounts.locations import Location
from tests.builders import a_customer, problems
from tests.memory import DictBackend
from tests.unit.domain.commands.sales.test_pipelines import change, desk

PAGE = (Path(__file__).resolve().parents[5] / "docs" / "sales.md").read_text(encoding="utf-8")
REQUIRED = "any that the stage requires"


def rows() -> Iterator[tuple[tuple[str, ...], str]]:
    """The fields and the words of each row."""
    section = PAGE.split("## What is refused")[1].split("\n## ")[0]
    for line in section.splitlines():
        cells = [cell.strip() for cell in line.split("|")[1:-1]]
        if len(cells) == 3 and cells[1].startswith("`"):
            fields = tuple(re.findall(r"`(\w+)`", cells[0])) or (cells[0],)
            yield fields, cells[1].strip("`")


ROWS = list(rows())
# What a command writes, the role of its giver, and the changes of the deal that come before.
CASES: tuple[tuple[dict[str, Any], str, tuple[dict[str, Any], ...]], ...] = (
    ({"stage": "served"}, "owner", ({},)),
    ({"stage": "served"}, "owner", ()),
    ({"stage": "talk"}, "owner", ({}, {"stage": "bought", "close_reason": "Taste"})),
    ({"stage": "lead"}, "owner", ({},)),
    ({"stage": None}, "owner", ({},)),
    ({"stage": "bought", "close_reason": "Taste"}, "sales_rep", ({},)),
    ({"pipeline": "none"}, "owner", ({},)),
    ({"stage": "gone"}, "owner", ({},)),
    ({"stage": "taste"}, "owner", ({},)),
    ({"deal_level": "brand"}, "owner", ({},)),
    ({"deal_level": "location"}, "owner", ({},)),
    ({"brand_id": "none"}, "owner", ({},)),
    ({"location_id": "none"}, "owner", ({},)),
    ({"primary_contact_id": "none"}, "owner", ({},)),
    ({"brand_id": "theirs"}, "owner", ({},)),
    ({"location_id": "theirs"}, "owner", ({},)),
    ({"primary_contact_id": "theirs"}, "owner", ({},)),
    ({"customer_id": "other"}, "owner", ({},)),
    ({"owner_uid": "none"}, "owner", ({},)),
    ({"team_uids": ["none"]}, "owner", ({},)),
    ({"owner_uid": "another-rep"}, "sales_rep", ({},)),
)


def world(role: str) -> DictBackend:
    backend = desk(role, owner_uid="till")
    backend.put(a_customer(id="other", phone=None, email=None))
    for model in (Brand, Location, Contact):
        backend.put(model(id="theirs", customer_id="other"))
    return backend


def refused(fields: dict[str, Any], role: str, before: tuple[dict[str, Any], ...]) -> dict[str, str]:
    backend = world(role)
    for minutes, each in enumerate(before):
        assert change(backend, minutes, **each)["status"] == "done"
    return problems(change(backend, 9, **fields))


def of_others() -> list[dict[str, str]]:
    """What a rep is refused about another rep's deal, and what the pipeline of another group's customers refuses."""
    team = world("owner")
    change(team, owner_uid="another-rep", team_uids=["till"])
    team.client_writes("orgs/kopi/members/till", roles=["sales_rep"])
    alone = world("owner")
    change(alone, owner_uid="another-rep")
    alone.client_writes("orgs/kopi/members/till", roles=["sales_rep"])
    alone.put(a_customer(customer_group="b2b", owner_uid="till"))
    other_group = desk(group="b2c")
    return [
        problems(change(team, 1, team_uids=[])),
        problems(change(alone, 1, title="Mine")),
        problems(change(other_group, pipeline="trade")),
    ]


def is_on_the_page(row: tuple[tuple[str, ...], str], path: str, message: str) -> bool:
    fields, words = row
    is_field = path in fields or (fields == (REQUIRED,) and path not in ("stage", "pipeline"))
    pattern = re.sub(r"\\\{\w+\\\}", "(.+)", re.escape(words))
    return is_field and re.fullmatch(pattern, message) is not None


@pytest.fixture(scope="module")
def said() -> list[tuple[str, str]]:
    found = [refused(*case) for case in CASES] + of_others()
    return [(path, message) for each in found for path, message in each.items()]


def test_each_refusal_is_on_the_page(said: list[tuple[str, str]]) -> None:
    missing = [
        (path, words) for path, words in said if not any(is_on_the_page(row, path, words) for row in ROWS)
    ]
    assert missing == []


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[1])
def test_the_page_tells_of_no_refusal_that_there_is_not(
    said: list[tuple[str, str]], row: tuple[tuple[str, ...], str]
) -> None:
    fields = row[0] if row[0] != (REQUIRED,) else ("close_reason", "estimated_value_minor")
    for field in fields:
        assert any(path == field and is_on_the_page(row, path, words) for path, words in said), field


def test_a_new_deal_that_begins_too_late_is_told_so() -> None:
    assert refused({"stage": "served"}, "owner", ())["stage"].startswith("may not follow nothing")

"""The requests that docs/api.md shows beside its tour, asked."""

import json
import re
from pathlib import Path
from typing import Any

from tests.staff_api import StaffApi

PAGE = (Path(__file__).parents[4] / "docs" / "api.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```sh\n(.*?)```", PAGE, re.DOTALL)


def answers(asked: StaffApi, block: str) -> list[Any]:
    """What the owner is answered to each line of a block."""
    found = []
    for method, place, body in re.findall(r"^api (\w+) \"?([^\s\"]+)\"? -d '(.*)'$", block, re.MULTILINE):
        answer = asked.ask(method, place.replace("$ID", "somebody"), json.loads(body), uid="owner")
        assert answer.status_code in (200, 201), answer.text
        found.append(answer.json)
    return found


def test_a_clerk_gets_a_role_and_loses_it_as_the_page_says(asked: StaffApi) -> None:
    entered, changed = answers(asked, BLOCKS[0])
    assert (entered["member_uid"], changed["id"], changed["roles"]) == (*["Uid0fTheClerk"] * 2, [])


def test_a_field_of_the_businesss_own_is_defined_and_filled_as_the_page_says(asked: StaffApi) -> None:
    defined, profile = answers(asked, BLOCKS[1])
    assert defined["custom_fields"][0]["name"] == "favourite"
    assert profile["custom"] == {"favourite": "latte"}
    wrong = asked.ask("PATCH", "customers/somebody", {"custom": {"favourite": "tea"}}, uid="owner")
    found: Any = wrong.json
    assert (wrong.status_code, found["fields"][0]["path"]) == (400, "custom.favourite")

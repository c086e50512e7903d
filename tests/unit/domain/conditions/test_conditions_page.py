"""docs/conditions.md: what it shows holds, and it shows every operator."""

import json
import re
from datetime import UTC
from pathlib import Path

import pytest

from functions.domain.conditions.compiler import OPERATORS
from functions.domain.conditions.rules import compile_rule
from tests.unit.domain.conditions.test_time import NOW

PAGE = (Path(__file__).parents[4] / "docs" / "conditions.md").read_text(encoding="utf-8")
ROWS = [line.strip("| ").split(" | ") for line in PAGE.splitlines() if line.startswith("| `")]
SUBJECT = json.loads(re.findall(r"^`({.*})`\.$", PAGE, re.MULTILINE)[0])


@pytest.mark.parametrize("example", [row[1].strip("`") for row in ROWS])
def test_an_example_of_the_page_holds(example: str) -> None:
    assert compile_rule(json.loads(example)).holds(SUBJECT, NOW, UTC) is True


def test_the_page_lists_every_operator() -> None:
    shown = {word for row in ROWS for word in re.findall(r"`([^`]+)`", row[0])}
    assert set(OPERATORS) - shown == set()

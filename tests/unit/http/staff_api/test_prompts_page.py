"""The commands of docs/assistant.md about prompts, run one after the other: each gives what stands behind it."""

import json
import re
import shlex
from pathlib import Path
from typing import Any

import pytest

from functions import assistant
from tests.journeys import a_journey
from tests.prompting import Agency

PAGE = (Path(__file__).parents[4] / "docs" / "assistant.md").read_text(encoding="utf-8")
SECTION = PAGE.split("## Prompts, trials and experiments")[1].split("\n## ")[0]
LINES = [
    line
    for block in re.findall(r"```console\n(.*?)```", SECTION, re.DOTALL)
    for line in block.splitlines()
    if line.startswith(("as ", "venv/"))
]


def answered(agency: Agency, words: list[str]) -> str:
    _, method, path, *body = words
    content = json.loads(body[1]) if body else None
    text = agency.api.ask(
        method, path, {} if content is None and method == "POST" else content, uid="marketing"
    ).text
    return text.replace('": ', '":')


def test_each_command_of_the_page_gives_what_it_says(
    agency: Agency, capsys: pytest.CaptureFixture[str]
) -> None:
    assert len(LINES) == 13
    next_year = a_journey(code="UMR_MAR_2030_HEMAT", departs_on="2030-03-15")  # as the page has had before
    agency.ask("PUT", "packages/march", next_year)
    for line in LINES:
        command, _, expected = line.rpartition(" # ")
        words = shlex.split(command.replace("$MARKETING", "marketing"))
        if words[0] == "as":
            found = answered(agency, [words[0], *words[2:]])
        else:
            arguments: list[Any] = ["kopi" if word == "journeys" else word for word in words[3:]]
            assert assistant.main(arguments) == 0
            found = capsys.readouterr().out
        assert expected in found, line

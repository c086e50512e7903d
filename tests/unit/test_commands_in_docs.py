"""Each command of the documents is run by a test, or stands here with the reason why none can; all of them parse."""

import argparse
import os
import re
import shlex
import subprocess
from collections import Counter
from collections.abc import Iterator
from functools import cache
from importlib import import_module, util
from pathlib import Path
from typing import Final

import pytest

from tests.unit.test_docs import TESTS

ROOT = Path(__file__).resolve().parents[2]
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
# By document and heading: how many blocks of commands, and the test that runs them.
RUN: Final = {
    ("README.md", "Your first order"): (
        1,
        "test_the_readmes_first_order_is_answered_as_the_readme_says",
    ),
    ("README.md", "Your first message"): (2, "test_the_readmes_first_message_arrives_as_the_readme_says"),
    ("api.md", "From an order to a reward in ten requests"): (
        2,
        "test_the_tour_of_the_api_leads_from_an_order_to_a_redeemed_reward_after_the_readmes_first_order",
    ),
    ("api.md", "Giving a clerk access"): (1, "test_a_clerk_gets_a_role_and_loses_it_as_the_page_says"),
    ("api.md", "Fields of your own"): (
        1,
        "test_a_field_of_the_businesss_own_is_defined_and_filled_as_the_page_says",
    ),
    ("assistant.md", "A chat and a booking"): (3, "test_the_tour_of_the_assistant_shows_what_its_page_says"),
    ("assistant.md", "When nobody answers"): (1, "test_the_tour_of_the_assistant_shows_what_its_page_says"),
    ("assistant.md", "Prompts, trials and experiments"): (
        1,
        "test_each_command_of_the_page_gives_what_it_says",
    ),
    ("assistant.md", "Experiments"): (1, "test_each_command_of_the_page_gives_what_it_says"),
    ("campaigns.md", "From an offer to its results"): (6, "test_a_tour_shows_what_its_page_says"),
    ("sales.md", "From a form to an order"): (5, "test_a_tour_shows_what_its_page_says"),
    ("local.md", "How it is made"): (1, "test_each_request_to_the_control_port_is_answered"),
    ("local.md", "The API as a member"): (1, "test_each_request_to_the_control_port_is_answered"),
}
# The same of those that no test runs, with the reason. Blocks of our own commands alone are not listed: each parses.
NOT_RUN: Final = {
    ("assistant.md", "A chat and a booking"): (1, "writes a file of secrets; the tour is given its own"),
    ("assistant.md", "A model"): (2, "needs the server of a model, and its key"),
    ("assistant.md", "Figures"): (1, "counts what the chats of the tour before it left"),
    ("automations.md", "Write one and try it"): (
        1,
        "test_explanations.py saves the two documents themselves",
    ),
    ("flutter.md", "On your machine"): (
        2,
        "needs Firebase's command line and its emulator of Authentication",
    ),
    ("local.md", "With firebase-tools instead"): (3, "needs firebase-tools; test_firebase_tools.py runs it"),
}
# What stands for a value in the documents, where the parser wants one of a kind.
VALUES: Final = {
    "N": "1",
    "ORG": "kopi",
    "$1": "owner",
    "C": "sms",
    "S": "pos",
    "E": "utf-8",
    "NAME": "cafe",
    "INSTANT": "2026-01-01T00:00:00Z",
}


def is_parsed(block: str) -> bool:
    """Whether it has only lines whose arguments are tried below."""
    ours = r"(?:venv/bin/)?python -m (?:functions|local|demo|clients|bench|tests)\b|make "
    return all(re.match(ours, line) for line in block.splitlines())


def blocks() -> Iterator[tuple[tuple[str, str], str]]:
    """Each block of shell commands, with its document and heading."""
    for page in PAGES:
        heading, text = "", page.read_text(encoding="utf-8")
        for title, shell, block in re.findall(
            r"^#+ ([^\n]+)$|^```(console|sh|bash)\n(.*?)^```|^```.*?^```", text, re.MULTILINE | re.DOTALL
        ):
            heading = title or heading
            if shell:
                yield (page.name, heading), block


def commands() -> set[str]:
    """Every `make ..` and `python -m ..` of the documents, in blocks and in sentences."""
    found = {
        match[0]
        for _, block in blocks()
        for match in re.finditer(r"(?:python -m|^make) [^);|&<]*?(?= \| |$|\\|[);|&<])", block, re.MULTILINE)
    }
    for page in PAGES:
        text = re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
        found |= {
            re.sub(r"\s+", " ", span.replace("\\|", "|"))
            for span in re.findall(r"`(?:venv/bin/)?((?:python -m|make) [^`]+)`", text)
        }
    return {command.split(" #")[0].strip() for command in found}


def test_every_block_of_commands_is_run_by_a_test_or_says_why_not() -> None:
    shown = Counter(place for place, block in blocks() if not is_parsed(block))
    listed: Counter[tuple[str, str]] = Counter()
    for table in (RUN, NOT_RUN):
        listed.update({place: number for place, (number, _) in table.items()})
    assert shown == listed
    assert [name for _, name in RUN.values() if name not in TESTS] == []


def test_no_command_is_hidden_in_an_indented_block() -> None:
    for page in PAGES:
        text = re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
        assert re.findall(r"\n\n {4}\S.*", text) == [], f"{page.name}: fence it as ```sh"


@cache
def parser_of(module: str) -> argparse.ArgumentParser | None:
    """How the arguments of `python -m module` are read; None for one that takes none."""
    name = module if util.find_spec(module).submodule_search_locations is None else f"{module}.__main__"  # type: ignore[union-attr]
    found = import_module(name)
    maker = getattr(found, "_parser", None) or getattr(found, "_make_parser", None)
    return maker() if maker else None


def lines_of(arguments: str) -> Iterator[list[str]]:
    """What an outline may be typed as: alone, and with each of its parts in brackets."""
    base = re.sub(r"\[[^]]*\]", "", arguments)
    for part in ("", *re.findall(r"\[([^]]*)\]", arguments)):
        words = shlex.split(f"{base} {part.split(' | ')[0]}")
        yield [VALUES.get(word.split("|")[0], word.split("|")[0]) for word in words]


def assert_parses(module: str, arguments: str) -> None:
    if module == "local" and arguments.startswith("token"):
        module, arguments = "local.tokens", arguments.removeprefix("token")
    parser = parser_of(module)
    if parser is None or arguments in ("", "--help"):
        assert parser is not None or not arguments, f"{module} takes no {arguments}"
        return
    for words in lines_of(arguments):
        try:
            parser.parse_args(words)
        except SystemExit:
            pytest.fail(f"python -m {module} takes no {' '.join(words)}")


@pytest.mark.parametrize("command", sorted(each for each in commands() if each.startswith("python")))
def test_a_module_takes_the_arguments_that_the_documents_give_it(command: str) -> None:
    module, _, arguments = command.removeprefix("python -m ").partition(" ")
    assert util.find_spec(module) is not None
    if arguments and (ROOT / module.split(".")[0]).is_dir():  # alone, it is named and not shown
        assert_parses(module, arguments)


@pytest.mark.parametrize("command", sorted(each for each in commands() if each.startswith("make")))
def test_a_target_is_there_and_its_commands_take_what_it_gives_them(command: str) -> None:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}
    planned = subprocess.run(
        ["make", "-n", "-o", "venv/installed", *command.split()[1:]],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert planned.returncode == 0, planned.stderr
    for module, arguments in re.findall(r"venv/bin/python -m (demo|clients\.sample) (.*)", planned.stdout):
        assert_parses(module, arguments)

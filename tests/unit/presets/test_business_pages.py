"""docs/businesses/: each item of a business stands on its page once, with paths and values that its preset has."""

import importlib.util
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from functions import presets
from tests.items import BUSINESSES, read_items

ROOT = Path(__file__).resolve().parents[3]
PAGES = ROOT / "docs" / "businesses"
LACKING = "\n## What it does not do\n"
ID = re.compile(r"S00\d-\d+")
ITEMS = read_items(ROOT / "docs" / "items.tsv")
DOCUMENT = re.compile(r"[a-z_]+/[a-z0-9_]+")
business_pages = pytest.mark.parametrize("business", BUSINESSES)


def page(business: str) -> str:
    return (PAGES / f"{business}.md").read_text(encoding="utf-8")


def parts(business: str) -> tuple[str, str]:
    """What works, and what does not."""
    works, lacking = page(business).split(LACKING)
    return works, lacking


def rows(text: str) -> Iterator[list[str]]:
    """The cells of each line that begins with an item."""
    for line in text.splitlines():
        if ID.match(line.removeprefix("| ")):
            yield [cell.strip() for cell in line.strip("|").split(" |")]


def steering(business: str) -> Iterator[str]:
    """Each path, with its value where it has one, of the column `setting`."""
    for cells in rows(parts(business)[0]):
        found = re.findall("`([^`]+)`", cells[2])
        assert found or cells[2] == "none", cells[0]
        yield from found


@cache
def written(business: str, file: str) -> Any:
    return yaml.safe_load((presets.FOLDER / business / f"{file}.yaml").read_text(encoding="utf-8"))


def at(content: Any, path: str) -> Any:
    """What stands at a dotted path, lists by number. KeyError, IndexError or ValueError where nothing does."""
    for name in path.split("."):
        content = content[int(name)] if isinstance(content, list) else content[_key(content, name)]
    return content


def _key(content: Mapping[Any, Any], name: str) -> Any:
    """`on` is a name, which YAML 1.1 takes for true."""
    return True if name == "on" and True in content else name


def value_of(business: str, path: str) -> Any:
    """As the preset's file has it, or the default of the settings."""
    document = DOCUMENT.match(path)
    if document is not None:
        return at(written(business, document[0]), path.removeprefix(f"{document[0]}."))
    try:
        return at(written(business, "settings"), path)
    except (KeyError, IndexError):
        return at(presets.load(business).settings.model_dump(mode="json"), path)


@business_pages
def test_each_item_that_works_is_on_the_page_once_and_each_other_one_under_what_is_not_done(
    business: str,
) -> None:
    for text, works in zip(parts(business), (True, False), strict=True):
        wanted = [each.id for each in ITEMS if each.business == business and (each.state == "works") is works]
        assert sorted(ID.findall(text)) == sorted(wanted)
        assert sorted(cells[0] for cells in rows(text)) == sorted(wanted), "each at the beginning of a row"


@business_pages
def test_each_setting_that_is_named_has_the_value_that_the_page_says(business: str) -> None:
    for text in steering(business):
        path, _, value = text.partition(": ")
        if value:
            assert value_of(business, path) == yaml.safe_load(value), text
        else:
            assert (presets.FOLDER / business / text).is_file(), text


@business_pages
def test_a_setting_of_the_text_is_one_of_the_settings(business: str) -> None:
    fields = presets.load(business).settings.model_dump(mode="json")
    for text in re.findall(r"`([a-z_]+\.[a-z_.]+)`", parts(business)[1]):
        if text.partition(".")[0] in fields:
            at(fields, text)


@pytest.mark.parametrize("business", [*BUSINESSES, "README"])
def test_each_command_of_a_page_is_one_that_there_is(business: str) -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    text = page(business)
    commands = [
        line for block in re.findall(r"```console\n(.*?)```", text, re.DOTALL) for line in block.splitlines()
    ]
    for command in [*commands, *re.findall("`(make [^`]+)`", text)]:
        made, module = re.match(r"make ([a-z-]+)", command), re.match(r"venv/bin/python -m ([\w.]+)", command)
        assert made or module, command
        if made:
            assert f"\n{made[1]}: " in makefile, command
        if module:
            assert importlib.util.find_spec(module[1]) is not None, command
        for preset in re.findall(r"(?:PRESET=|--preset )(\w+)", command):
            assert preset in ({business} if business in BUSINESSES else set(BUSINESSES)), command


def test_the_index_leads_to_each_business_and_readme_and_architecture_lead_to_the_index() -> None:
    index = page("README")
    assert [business for business in presets.names() if f"]({business}.md)" not in index] == []
    for other in ("README.md", "docs/architecture.md"):
        assert "businesses/" in (ROOT / other).read_text(encoding="utf-8"), other

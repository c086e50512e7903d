"""The eighteen of a coffee roaster: each has its file, which says whose idea it is, and its line in the documents."""

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from functions import presets
from functions.presets.files import read_files

ROOT = Path(__file__).resolve().parents[3]
FOLDER = presets.FOLDER / "roaster" / "automations"
EIGHTEEN = {f"S000-{number}" for number in range(25, 43)}
FILES = {file.stem: file.content for file in read_files(FOLDER)[0]}
SCHEMA = json.loads((ROOT / "schemas" / "documents" / "automations.json").read_text(encoding="utf-8"))


def comment_of(path: Path) -> str:
    """The comment under the name."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return lines[1] if lines[1].startswith("# ") else ""


def item_of(id: str) -> str:
    return comment_of(FOLDER / f"{id}.yaml")[2:9]


def as_text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def words_of(action: Mapping[str, Any]) -> str:
    """`send reorder_b2b by whatsapp to pic`."""
    if "send" in action:
        to = " to the contact" if action.get("to") == "pic" else ""
        return f"send `{action['send']}` by {' and '.join(action['channels'])}{to}"
    if "notify" in action:
        whom = action["notify"]
        return f"notify {whom if isinstance(whom, str) else whom['role']} by `{action['template']}`"
    if "coupon" in action:
        return f"a coupon of {action['coupon']['percent']}%"
    return f"recompute `{action['recompute']}`"


def then_of(content: Mapping[str, Any]) -> Iterator[str]:
    yield "; ".join(map(words_of, content["then"]))
    for step in content.get("steps", ()):
        yield f"after {step['after']} {'; '.join(map(words_of, step['then']))}"
    if "until" in content:
        yield f"until `{as_text(content['until'])}`"


def row_of(id: str, content: Mapping[str, Any]) -> str:
    of = f"{content['of']} " if "of" in content else ""
    when = [f"`{as_text(content['when'])}`"] if "when" in content else []
    group = [content["group"]] if "group" in content else []
    cells = [item_of(id), f"`{id}`", f"{of}`{as_text(content['on'])}`", ", ".join((*group, *when))]
    return f"| {' | '.join((*cells, ', '.join(then_of(content))))} |"


@pytest.mark.parametrize(
    "file",
    sorted(presets.FOLDER.glob("*/automations/*.yaml")),
    ids=lambda path: f"{path.parts[-3]}-{path.stem}",
)
def test_an_automation_of_a_preset_is_what_the_schema_says_and_names_its_source(file: Path) -> None:
    (content,) = (each.content for each in read_files(file.parent)[0] if each.stem == file.stem)
    validator = jsonschema.Draft202012Validator(SCHEMA)
    wrong = [f"{error.json_path}: {error.message}" for error in validator.iter_errors(content)]
    assert wrong == []
    assert re.search(r"S00\d-\d\d|[Oo]urs", comment_of(file))


def test_each_of_the_eighteen_has_a_file_and_so_have_a_deal_s_time_limit_and_a_quote_s_link() -> None:
    assert {item_of(id) for id in FILES} == EIGHTEEN | {"S000-13", "S000-15"}


def test_the_documents_have_a_line_for_each_file_and_no_other() -> None:
    text = (ROOT / "docs" / "automations.md").read_text(encoding="utf-8")
    section = text.split("## The eighteen of a coffee roaster")[1].split("\n## ")[0]
    found = [line for line in section.splitlines() if line.startswith("| S000-")]
    assert found == sorted(row_of(id, content) for id, content in FILES.items())


def test_every_template_is_written_in_both_languages() -> None:
    folder = presets.FOLDER / "roaster" / "templates"
    for common in (path for path in folder.glob("*.yaml") if "." not in path.stem):
        assert {path.name for path in folder.glob(f"{common.stem}.??.yaml")} == {
            f"{common.stem}.en.yaml",
            f"{common.stem}.id.yaml",
        }

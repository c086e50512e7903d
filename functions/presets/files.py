"""The YAML files of a preset's folder, and what is wrong with them by file and line."""

from collections.abc import Hashable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from functions.domain.configuration.storing import storing_faults
from functions.domain.kernel.errors import FieldFault

_END = ".yaml"
_ENDS = (_END, ".yml")
_MOST_FOR_C = 8_000  # characters: of 30,000 open brackets, which stand for a level each, it would not return


@dataclass(frozen=True)
class File:
    """A file by its path in the preset, `templates/winback_30.hi.yaml`, and what it says."""

    path: str
    content: Any

    @property
    def folder(self) -> str:
        return self.path.rpartition("/")[0]

    @property
    def stem(self) -> str:
        return self.path.rpartition("/")[2].removesuffix(".yaml")


def read_files(folder: Path) -> tuple[list[File], list[FieldFault]]:
    """The files of a preset, in the order of their paths, and a fault for each that cannot be read, or would be left
    out for the end of its name.
    """
    files, faults = [], []
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.suffix.lower() not in _ENDS or not path.is_file():
            continue
        if path.suffix != _END:
            faults.append(FieldFault(name, f"ends in {path.suffix}, and only {_END} is read"))
            continue
        file, found = _read(path, name)
        faults += found
        files += [file] if file is not None else []
    return files, faults


def _read(path: Path, name: str) -> tuple[File | None, list[FieldFault]]:
    try:
        content = _parsed(path.read_text(encoding="utf-8"))
    except UnicodeDecodeError:
        return None, [FieldFault(name, "is not UTF-8")]
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = f"{name}: line {mark.line + 1}" if mark else name
        return None, [FieldFault(place, str(getattr(error, "problem", None) or error))]
    except (ValueError, RecursionError) as error:  # a date of a 13th month, a number of 5,000 digits
        return None, [FieldFault(name, f"cannot be read: {type(error).__name__}")]
    faults = [FieldFault(f"{name}: {fault.path}", fault.message) for fault in storing_faults(content)]
    return (None if faults else File(name, content)), faults


def _parsed(text: str) -> Any:
    """What YAML says. The parser in C takes a sixth of the time; of what is wrong the one in Python says more."""
    if len(text) > _MOST_FOR_C:
        return yaml.load(text, _Loader)
    try:
        return yaml.load(text, _FastLoader)
    except yaml.YAMLError:
        return yaml.load(text, _Loader)


class _Names(yaml.constructor.SafeConstructor):
    """YAML in which a key stands once: of two, one would be lost without a word. It is a name as it is written, also
    `on`, which YAML 1.1 takes for true.
    """

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        seen: set[object] = set()
        for key_node, _ in node.value:
            if key_node.tag == "tag:yaml.org,2002:bool":
                key_node.tag = "tag:yaml.org,2002:str"
            key = self.construct_object(key_node, deep=True)
            if not isinstance(key_node, yaml.ScalarNode):
                raise yaml.constructor.ConstructorError(None, None, "is no name", key_node.start_mark)
            if key in seen:
                problem = f"{key} stands here a second time"
                raise yaml.constructor.ConstructorError(None, None, problem, key_node.start_mark)
            seen.add(key)
        return super().construct_mapping(node, deep=deep)


class _Loader(_Names, yaml.SafeLoader):
    """In Python, which is there on every machine."""


class _FastLoader(_Names, getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """In C, where PyYAML was built with it."""

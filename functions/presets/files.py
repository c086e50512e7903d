"""The YAML files of a preset's folder, and what is wrong with them by file and line."""

from collections.abc import Hashable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from functions.domain.kernel.errors import FieldFault


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
    """The files of a preset, in the order of their paths, and a fault for each that is no YAML."""
    files, faults = [], []
    for path in sorted(folder.rglob("*.yaml")):
        name = path.relative_to(folder).as_posix()
        try:
            files.append(File(name, yaml.load(path.read_text(encoding="utf-8"), _Loader)))
        except UnicodeDecodeError:
            faults.append(FieldFault(name, "is not UTF-8"))
        except yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None)
            place = f"{name}: line {mark.line + 1}" if mark else name
            faults.append(FieldFault(place, str(getattr(error, "problem", None) or error)))
    return files, faults


class _Loader(yaml.SafeLoader):
    """YAML in which a key stands once: of two, one would be lost without a word."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        seen: set[object] = set()
        for key_node, _ in node.value:
            key = self.construct_object(key_node, deep=True)
            if isinstance(key, Hashable) and key in seen:
                problem = f"{key} stands here a second time"
                raise yaml.constructor.ConstructorError(None, None, problem, key_node.start_mark)
            seen.add(key)
        return super().construct_mapping(node, deep=deep)

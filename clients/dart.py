"""The made files of the Dart package: templates/ filled with the types of documents and commands."""

from collections.abc import Mapping
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from clients.dart_types import DartLibrary, dart_library, dart_name
from clients.queries import QUERIES
from clients.screen_queries import ScreenQuery

FOLDER = "flutter/lib/src"
_MADE = "// Made by `make schemas` from the server's models: change those."
_TEMPLATES = Path(__file__).parent / "templates"


def dart_files() -> Mapping[str, str]:
    """path -> text. A line has no limit: `dart format` breaks them as an app's project likes."""
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,  # Dart is no HTML
    )
    return {
        f"{FOLDER}/{name}.dart": environment.get_template(f"{name}.dart.jinja").render(made=_MADE, **values)
        for name, values in _values(dart_library()).items()
    }


def _values(library: DartLibrary) -> Mapping[str, Mapping[str, object]]:
    return {
        "enumerations": {
            "enumerations": [library.enumerations[name] for name in sorted(library.enumerations)]
        },
        "documents": {"types": [*library.documents, *library.parts]},
        "command_data": {"types": [*library.commands, *library.forms], "member": dart_name},
        "queries": {"queries": QUERIES, "parameters": _parameters},
    }


def _parameters(query: ScreenQuery) -> str:
    named = [(each.type, each.parameter) for each in query.where if each.parameter]
    if query.below is not None:
        named.insert(0, ("String", "conversationId"))
    listed = ", ".join(f"required {type} {name}" for type, name in named)
    return f"{{{listed}}}" if listed else ""

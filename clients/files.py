"""All files that are made of the models, and those that are there though nothing makes them any more."""

from collections.abc import Mapping
from pathlib import Path

from clients import api_page
from clients.dart import dart_files
from clients.flutter_page import PAGE, page_text
from clients.openapi import FILE, openapi_text
from clients.schemas import FOLDER as SCHEMAS
from clients.schemas import schema_files


def made_files(root: Path) -> Mapping[str, str]:
    """path from the root -> text."""
    return {
        **schema_files(),
        **dart_files(),
        PAGE: page_text(root),
        FILE: openapi_text(),
        api_page.PAGE: api_page.page_text(),
    }


def left_over(root: Path, made: Mapping[str, str]) -> list[Path]:
    """Schemas of documents and commands that are no more."""
    return [
        path
        for path in sorted((root / SCHEMAS).rglob("*.json"))
        if path.relative_to(root).as_posix() not in made
    ]


def write_files(root: Path) -> None:
    """Write every file anew, and remove what is left over."""
    made = made_files(root)
    for path in left_over(root, made):
        path.unlink()
    for name, text in made.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

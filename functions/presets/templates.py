"""A template's files become its content: one that all languages have in common, and one for each language.

A language's file holds what a translator writes and nothing else.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import ValidationError

from functions.domain.kernel.errors import FieldFault
from functions.domain.kernel.validation import field_faults
from functions.domain.settings.types import Setting
from functions.presets.files import File

FOLDER = "templates"
# Where a language's texts stand in a template, and in the file of the language.
_PLACES = {
    "bodies": "body",
    "push.title": "push.title",
    "email.subject": "email.subject",
    "email.preheader": "email.preheader",
    "email.html": "email.html",
    "whatsapp.languages": "whatsapp.language",
    "whatsapp.names": "whatsapp.name",
}


class PushTexts(Setting):
    title: str


class EmailTexts(Setting):
    subject: str
    preheader: str | None = None
    html: str | None = None


class ApprovedText(Setting):
    """What WhatsApp approved in this language: its code, and its name where that is another than the others'."""

    language: str
    name: str | None = None


class LanguageFile(Setting):
    """`<template>.<language>.yaml`."""

    body: str
    push: PushTexts | None = None
    email: EmailTexts | None = None
    whatsapp: ApprovedText | None = None


def assemble(files: Sequence[File]) -> tuple[dict[str, Any], list[FieldFault]]:
    """The templates of a preset by id, to be validated, and what is wrong with the files that they come from."""
    texts: dict[str, dict[str, LanguageFile]] = {}
    common: dict[str, File] = {}
    faults: list[FieldFault] = []
    for file in files:
        id, _, language = file.stem.partition(".")
        if not language:
            common[id] = file
            continue
        try:
            texts.setdefault(id, {})[language] = LanguageFile.model_validate(file.content)
        except ValidationError as error:
            faults += [FieldFault(f"{file.path}: {each.path}", each.message) for each in field_faults(error)]
    for id in texts.keys() - common.keys():
        faults.append(
            FieldFault(f"{FOLDER}/{id}.yaml", "is missing: it says what all languages have in common")
        )
    return {id: _template(file.content, texts.get(id, {})) for id, file in common.items()}, faults


def place(id: str, path: str) -> str:
    """The file, and the field there, of a place in a template."""
    part, _, language = path.rpartition(".")
    if part in _PLACES:
        return f"{FOLDER}/{id}.{language}.yaml: {_PLACES[part]}"
    return f"{FOLDER}/{id}.yaml: {path}"


def _template(common: Any, texts: Mapping[str, LanguageFile]) -> Any:
    """The content with the texts of each language in their places; what is no map is left for validation to refuse."""
    if not isinstance(common, dict):
        return common
    content = dict(common)
    for language, file in texts.items():
        for part, there in _PLACES.items():
            text = _at(file, there)
            if text is not None:
                _put(content, (*part.split("."), language), text=text)
    return content


def _at(file: LanguageFile, place: str) -> str | None:
    found: Any = file
    for name in place.split("."):
        found = getattr(found, name, None)
    return found  # type: ignore[no-any-return]  # the places end at texts


def _put(content: dict[str, Any], place: Sequence[str], *, text: str) -> None:
    """Put a text in its place; maps on the way are copied, so that no file's own is changed."""
    name, *rest = place
    if rest:
        inner = content.get(name)
        content[name] = dict(inner) if isinstance(inner, dict) else {}
        _put(content[name], rest, text=text)
    else:
        content[name] = text

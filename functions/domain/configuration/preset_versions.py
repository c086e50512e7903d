"""What a preset brought last, and the form in which it is held against what the business has."""

from collections.abc import Iterable, Mapping
from itertools import chain
from typing import Any

from pydantic import ValidationError

from functions.domain.configuration.checking import SETTINGS
from functions.domain.configuration.documents import PresetVersion
from functions.domain.configuration.kinds import SAVED
from functions.domain.configuration.loading import validated
from functions.domain.configuration.references import Ref
from functions.domain.configuration.stored import stored_form
from functions.domain.kernel.decisions import Get, Reading, get_all
from functions.domain.kernel.errors import Damaged
from functions.domain.orgs.former_settings import as_today
from functions.domain.settings.business import Settings
from functions.domain.settings.types import Setting


def read_bases() -> Reading[dict[str, PresetVersion | None]]:
    names = (SETTINGS, *SAVED)
    found = yield from get_all(*(Get(PresetVersion, name) for name in names))
    return dict(zip(names, found, strict=True))


def new_bases(preset: str, settings: Settings, contents: Mapping[Ref, Setting]) -> tuple[PresetVersion, ...]:
    by_kind: dict[str, dict[str, Any]] = {collection: {} for collection in SAVED}
    for ref, content in contents.items():
        if ref.collection in by_kind:
            by_kind[ref.collection][ref.id] = stored_form(content)
    first = PresetVersion(id=SETTINGS, preset=preset, content=settings.model_dump(mode="json"))
    return (first, *(PresetVersion(id=name, preset=preset, content=each) for name, each in by_kind.items()))


def refs_of(*contents: Iterable[Ref]) -> tuple[Ref, ...]:
    """The documents of these, each once, but for those that have a life of their own (domain/prompts/)."""
    return tuple(ref for ref in dict.fromkeys(chain.from_iterable(contents)) if ref.collection in SAVED)


def content_of(base: PresetVersion | None) -> dict[str, Any]:
    return base.content if base else {}


def document_form(ref: Ref, content: Any) -> Any:
    """A content as we would store it today, so that it differs only where it was changed."""
    try:
        return stored_form(validated(ref, content))
    except Damaged:
        return content


def settings_form(written: dict[str, Any]) -> dict[str, Any]:
    try:
        return Settings.model_validate(as_today(written)).model_dump(mode="json")
    except ValidationError:
        return written

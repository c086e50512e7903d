"""Settings of another version, read as today's: a name that is not known is read past, one that moved is read anew.

Settings are stored whole, so each setting that is dropped is stored in every organisation that was saved before.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from functions.domain.kernel.leaving_out import Place, holds, without
from functions.domain.settings.business import Settings
from functions.domain.settings.types import STORED

# Where a setting stood, and where it stands today. It counts where the business has left today's as it is by default.
MOVED = ((("calls", "hours"), ("assignment", "hours")),)


@dataclass(frozen=True)
class Known:
    """Of written settings what today's settings know, and the paths of the rest."""

    content: dict[str, Any]
    unknown: tuple[str, ...] = ()


def as_today(written: Mapping[str, Any]) -> dict[str, Any]:
    """Written settings as today's settings say them. What else is wrong with them stays so."""
    return known_settings(written).content


def known_settings(written: Mapping[str, Any]) -> Known:
    """Written settings, without the names that no setting has."""
    try:
        Settings.model_validate(written, context=STORED)
    except ValidationError as error:
        unknown = [place for place in _unknown(error) if holds(written, place)]
    else:
        return Known(dict(written))
    if not unknown:
        return Known(dict(written))
    content = without(_with_moved(written), unknown)
    return Known(content, tuple(".".join(map(str, place)) for place in unknown))


def _unknown(error: ValidationError) -> list[Place]:
    """Words in brackets say which form of several it is, and are no part of the place (settings/types.py)."""
    errors = error.errors(include_url=False, include_input=False)
    places = [each["loc"] for each in errors if each["type"] == "extra_forbidden"]
    return [tuple(part for part in place if not str(part).startswith("(")) for place in places]


def _with_moved(written: Mapping[str, Any]) -> dict[str, Any]:
    settings = dict(written)
    for (group, name), (to_group, to_name) in MOVED:
        former, today = _part(settings, group), _part(settings, to_group)
        if name in former and today.get(to_name) in (None, _usual(to_group)[to_name]):
            settings[to_group] = {**today, to_name: former[name]}
    return settings


def _part(settings: Mapping[str, Any], group: str) -> Mapping[str, Any]:
    part = settings.get(group)
    return part if isinstance(part, Mapping) else {}


def _usual(group: str) -> dict[str, Any]:
    usual: dict[str, Any] = Settings.model_fields[group].get_default().model_dump(mode="json")
    return usual

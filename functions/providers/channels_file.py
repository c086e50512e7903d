"""The file that sets up an organisation's channels: YAML, provider -> settings.

whatsapp_cloud:
  phone_number_id: "1029384756"
  access_token: {secret: KOPI_WHATSAPP_TOKEN}
smtp: {host: smtp.example.com, sender: "kopi@example.com", password: {secret: KOPI_SMTP}}
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

import yaml

from functions.domain.kernel.errors import FieldFault, Malformed
from functions.domain.kernel.validation import Faults
from functions.domain.settings.types import Channel
from functions.providers.registry import PROVIDERS, parse_settings

SERVES = "channels"


@dataclass(frozen=True)
class ChannelsFile:
    """The providers of a file, checked; whom each channel is served by; and the secrets that they name."""

    providers: dict[str, dict[str, Any]]
    served_by: dict[Channel, str]
    secret_names: tuple[str, ...]


def read_channels(path: Path) -> ChannelsFile:
    """A file's providers. Malformed names the file, and each field that is wrong with the reason."""
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = f"line {mark.line + 1}" if mark else "file"
        raise Malformed(path.name, [FieldFault(place, str(getattr(error, "problem", error)))]) from None
    return parse_channels(content, path.name)


def parse_channels(content: object, what: str) -> ChannelsFile:
    """The same for what a file holds. A provider that can serve several channels serves all of them, or those that its
    `channels` names. Two providers for one channel are a mistake, unless `channels` tells them apart.
    """
    faults = Faults(what)
    if not isinstance(content, Mapping) or not content:
        raise Malformed(what, [FieldFault("file", "must be provider: settings")])
    providers: dict[str, dict[str, Any]] = {}
    served_by: dict[Channel, str] = {}
    for name, settings in content.items():
        given = dict(settings) if isinstance(settings, Mapping) else {}
        if name not in PROVIDERS:
            faults.add(str(name), f"is no provider; there are {', '.join(PROVIDERS)}")
            continue
        if settings is not None and not isinstance(settings, Mapping):
            faults.add(name, "must be settings by name")
            continue
        for channel in _channels(name, given.pop(SERVES, None), faults):
            if channel in served_by:
                faults.add(f"{name}.{SERVES}", f"{channel} is served by {served_by[channel]} already")
            served_by[channel] = name
        providers[name] = _checked(name, given, faults)
    faults.raise_any()
    return ChannelsFile(providers, served_by, tuple(sorted(set(_secrets(providers)))))


def _channels(provider: str, wanted: object, faults: Faults) -> tuple[Channel, ...]:
    possible = PROVIDERS[provider].channels
    if wanted is None:
        return possible
    if not isinstance(wanted, list) or not set(map(str, wanted)) <= set(possible):
        faults.add(f"{provider}.{SERVES}", f"must be a list of {', '.join(possible) or 'nothing'}")
        return ()
    return tuple(channel for channel in get_args(Channel) if channel in wanted)


def _checked(provider: str, settings: dict[str, Any], faults: Faults) -> dict[str, Any]:
    try:
        return parse_settings(provider, settings).model_dump(mode="json")
    except Malformed as error:
        for fault in error.faults:
            faults.add(f"{provider}.{fault.path}", fault.message)
        return {}


def _secrets(settings: Any) -> Iterator[str]:
    """Every `secret: NAME` below, however deep."""
    if isinstance(settings, Mapping) and set(settings) == {"secret"}:
        yield settings["secret"]
    elif isinstance(settings, Mapping):
        yield from _secrets(list(settings.values()))
    elif isinstance(settings, list):
        for value in settings:
            yield from _secrets(value)

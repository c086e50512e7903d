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
from functions.providers.contract import ProviderSettings
from functions.providers.registry import PROVIDERS, parse_settings

SERVES = "channels"


@dataclass(frozen=True)
class ChannelsFile:
    """The settings of the providers in a file, checked; the provider of each channel; the channels that have no window;
    and the secrets that the providers name.
    """

    providers: dict[str, dict[str, Any]]
    served_by: dict[Channel, str]
    windowless: tuple[Channel, ...]
    secret_names: tuple[str, ...]


def read_channels(path: Path) -> ChannelsFile:
    """A file's providers. Malformed names the file, and each wrong field with the reason."""
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = f"line {mark.line + 1}" if mark else "file"
        raise Malformed(path.name, [FieldFault(place, str(getattr(error, "problem", error)))]) from None
    except (ValueError, RecursionError) as error:  # not UTF-8, a date of a 13th month
        raise Malformed(path.name, [FieldFault("file", f"cannot be read: {type(error).__name__}")]) from None
    return parse_channels(content, path.name)


def parse_channels(content: object, what: str) -> ChannelsFile:
    """The same for a file's content. A provider that can serve several channels serves all of them, or those that its
    `channels` names. Two providers for one channel are a mistake, unless `channels` tells them apart.
    """
    faults = Faults(what)
    if not isinstance(content, Mapping) or not content:
        raise Malformed(what, [FieldFault("file", "must be provider: settings")])
    checked: dict[str, ProviderSettings] = {}
    served_by: dict[Channel, str] = {}
    for name, fields in _entries(content, faults):
        for channel in _channels(name, fields.pop(SERVES, None), faults):
            if channel in served_by:
                faults.add(f"{name}.{SERVES}", f"{channel} is served by {served_by[channel]} already")
            served_by[channel] = name
        checked |= _checked(name, fields, faults)
    faults.raise_any()
    return _file(checked, served_by)


def _entries(content: Mapping[Any, Any], faults: Faults) -> Iterator[tuple[str, dict[str, Any]]]:
    """The providers that there are, each with its fields."""
    for name, settings in content.items():
        if name not in PROVIDERS:
            faults.add(str(name), f"is no provider; there are {', '.join(PROVIDERS)}")
        elif settings is not None and not isinstance(settings, Mapping):
            faults.add(name, "must be settings by name")
        else:
            yield name, dict(settings or {})


def _file(providers: Mapping[str, ProviderSettings], served_by: dict[Channel, str]) -> ChannelsFile:
    dumped = {name: settings.model_dump(mode="json") for name, settings in providers.items()}
    windowless = tuple(channel for channel, name in served_by.items() if not providers[name].has_window)
    return ChannelsFile(dumped, served_by, windowless, tuple(sorted(set(_secrets(dumped)))))


def _channels(provider: str, wanted: object, faults: Faults) -> tuple[Channel, ...]:
    possible = PROVIDERS[provider].channels
    if wanted is None:
        return possible
    if not isinstance(wanted, list) or not set(map(str, wanted)) <= set(possible):
        faults.add(f"{provider}.{SERVES}", f"must be a list of {', '.join(possible) or 'nothing'}")
        return ()
    return tuple(channel for channel in get_args(Channel) if channel in wanted)


def _checked(provider: str, settings: dict[str, Any], faults: Faults) -> dict[str, ProviderSettings]:
    """The provider's settings under its name; nothing if they are wrong."""
    try:
        return {provider: parse_settings(provider, settings)}
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

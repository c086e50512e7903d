"""The providers, and which one serves a channel of an organisation.

Each is imported when it is first asked for: an instance that sends email never loads what push needs. This is the only
module that names the folders.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Any, get_args

from pydantic import ValidationError

from functions.domain.kernel.errors import Malformed, Misconfigured
from functions.domain.kernel.validation import field_faults
from functions.domain.orgs.org import Org
from functions.domain.settings.types import Channel
from functions.providers.contract import (
    Provider,
    ProviderSettings,
    SendingModule,
    SettingsModule,
    WebhooksModule,
)


@dataclass(frozen=True)
class Listed:
    """A provider's folder, the channels that it can serve, and whether it calls back. One that serves no channel
    reports on mail that `smtp` sends.
    """

    folder: str
    channels: tuple[Channel, ...] = ()
    calls_back: bool = True


PROVIDERS: Mapping[str, Listed] = {
    "sandbox": Listed("functions.providers.sandbox", get_args(Channel)),
    "fcm": Listed("functions.providers.fcm", ("push",), calls_back=False),
    "whatsapp_cloud": Listed("functions.providers.whatsapp_cloud", ("whatsapp",)),
    "waha": Listed("functions.providers.waha", ("whatsapp",)),
    "twilio": Listed("functions.providers.twilio", ("whatsapp", "sms")),
    "gupshup": Listed("functions.providers.gupshup", ("whatsapp", "sms")),
    "interakt": Listed("functions.providers.interakt", ("whatsapp",)),
    "smtp": Listed("functions.providers.smtp", ("email",), calls_back=False),
    "resend": Listed("functions.providers.resend", ("email",)),
    "sendgrid": Listed("functions.providers.sendgrid"),
    "ses": Listed("functions.providers.ses"),
}


SANDBOX = "sandbox"  # serves each channel for which the business names no provider


def provider_for(org: Org, channel: Channel) -> Provider:
    """The provider that serves a channel of an organisation. Raises Misconfigured."""
    name = org.served_by.get(channel, SANDBOX)
    listed = PROVIDERS.get(name)
    if listed is None or channel not in listed.channels:
        raise Misconfigured(name, f"there is no such provider for {channel}")
    try:
        settings = parse_settings(name, org.providers.get(name, {}))
    except Malformed as error:
        raise Misconfigured(name, str(error)) from None
    return sending_of(name).make(channel, settings)


def parse_settings(provider: str, settings: Mapping[str, Any]) -> ProviderSettings:
    """A provider's settings, checked. Malformed names each wrong field with its reason."""
    module: SettingsModule = _module(provider, "settings")
    try:
        return module.SETTINGS.model_validate(settings)
    except ValidationError as error:
        raise Malformed(provider, field_faults(error)) from None


def calls_back(provider: str) -> bool:
    """Whether there is such a provider, and it has webhooks."""
    listed = PROVIDERS.get(provider)
    return listed is not None and listed.calls_back


def sending_of(provider: str) -> SendingModule:
    """How a provider that serves a channel is made."""
    return _module(provider, "sending")  # type: ignore[no-any-return]


def webhooks_of(provider: str) -> WebhooksModule:
    """How the callbacks of a provider are read that `calls_back`."""
    return _module(provider, "webhooks")  # type: ignore[no-any-return]


def _module(provider: str, name: str) -> Any:
    return import_module(f"{PROVIDERS[provider].folder}.{name}")

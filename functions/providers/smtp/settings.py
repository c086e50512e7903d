"""What a mail server can be set to."""

import ipaddress
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from functions.providers.contract import ProviderSettings
from functions.providers.email_parts import Mailbox
from functions.providers.secrets import SecretName

NAME = "smtp"
CLOSED_PORT = 25


class SmtpSettings(ProviderSettings):
    """`security`: `starttls` and `tls` are insisted on; `none` is for this machine alone. `sender` and `reply_to` are
    `Kopi <hello@kopi.example>` or the bare address; without a name the business's is used. `relay`: whose reports come
    to `hooks/{org}/sendgrid` or `/ses`. `configuration_set`: the one of SES that publishes them.
    """

    host: Annotated[str, Field(pattern=r"^[A-Za-z0-9.:-]+$")]
    port: Annotated[int, Field(ge=1, le=65535)] = 587
    security: Literal["starttls", "tls", "none"] = "starttls"
    username: str | None = None
    password: SecretName | None = None
    sender: Mailbox
    reply_to: Mailbox | None = None
    relay: Literal["sendgrid", "ses"] | None = None
    configuration_set: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,64}$")] | None = None

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        if (self.username is None) != (self.password is None):
            raise ValueError("username and password go together")
        if self.security == "none" and not _is_here(self.host):
            raise ValueError("security: none is for a server on this machine alone")
        if self.port == CLOSED_PORT and not _is_here(self.host):
            raise ValueError("port: 25 is closed on Google Cloud; mail servers take 587 or 465")
        if self.configuration_set is not None and self.relay != "ses":
            raise ValueError("configuration_set is for relay: ses")
        return self


SETTINGS = SmtpSettings


def _is_here(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"

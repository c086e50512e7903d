"""How a business wants its customers written to: which channels first, when not, how often at most, at what cost."""

import re
from collections.abc import Mapping
from datetime import time
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from functions.domain.settings.types import Channel, CustomerGroup, CustomerPurpose, Setting

Temperature = Literal["hot", "warm", "cold"]
MOST_MESSAGES = 10**9
_CLOCK = re.compile(r"\d\d:\d\d(:\d\d)?")
_URL = re.compile(r"https?://[^\s/]+(/[^\s]*)?")


def _url(text: str) -> str:
    if not _URL.fullmatch(text):
        raise ValueError("is not an address like https://example.com")
    return text.rstrip("/")


def _clock(given: object) -> object:
    """21:00 without quotes is a number in YAML; a time with a zone is not by the customer's clock."""
    if isinstance(given, time) and given.tzinfo is None:
        return given
    if isinstance(given, str) and _CLOCK.fullmatch(given):
        return given
    raise ValueError('is not a time of day like "21:00", in quotes')


PublicUrl = Annotated[str, AfterValidator(_url)]
Word = Annotated[str, Field(min_length=1, max_length=100)]
LocalTime = Annotated[time, BeforeValidator(_clock)]


class QuietSpan(Setting):
    """From `start` to `end` by the reader's own clock, over midnight where `end` is the earlier one."""

    start: LocalTime
    end: LocalTime

    @model_validator(mode="after")
    def _is_a_span(self) -> Self:
        if self.start == self.end:
            raise ValueError("start and end are the same")
        return self


class QuietHours(QuietSpan):
    """The quiet hours of customers, for messages of these purposes."""

    purposes: tuple[CustomerPurpose, ...] = ("marketing",)


class Cap(Setting):
    """At most so many marketing messages a local day and a local week (from Monday)."""

    day: Annotated[int, Field(ge=1, le=MOST_MESSAGES)] | None = None
    week: Annotated[int, Field(ge=1, le=MOST_MESSAGES)] | None = None


class FrequencyCaps(Setting):
    """Over all channels, and on each. Transactional messages neither count nor are held to them."""

    overall: Cap = Cap()
    channels: Mapping[Channel, Cap] = {}

    @property
    def has_any(self) -> bool:
        return any(cap != Cap() for cap in (self.overall, *self.channels.values()))


class ChannelRule(Setting):
    """The channels, first one first, for the customers and purposes that it names; one it does not name is any."""

    customer_group: CustomerGroup | None = None
    purpose: CustomerPurpose | None = None
    temperature: Temperature | None = None
    channels: Annotated[tuple[Channel, ...], Field(min_length=1)]


class MessageSettings(Setting):
    """The business's rules of the send gate (messages/gate.py).

    `daily_budget`: marketing messages a day of the organisation, all customers together. `is_paused` is the kill
    switch: nothing goes out while it is on. `is_dry_run`: everything is decided and nothing is handed over.
    `most_sms_segments`: a longer text is not sent by SMS.
    `public_url`: where the outside world reaches the function `hooks`; links in messages need it, and so do providers
    that sign the address that they call.
    `patience_hours`: what happened longer ago (an imported order) counts, and brings no message.
    `stop_words`, `start_words`: what customers write to opt out and in again, besides those of consent/keywords.py.
    """

    channel_rules: tuple[ChannelRule, ...] = ()
    quiet_hours: QuietHours | None = None
    caps: FrequencyCaps = FrequencyCaps()
    patience_hours: Annotated[int, Field(ge=1, le=24 * 366)] = 24 * 7
    daily_budget: Annotated[int, Field(ge=0, le=MOST_MESSAGES)] | None = None
    is_paused: bool = False
    is_dry_run: bool = False
    tracks_links: bool = False
    most_sms_segments: Annotated[int, Field(ge=1, le=10)] = 10
    public_url: PublicUrl | None = None
    stop_words: tuple[Word, ...] = ()
    start_words: tuple[Word, ...] = ()

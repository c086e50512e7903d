"""The shape in which a system of the business's own brings what a customer wrote on WhatsApp (S003-26)."""

from datetime import UTC, datetime
from functools import partial
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from functions.domain.customers.addresses import whatsapp_phone
from functions.domain.kernel.decisions import Value
from functions.domain.kernel.lenient_forms import Warned, bounded, read_sparing
from functions.domain.kernel.validation import (
    EARLIEST_YEAR,
    Faults,
    Form,
    LongText,
    OptionalText,
    Text,
    blank_is_none,
    number_as_text,
)
from functions.domain.orgs.org import Org
from functions.domain.providers.events import InboundMessage, Kind, MediaRef, Sender, believed

WHAT = "message"
# As `provider` where the business names none for WhatsApp.
NO_PROVIDER = "webhook"
MOST_MEDIA = 10
ESSENTIAL = frozenset({"from", "body", "timestamp", "message_id"})
_EXAMPLE = "2025-01-25 10:30:00"
_MILLISECONDS = 10**11  # as seconds that would be the year 5138


def _instant(value: object) -> object:
    """A clock's time with a zone or without one, or seconds or milliseconds since 1970."""
    try:
        if isinstance(value, int) and not isinstance(value, bool):
            return datetime.fromtimestamp(value / 1000 if value >= _MILLISECONDS else value, UTC)
        text = value.strip() if isinstance(value, str) else ""
        at = datetime.fromisoformat(text) if len(text) > len("2025-01-25") else None
    except (ValueError, OverflowError, OSError):
        at = None
    if at is None:
        raise ValueError(f"must be an instant like {_EXAMPLE}, by the business's clock where it has no zone")
    return at


def _plausible(at: datetime) -> datetime:
    if at.year < EARLIEST_YEAR or at.year > 9000:
        raise ValueError(f"is not of a year from {EARLIEST_YEAR} on")
    return at


def _web_address(url: str) -> str:
    if not url.startswith(("https://", "http://")):
        raise ValueError("must be an address that begins with https://")
    return url


_Latitude = Annotated[float, Field(ge=-90, le=90)]
_Longitude = Annotated[float, Field(ge=-180, le=180)]
_Url = Annotated[str, Field(strict=True, max_length=2000), AfterValidator(_web_address)]


class PostedMedium(Form):
    """A file at `url`, or a place. One without a type was wrong, and is left out."""

    type: Literal["image", "document", "video", "audio", "location"] | None = None
    url: _Url | None = None
    filename: OptionalText = None
    mime_type: OptionalText = None
    latitude: _Latitude | None = None
    longitude: _Longitude | None = None
    name: OptionalText = None
    address: OptionalText = None

    @model_validator(mode="after")
    def _has_what_its_type_needs(self) -> Self:
        if self.type == "location" and (self.latitude is None or self.longitude is None):
            raise ValueError("latitude: a location has latitude and longitude")
        if self.type not in (None, "location") and self.url is None:
            raise ValueError(f"url: is missing, and {self.type} is a file")
        return self


class PostedReferral(Form):
    """The ad that the customer came from, as Meta calls its parts. `source_id`: the ad's id."""

    source_id: Annotated[OptionalText, BeforeValidator(number_as_text)] = None
    source_type: OptionalText = None
    source_url: _Url | None = None
    headline: OptionalText = None
    body: LongText | None = None
    ctwa_clid: OptionalText = None


class PostedMessage(Form):
    """The body of `POST hooks/{org}/whatsapp`. `ad`: the ad's id alone, in place of a `referral`."""

    from_: Annotated[Text, BeforeValidator(number_as_text), Field(alias="from")]
    body: Annotated[LongText | None, BeforeValidator(blank_is_none)] = None
    timestamp: Annotated[datetime, BeforeValidator(_instant), AfterValidator(_plausible)]
    message_id: Text
    name: OptionalText = None
    media: Annotated[tuple[PostedMedium, ...], Field(max_length=MOST_MEDIA)] = ()
    ad: Annotated[OptionalText, BeforeValidator(number_as_text)] = None
    referral: PostedReferral | None = None


class ParsedMessage(Value):
    """What a customer wrote, with warnings for what was left out."""

    message: InboundMessage
    warnings: tuple[Warned, ...] = ()


def parse_message(org: Org, body: object, now: datetime) -> ParsedMessage:
    """A request's body as the event that a provider's callback is. Malformed with every fault that was found.

    The provider is the one that serves the business's WhatsApp: a message that it also brings itself is the same one.
    """
    form, left_out = read_sparing(PostedMessage, body, WHAT, essential=ESSENTIAL)
    faults = Faults(WHAT)
    phone = faults.checked("from", partial(whatsapp_phone, form.from_, org.settings.country), "")
    media = tuple(each for each in form.media if each.type is not None)
    if form.body is None and not media:
        faults.add("body", "is missing, and there is no media")
    faults.raise_any()
    zone = org.zone
    at = form.timestamp if form.timestamp.tzinfo is not None else form.timestamp.replace(tzinfo=zone)
    message = InboundMessage(
        provider=org.served_by.get("whatsapp", NO_PROVIDER),
        channel="whatsapp",
        id=form.message_id,
        at=at.astimezone(UTC),
        origin="customer",
        kind=_kind(media),
        sender=Sender(phone=phone, name=form.name),
        text=form.body,
        media=tuple(
            MediaRef(kind=each.type, url=each.url, mime_type=each.mime_type, filename=each.filename)
            for each in media
            if each.type not in (None, "location")
        ),
        extra=_extra(form, media),
    )
    heard = believed(message, now)
    assert isinstance(heard, InboundMessage), "an event stays of its kind"
    return ParsedMessage(message=heard, warnings=bounded(left_out))


def _kind(media: tuple[PostedMedium, ...]) -> Kind:
    if any(each.type == "location" for each in media):
        return "location"
    return "media" if media else "text"


def _extra(form: PostedMessage, media: tuple[PostedMedium, ...]) -> dict[str, Any]:
    """The ad, and the place, as other providers' messages have them."""
    referral = form.referral.model_dump(exclude_none=True) if form.referral is not None else {}
    if form.ad is not None:
        referral = {"source_id": form.ad, "source_type": "ad"} | referral
    place = next((each for each in media if each.type == "location"), None)
    names = {"latitude", "longitude", "name", "address", "url"}
    found = {
        "referral": referral,
        "location": place.model_dump(exclude_none=True, include=names) if place is not None else {},
    }
    return {name: value for name, value in found.items() if value}

"""What a business writes for one occasion: a text in its languages, and what each channel has beside it."""

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field

from functions.domain.settings import LocaleTag, Purpose, Setting

Texts = Annotated[Mapping[LocaleTag, str], Field(min_length=1)]


class Variable(Setting):
    """A place in the texts. Without a default its value must come with the message. `sample` is for previews."""

    default: str | int | None = None
    is_required: bool = True
    sample: str | int | None = None


class PushSettings(Setting):
    """`title` by language, `link` into the app, `data` for it; all of them may have variables."""

    title: Texts | None = None
    link: str | None = None
    data: Mapping[str, str] = {}


class EmailSettings(Setting):
    """`html` is escaped as it is rendered; without it the text alone goes out. `preheader`: the preview line."""

    subject: Texts
    html: Texts | None = None
    preheader: Texts | None = None


class WhatsAppSettings(Setting):
    """The template that WhatsApp approved: its name, the approved code of each of our languages, and the texts that
    fill its places, in their order; each may have variables.
    """

    name: Annotated[str, Field(pattern=r"^[A-Za-z0-9_]{1,512}$")]
    languages: Annotated[Mapping[LocaleTag, str], Field(min_length=1)]
    parameters: tuple[str, ...] = ()
    header: str | None = None
    buttons: Mapping[int, str] = {}


class MediaSettings(Setting):
    kind: Literal["image", "video", "audio", "document"]
    url: str
    filename: str | None = None


class TemplateSettings(Setting):
    """A message's text by language. `resend`: whether it may go out again when nobody knows if it did.

    `variables` are those that the texts use beside `name` and `business`; one that is not declared must come with the
    message.
    """

    purpose: Purpose
    bodies: Texts
    variables: Mapping[str, Variable] = {}
    push: PushSettings = PushSettings()
    email: EmailSettings | None = None
    whatsapp: WhatsAppSettings | None = None
    media: MediaSettings | None = None
    resend: bool = False

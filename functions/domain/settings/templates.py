"""What a business writes for one occasion: a text in its languages, and what each channel has beside it."""

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field

from functions.domain.settings.types import LocaleTag, Setting, TemplatePurpose

Texts = Annotated[Mapping[LocaleTag, str], Field(min_length=1)]
ApprovedName = Annotated[str, Field(pattern=r"^[A-Za-z0-9_]{1,512}$")]


class Variable(Setting):
    """A place in the texts. Without a default its value must come with the message, unless it is not required: then it
    may be empty. `sample` is for checks and previews.
    """

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
    fill its places, in their order; each may have variables. `names`: languages whose approved name is another one.
    """

    name: ApprovedName
    languages: Annotated[Mapping[LocaleTag, str], Field(min_length=1)]
    names: Mapping[LocaleTag, ApprovedName] = {}
    parameters: tuple[str, ...] = ()
    header: str | None = None
    buttons: Mapping[int, str] = {}


class MediaSettings(Setting):
    kind: Literal["image", "video", "audio", "document"]
    url: str
    filename: str | None = None


class TemplateSettings(Setting):
    """A message's text by language. `resend`: whether it may go out again when it is unknown whether it did.

    `variables` are those that the texts use beside `name` and `business`, and beside what the rule gives that the
    template is for; the texts of a template that no rule names may use others, and the message must bring them.
    """

    purpose: TemplatePurpose
    bodies: Texts
    variables: Mapping[str, Variable] = {}
    push: PushSettings = PushSettings()
    email: EmailSettings | None = None
    whatsapp: WhatsAppSettings | None = None
    media: MediaSettings | None = None
    resend: bool = False

    def filled(self, given: Mapping[str, str | int | None]) -> dict[str, str | int | None]:
        """What came with a message, and the defaults where nothing came. One that is not required may stay empty."""
        declared = self.variables.items()
        return {
            **given,
            **{name: each.default for name, each in declared if _is_filled(each, given.get(name))},
        }

    def missing(self, given: Mapping[str, str | int | None]) -> str | None:
        """The first variable that must come with a message and did not."""
        return next((name for name, each in self.variables.items() if _lacks(each, given.get(name))), None)


def _is_filled(variable: Variable, value: str | int | None) -> bool:
    return value is None and not _lacks(variable, value)


def _lacks(variable: Variable, value: str | int | None) -> bool:
    return variable.is_required and variable.default is None and value is None

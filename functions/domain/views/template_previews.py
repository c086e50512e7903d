"""A template before anybody gets it: each of its languages on each channel, with sample values, and nothing is sent."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Annotated, Any, Final

from pydantic import Field

from functions.domain.configuration.kinds import KINDS
from functions.domain.configuration.loading import validated
from functions.domain.configuration.references import Ref
from functions.domain.configuration.saving import save_configuration
from functions.domain.kernel.decisions import NOTHING, Decision
from functions.domain.kernel.errors import NotFound
from functions.domain.kernel.validation import Form
from functions.domain.orgs.org import Org
from functions.domain.settings.types import Channel, LocaleTag
from functions.domain.staff.permissions import permitted
from functions.domain.templates.checks import channels_of, languages_of
from functions.domain.templates.previews import Preview, preview

COLLECTION: Final = "templates"
MOST_LOCALES: Final = 20


class TemplatePreviewForm(Form):
    """`content`: a template that is not saved, in place of the one that is. Without `channels` those of the business,
    without `locales` those of the texts.
    """

    content: dict[str, Any] | None = None
    channels: Annotated[tuple[Channel, ...], Field(max_length=10)] = ()
    locales: Annotated[tuple[LocaleTag, ...], Field(max_length=MOST_LOCALES)] = ()


def template_preview(
    org: Org, uid: str, id: str, *, form: TemplatePreviewForm, now: datetime
) -> Decision[dict[str, Any]]:
    """How a template reads on each channel in each language, with the samples of its variables. A content that is not
    saved is checked as one that would be, and writes nothing.

    Bills 1 read, with a content what saving it reads. Raises Forbidden, NotFound; Malformed with every fault of the
    content.
    """
    yield from permitted(uid, KINDS[COLLECTION].roles)
    if form.content is not None:
        saving = save_configuration(
            org.id, Ref(COLLECTION, id), content=form.content, by=uid, now=now, place="content"
        )
        yield from saving
        org = _with_template(org, id, form.content)
    if id not in org.templates:
        raise NotFound("document of templates")
    template = org.templates[id]
    locales: Sequence[str] = form.locales or languages_of(template)
    found = [
        preview(org, id, channel=channel, locale=locale)
        for channel in form.channels or channels_of(org.settings, template)
        for locale in dict.fromkeys(locales)
    ]
    shown = {"id": id, "previews": [_shown(each) for each in found]}
    return NOTHING, shown


def _with_template(org: Org, id: str, content: object) -> Org:
    known = validated(Ref(COLLECTION, id), content)
    return org.model_copy(update={"templates": {**org.templates, id: known}})


def _shown(found: Preview) -> dict[str, Any]:
    content = found.content
    parts = ("title", "text", "html", "preheader", "link", "data")
    return {
        "channel": found.channel,
        "locale": found.locale,
        **{name: getattr(content, name) if content else None for name in parts},
        "approved": asdict(content.template) if content and content.template else None,
        "size": found.size,
        "problems": list(found.faults),
    }

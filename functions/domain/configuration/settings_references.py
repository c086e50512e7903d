"""The documents that an organisation's settings name: the templates of the assistant's sentences."""

from collections.abc import Iterable

from functions.domain.configuration.references import Ref, Reference
from functions.domain.settings.business import Settings


def settings_references(settings: Settings) -> Iterable[Reference]:
    """The places in settings that name a document."""
    templates = settings.assistant.templates
    if templates is not None:
        for name, id in templates:
            if id is not None:
                yield Reference(f"assistant.templates.{name}", Ref("templates", id))
    if settings.assistant.satisfaction is not None:
        id = settings.assistant.satisfaction.template
        yield Reference("assistant.satisfaction.template", Ref("templates", id))

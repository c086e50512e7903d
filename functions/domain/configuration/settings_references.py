"""The documents that an organisation's settings name: the templates of the assistant's sentences, and what its
experiments try.
"""

from collections.abc import Iterable

from functions.domain.configuration.references import Ref, Reference
from functions.domain.settings.business import Settings
from functions.domain.settings.prompts import prompt_id


def settings_references(settings: Settings) -> Iterable[Reference]:
    """The places in settings that name a document."""
    templates = settings.assistant.templates
    if templates is not None:
        for name, id in templates:
            if id is not None:
                yield Reference(f"assistant.templates.{name}", Ref("templates", id))
    for name, experiment in settings.assistant.experiments.items():
        for arm_name, arm in experiment.arms.items():
            where = f"assistant.experiments.{name}.arms.{arm_name}"
            for sentence, id in arm.templates.items():
                yield Reference(f"{where}.templates.{sentence}", Ref("templates", id))
            if arm.prompt is not None:
                yield Reference(f"{where}.prompt", Ref("prompts", prompt_id(arm.prompt)))
    if settings.assistant.satisfaction is not None:
        id = settings.assistant.satisfaction.template
        yield Reference("assistant.satisfaction.template", Ref("templates", id))

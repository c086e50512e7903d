"""Which model answers for an organisation, where one is set up: what a prompt is tried with."""

from functions.domain.model_answers.questions import ModelAnswer, Question
from functions.domain.orgs.org import Org
from functions.domain.prompts.playing import Model


def model_of(org: Org) -> Model | None:
    """The model that answers the organisation's customers; None where the rules answer alone."""
    model = org.settings.assistant.model
    return Model(model.name, _ask) if model is not None else None


def _ask(question: Question) -> ModelAnswer:
    """Raises ProviderAway or Misconfigured. Loads the model's library, when one is first asked."""
    from functions.providers.assistant_model import responder

    return responder(question)

"""Which model answers for an organisation, where one is set up: what a prompt is tried with."""

from functions.domain.orgs.org import Org
from functions.domain.prompts.playing import Model


def model_of(org: Org) -> Model | None:
    """The model that answers the organisation's customers; None where the rules answer alone."""
    return None

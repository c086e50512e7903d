"""What templates may count on of a document beside the customer: the samples name fields that its model has."""

import pytest

from functions.domain.automation_texts.parts import figures_of
from functions.domain.occasions.asking import State
from functions.domain.occasions.watched import WATCHED_COLLECTIONS, model_of
from functions.domain.templates.samples import DOCUMENTS_GIVE
from tests.builders import a_customer, a_message


@pytest.mark.parametrize("collection", WATCHED_COLLECTIONS)
def test_every_field_that_templates_count_on_is_given(collection: str) -> None:
    named = DOCUMENTS_GIVE[collection]  # type: ignore[index]  # the collections are those of the settings
    subject = model_of(collection).model_validate({"id": "x", **named})
    given = figures_of(State(subject, None))
    assert {name: given[name] for name in named} == {
        name: None if name == "product" and collection == "products" else sample
        for name, sample in named.items()
    }


@pytest.mark.parametrize("collection", WATCHED_COLLECTIONS)
def test_a_message_about_every_kind_of_document_can_be_kept(collection: str) -> None:
    """A contract that is not cancelled kept its messages from being made: a variable is no yes or no."""
    given = figures_of(State(model_of(collection).model_validate({"id": "x"}), a_customer()))
    assert a_message(variables=given).variables == given

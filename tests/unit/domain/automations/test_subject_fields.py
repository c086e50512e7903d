"""What templates may count on of a document beside the customer: the samples name fields that its model has."""

import pytest

from functions.domain.accounts.invoices import Invoice
from functions.domain.automations.actions import figures_of
from functions.domain.automations.asking import State
from functions.domain.automations.watched import WATCHED_COLLECTIONS, model_of
from functions.domain.templates.samples import DOCUMENTS_GIVE


@pytest.mark.parametrize("collection", WATCHED_COLLECTIONS)
def test_every_field_that_templates_count_on_is_given(collection: str) -> None:
    named = DOCUMENTS_GIVE[collection]  # type: ignore[index]  # the collections are those of the settings
    subject = model_of(collection).model_validate({"id": "x", **named})
    given = figures_of(State(subject, None))
    assert {name: given[name] for name in named} == {
        name: None if name == "product" and collection == "products" else sample
        for name, sample in named.items()
    }


def test_a_flag_of_a_document_is_no_variable_of_a_template() -> None:
    given = figures_of(State(Invoice(id="x", number="INV/1", total_minor=900), None))
    assert "is_cancelled" not in given
    assert (given["number"], given["total_minor"], given["due_on"]) == ("INV/1", 900, None)

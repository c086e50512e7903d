"""Each collection of the server's is in the table of what names a customer, once."""

from functions.domain.joins.owned import OWNED
from functions.domain.kernel.decisions import Document
from functions.domain.privacy.naming import APART, NAMES_NO_CUSTOMER, NAMING
from tests.unit.domain.test_every_document import below

COLLECTIONS = {
    model.collection
    for model in below(Document)
    if model.__module__.startswith("functions.")
    and hasattr(model, "collection")
    and "/" not in model.collection
}


def test_each_collection_says_what_becomes_of_it_when_a_customer_is_erased() -> None:
    placed = [*(row.collection for row in NAMING), *APART, *NAMES_NO_CUSTOMER]
    assert len(set(placed)) == len(placed)
    assert set(placed) == COLLECTIONS


def test_what_moves_with_a_customer_names_them() -> None:
    naming = {row.collection for row in NAMING} | APART.keys()
    assert {model.collection for model in OWNED} <= naming


def test_each_document_that_holds_a_customer_s_id_is_in_the_table() -> None:
    holding = {
        model.collection
        for model in below(Document)
        if model.__module__.startswith("functions.")
        and "customer_id" in model.model_fields
        and hasattr(model, "collection")
    }
    naming = {row.collection for row in NAMING} | APART.keys()
    # A product is watched as other documents are, and is of no customer.
    assert {each for each in holding if "/" not in each} - {"products"} <= naming

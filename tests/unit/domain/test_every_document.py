"""Every document that a decision reads can be read whatever was done to it by hand."""

import importlib
import pkgutil
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from functions import domain
from functions.domain.kernel.decisions import Document
from functions.store.documents import read_document
from functions.store.snapshots import Snapshot
from tests.builders import NOON

for module in pkgutil.walk_packages(domain.__path__, "functions.domain."):
    importlib.import_module(module.name)

# What a person restores from a former version, and what a page of the server's own work goes by: neither is guessed.
STRICT = {
    "AutomationVersion",
    "CalendarEntryVersion",
    "ConsumptionProfileVersion",
    "ConfigurationVersion",
    "FaqVersion",
    "PackageVersion",
    "PipelineVersion",
    "PresetVersion",
    "PromptExampleVersion",
    "Rebuild",
    "RecommendationRuleVersion",
    "SegmentVersion",
    "OfferVersion",
    "RecordedOrder",  # is written whole and read as KnownOrder
    "SettingsVersion",
    "SubjectRebuild",
    "TemplateVersion",
    "TerritoryVersion",
}


def below(model: type[Document]) -> Iterator[type[Document]]:
    for one in model.__subclasses__():
        yield one
        yield from below(one)


MODELS = sorted(
    {
        m
        for m in below(Document)
        if m.__module__.startswith("functions.") and m.is_lenient and hasattr(m, "collection")
    },
    key=lambda model: (model.__module__, model.__qualname__),
)
LENIENT = [model for model in MODELS if model.__name__ not in STRICT]
VALUES: st.SearchStrategy[Any] = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**63 - 1)
    | st.floats(allow_nan=False)
    | st.text(max_size=3)
    | st.just(NOON),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text("ab", max_size=2), inner, max_size=2),
    max_leaves=4,
)


@pytest.mark.parametrize("model", LENIENT, ids=lambda model: model.__name__)
def test_an_empty_document_is_read(model: type[Document]) -> None:
    read, _ = read_document(model, Snapshot(f"orgs/kopi/{model.collection}/x", {}, 1))
    assert read is not None


@settings(max_examples=200, deadline=None, derandomize=True, database=None)
@given(st.data())
def test_a_document_with_any_values_in_any_fields_is_read_and_its_wrong_fields_are_known(
    data: st.DataObject,
) -> None:
    model = data.draw(st.sampled_from(LENIENT))
    names = data.draw(st.lists(st.sampled_from(sorted(model.model_fields)), unique=True, max_size=4))
    fields = {name: data.draw(VALUES) for name in names if name not in ("id", "odd_fields")}
    read, faults = read_document(model, Snapshot(f"orgs/kopi/{model.collection}/x", fields, 1))
    assert read is not None
    assert {fault.path.partition(".")[0] for fault in faults} == read.odd_fields

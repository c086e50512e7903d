"""Offers as configuration: what each kind needs, codes that are one offer's, names that lead somewhere."""

from typing import Any

import pytest
from pydantic import ValidationError

from functions.domain.configuration.kinds import KINDS
from functions.domain.configuration.references import Ref
from functions.domain.configuration.saving import remove_configuration, save_configuration
from functions.domain.kernel.errors import Malformed
from functions.domain.kernel.validation import field_faults
from functions.domain.settings.offers import Offer
from tests.builders import NOON, an_org_document
from tests.memory import DictBackend, a_store, run

TEN: dict[str, Any] = {"name": "Ten off", "kind": "percent", "percent": 10}
GIFT: dict[str, Any] = {"name": "Gift", "kind": "buy_x_get_y", "buy": {"category": "rice"}}
STEPS = [{"minimum_minor": 200, "percent": 5}, {"minimum_minor": 100, "percent": 10}]


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (TEN | {"percent": 0}, ("percent", "Input should be greater than or equal to 1")),
        (TEN | {"percent": None}, ("percent", "is needed, or steps are")),
        (TEN | {"steps": STEPS[:1]}, ("percent", "is needed, or steps are")),
        (TEN | {"percent": None, "steps": STEPS}, ("steps", "do not rise by minimum_minor")),
        (TEN | {"amount_minor": 5}, ("amount_minor", "does not go with percent")),
        (TEN | {"kind": "amount", "percent": None}, ("amount_minor", "is needed for amount")),
        (TEN | {"kind": "free_item", "percent": None}, ("item", "is needed for free_item")),
        (GIFT, ("get", "is needed for buy_x_get_y")),
        (
            GIFT | {"get": {"quantity": 1}},
            ("get", "names no product and no category: product_id or category does"),
        ),
        (
            {"name": "Set", "kind": "bundle", "parts": [{"category": "rice"}]},
            ("price_minor", "is needed for bundle"),
        ),
        (TEN | {"code": "ten-off"}, ("code", "String should match pattern '^[A-Z0-9]{3,40}$'")),
        (
            TEN | {"conditions": {"starts_on": "2025-02-01", "ends_on": "2025-01-31"}},
            ("conditions.ends_on", "is before starts_on"),
        ),
        (
            TEN | {"conditions": {"starts_on": "1 February"}},
            ("conditions.starts_on", "is not a date like 2025-01-31"),
        ),
        (
            TEN | {"conditions": {"weekdays": ["monday", "monday"]}},
            ("conditions.weekdays", "names a day twice"),
        ),
        (TEN | {"goes_with": ["points", "points"]}, ("goes_with", "names a way to pay twice")),
        (
            TEN | {"limits": {"per_customer": 0}},
            ("limits.per_customer", "Input should be greater than or equal to 1"),
        ),
        (
            TEN | {"limits": {"within_days": 180}},
            ("limits.within_days", "goes with per_customer"),
        ),
        (TEN | {"colour": "red"}, ("colour", "Extra inputs are not permitted")),
    ],
)
def test_an_offer_that_says_too_little_or_too_much_is_refused_at_its_field(
    content: dict[str, Any], fault: tuple[str, str]
) -> None:
    with pytest.raises(ValidationError) as refused:
        Offer.model_validate(content)
    assert [(each.path, each.message) for each in field_faults(refused.value)] == [fault]


def save(backend: DictBackend, id: str, content: dict[str, Any], collection: str = "offers") -> None:
    ref = Ref(collection, id)
    run(a_store(backend), lambda: save_configuration("kopi", ref, content=content, by="staff", now=NOON))


def a_business() -> DictBackend:
    backend = DictBackend()
    backend.put(an_org_document())
    return backend


def faults(backend: DictBackend, id: str, content: dict[str, Any]) -> list[tuple[str, str]]:
    before = dict(backend.versions)
    with pytest.raises(Malformed) as refused:
        save(backend, id, content)
    assert backend.versions == before
    return [(fault.path, fault.message) for fault in refused.value.faults]


def test_a_code_is_one_offer_s_also_where_letters_are_taken_for_figures() -> None:
    backend = a_business()
    save(backend, "oil", TEN | {"code": "OIL10"})
    save(backend, "oil", TEN | {"code": "OIL10", "percent": 20})
    assert faults(backend, "other", TEN | {"code": "0IL1O"}) == [
        ("code", "is the code of oil already"),
        ("offers.oil.code", "is the code of other already"),
    ]
    save(backend, "other", TEN | {"code": "OIL20"})
    assert backend.all("offers")["oil"]["revision"] == 2


def test_tiers_and_segments_that_an_offer_names_are_there() -> None:
    backend = a_business()
    named = {"conditions": {"tiers": ["gold"], "segments": ["loyal"]}}
    found = faults(backend, "loyal", TEN | named)
    assert sorted(found) == [
        ("conditions.segments.0", "names loyal, which is not among the segments"),
        ("conditions.tiers.0", "is no tier"),
    ]


def test_a_segment_that_an_offer_names_stays() -> None:
    backend = a_business()
    save(backend, "loyal", {"name": "Loyal", "filter": True}, "segments")
    save(backend, "thanks", TEN | {"conditions": {"segments": ["loyal"]}})
    with pytest.raises(Malformed) as refused:
        run(
            a_store(backend),
            lambda: remove_configuration("kopi", Ref("segments", "loyal"), by="staff", now=NOON),
        )
    assert [each.path for each in refused.value.faults] == ["offers.thanks.conditions.segments.0"]


def test_offers_are_saved_by_those_who_answer_for_them() -> None:
    assert KINDS["offers"].roles == {"owner", "manager", "marketing"}

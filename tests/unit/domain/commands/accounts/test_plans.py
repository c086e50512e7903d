"""An account as a whole: its three levels, its contacts as they want to be spoken to, and what is planned with it."""

from datetime import timedelta
from typing import Any

import pytest

from tests.builders import NOON, a_customer, give, problems, with_staff
from tests.command_samples import BESIDE, a_legal_entity
from tests.memory import DictBackend

PLAN = {
    "is_strategic": True,
    "health": "at_risk",
    "health_reason": "A cheaper offer",
    "goals": [{"name": "All bars", "metric": "locations", "target": 4, "due_on": "2025-06-30"}],
    "growth_opportunities": ["Cold brew"],
    "competitors": [{"name": "Another roaster", "position": "behind"}],
    "relationships": [
        {"contact_id": "chef", "influence": "decision_maker", "stance": "neutral"},
        {"contact_id": "barista", "influence": "champion", "stance": "supporter", "reports_to": "chef"},
    ],
}


def office(*more: Any) -> DictBackend:
    return with_staff(a_customer(customer_group="b2b"), a_legal_entity(), *more, role="owner")


def plan(backend: DictBackend, minutes: int = 0, **changes: Any) -> dict[str, Any]:
    at = NOON - timedelta(minutes=60 - minutes)
    data = {"brand_id": "kopi", "customer_id": "somebody", "brand_name": "Kopi"}
    return give(backend, "save_brand", data | changes, made_at=at)


@pytest.mark.item("S002-21")
def test_a_plan_is_kept_field_by_field_and_the_change_that_was_made_last_holds() -> None:
    backend = office()
    plan(backend, 0, **PLAN)
    plan(backend, 30, health="good", goals=[])
    late = plan(backend, 20, health="poor", competitors=[])
    assert late["result"] == {"brand_id": "kopi", "outdated": ["brand_name", "health"]}
    kept = backend.one("brands")
    assert (kept["is_strategic"], kept["health"], "goals" in kept, "competitors" in kept) == (
        *(True, "good"),
        *(False, False),
    )
    assert kept["growth_opportunities"] == ["Cold brew"]
    assert [each["reports_to"] for each in kept["relationships"]] == [None, "chef"]


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({"health": "fine"}, "health"),
        ({"goals": [{"name": ""}]}, "goals.0.name"),
        ({"goals": [{"name": "More", "due_on": "summer"}]}, "goals.0.due_on"),
        ({"competitors": [{"name": "One", "position": "above"}]}, "competitors.0.position"),
        ({"relationships": [{"contact_id": "a"}, {"contact_id": "a"}]}, "relationships"),
        ({"relationships": [{"contact_id": "a", "reports_to": "a"}]}, "relationships"),
        (
            {
                "relationships": [
                    {"contact_id": "a", "reports_to": "b"},
                    {"contact_id": "b", "reports_to": "a"},
                ]
            },
            "relationships",
        ),
        ({"growth_opportunities": ["x"] * 31}, "growth_opportunities"),
    ],
)
def test_a_wrong_plan_is_refused_by_its_path_and_nothing_is_written(
    changes: dict[str, Any], path: str
) -> None:
    backend = office()
    assert list(problems(plan(backend, **changes))) == [path]
    assert backend.all("brands") == {}


@pytest.mark.item("S002-09")
def test_a_contact_keeps_how_they_want_to_be_spoken_to_and_when_they_were_last() -> None:
    backend = office()
    give(backend, "save_contact", BESIDE["save_contact"])
    contact = backend.one("contacts")
    assert (contact["preferred_contact_method"], contact["notes"], contact["tags"]) == (
        *("whatsapp", "Mornings only."),
        ["bar"],
    )
    assert contact["communication_preferences"] == {
        "days": ["mon"],
        "not_before": "08:00",
        "not_after": None,
        "topics": ["beans"],
    }
    call = {"interaction_type": "call", "interaction_source": "b2b_sales", "customer_id": "somebody"}
    for days in (1, 3):
        at = NOON - timedelta(days=days)
        give(backend, "record_interaction", call | {"contact_id": "barista", "performed_at": at})
    assert backend.one("contacts")["last_contact_at"] == NOON - timedelta(days=1)
    assert {each["contact_id"] for each in backend.all("interactions").values() if "contact_id" in each} == {
        "barista"
    }


def test_a_call_with_a_contact_of_another_account_is_refused_and_one_who_is_not_there_yet_is_named() -> None:
    backend = office(a_customer(id="another", phone=None, email=None))
    give(backend, "save_contact", BESIDE["save_contact"])
    call = {"interaction_type": "call", "interaction_source": "b2b_sales", "customer_id": "another"}
    refused = give(backend, "record_interaction", call | {"contact_id": "barista"})
    assert problems(refused) == {"contact_id": "names another customer's"}
    kept = give(backend, "record_interaction", call | {"contact_id": "later"})
    assert backend.all("interactions")[kept["result"]["interaction_id"]]["contact_id"] == "later"


@pytest.mark.item("S000-56", "S000-57", "S000-65")
def test_the_three_examples_of_the_hierarchy_stand_with_their_brands_and_locations() -> None:
    """A chain of 50 cafés under one name, a group with hotels in three cities, a bank with two offices."""
    backend = with_staff(role="owner")
    examples = [
        ("chain", "cafe", [f"Café {number}" for number in range(50)]),
        ("hotels", "hotel", ["Jakarta", "Bali", "Surabaya"]),
        ("bank", "office", ["Tower one", "Tower two"]),
    ]
    for id, segment, places in examples:
        backend.put(a_customer(id=id, phone=None, email=None, customer_group="b2b"))
        give(
            backend,
            "save_legal_entity",
            {"legal_entity_id": f"pt-{id}", "customer_id": id, "legal_name": f"PT {id}"},
        )
        brand = {"brand_id": id, "legal_entity_id": f"pt-{id}", "brand_name": id, "industry_segment": segment}
        give(backend, "save_brand", brand)
        for place in places:
            give(backend, "save_location", {"brand_id": id, "location_name": place})
    brands = backend.all("brands")
    counts = {id: (each["total_locations"], each["legal_entity_id"]) for id, each in brands.items()}
    assert counts == {"chain": (50, "pt-chain"), "hotels": (3, "pt-hotels"), "bank": (2, "pt-bank")}
    assert {each["customer_id"] for each in backend.all("locations").values()} == {"chain", "hotels", "bank"}
    bill = {"invoice_id": "i", "legal_entity_id": "pt-bank", "due_on": "2025-02-10", "total_minor": 900}
    give(backend, "record_invoice", bill)
    assert backend.one("invoices")["customer_id"] == "bank"
    assert backend.all("legal_entities")["pt-bank"]["exposure_minor"] == 900

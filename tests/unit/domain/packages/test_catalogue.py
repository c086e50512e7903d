"""Packages and questions as a business saves them: what is right, and what is refused with its reason."""

from datetime import date
from typing import Any

import pytest
from pydantic import ValidationError

from functions.domain.configuration.kinds import KINDS
from functions.domain.configuration.references import Ref
from functions.domain.configuration.saving import Saved, read_version, save_configuration
from functions.domain.kernel.errors import Malformed
from functions.domain.settings.packages import Faq, Package
from tests.builders import NOON
from tests.journeys import a_journey
from tests.memory import DictBackend, a_store, run
from tests.provisioning import provision

IMAGE = {"kind": "image", "url": "https://agency.example.com/hotel.jpg"}
PLACE = {"kind": "location", "latitude": 21.4225, "longitude": 39.8262}
VISA = {"topic": "Visa", "questions": {"id": ["Termasuk visa?"]}, "answer": {"id": "Ya."}}


def agency() -> DictBackend:
    backend = DictBackend()
    provision(backend)
    return backend


def save(backend: DictBackend, id: str, content: Any, collection: str = "packages") -> Saved:
    return run(
        a_store(backend),
        lambda: save_configuration("kopi", Ref(collection, id), content=content, by="staff", now=NOON),
    )


def refused(backend: DictBackend, id: str, content: Any) -> dict[str, str]:
    before = dict(backend.versions)
    with pytest.raises(Malformed) as caught:
        save(backend, id, content)
    assert backend.versions == before
    return {fault.path: fault.message for fault in caught.value.faults}


@pytest.mark.item("S003-16", "S003-18")
def test_a_package_is_saved_with_its_fields_and_each_save_keeps_the_version_before() -> None:
    backend = agency()
    whole = a_journey(
        brochure_image_url="https://agency.example.com/hemat.jpg",
        itinerary_document_url="https://agency.example.com/hemat.pdf",
        key_features={"id": ["Hotel dekat Haram"], "en": ["Hotel near the Haram"]},
    )
    assert save(backend, "hemat", whole).content == whole
    assert save(backend, "hemat", whole | {"price_minor": 1}).revision == 2
    former = run(a_store(backend), lambda: read_version(Ref("packages", "hemat"), 1))
    assert former.content == whole


def test_a_day_is_read_as_yaml_and_json_have_it() -> None:
    texts = (
        Package.model_validate(a_journey()),
        Package.model_validate(a_journey(departs_on=date(2025, 3, 15))),
    )
    assert texts[0] == texts[1]
    assert texts[0].departs_on == date(2025, 3, 15)


def test_the_brochure_and_the_itinerary_are_among_the_media() -> None:
    package = Package.model_validate(
        a_journey(
            brochure_image_url="https://agency.example.com/hemat.jpg",
            itinerary_document_url="https://agency.example.com/hemat.pdf",
            media={"map": PLACE, "hotel": IMAGE},
        )
    )
    assert {id: each.kind for id, each in package.all_media.items()} == {
        "brochure": "image",
        "itinerary": "document",
        "map": "location",
        "hotel": "image",
    }
    assert dict(Package.model_validate(a_journey()).all_media) == {}


@pytest.mark.item("S003-16")
@pytest.mark.parametrize("code", ["UMR_MAR_2025_HEMAT", "HAJ_MEI_2026_PLUS_TURKI", "UMR_DES_2025_VIP2"])
def test_a_code_is_pkg_month_year_type(code: str) -> None:
    assert Package.model_validate(a_journey(code=code)).code == code


@pytest.mark.item("S003-16")
@pytest.mark.parametrize(
    "code",
    [
        "umr_mar_2025_hemat",
        "UMR_MAR_2025",
        "UMR_MAR_25_HEMAT",
        "UMR_XXX_2025_HEMAT",
        "UMR-MAR-2025-HEMAT",
        "",
    ],
)
def test_another_form_is_no_code(code: str) -> None:
    assert "is not a code like UMR_MAR_2025_HEMAT" in refused(agency(), "hemat", a_journey(code=code))["code"]


@pytest.mark.item("S003-16")
def test_a_code_and_an_ad_lead_to_one_package() -> None:
    backend = agency()
    save(backend, "hemat", a_journey(ad_ids=["120"]))
    found = refused(backend, "second", a_journey(ad_ids=["119", "120"]))
    assert found["code"] == "is the code of hemat too"
    assert found["ad_ids.1"] == "leads to hemat too"
    assert save(backend, "hemat", a_journey(ad_ids=["120"], quota=40)).revision == 2
    other = a_journey(code="UMR_APR_2025_HEMAT", ad_ids=["119"])
    assert save(backend, "second", other).revision == 1


@pytest.mark.parametrize(
    ("changes", "path", "reason"),
    [
        ({"price_minor": -1}, "price_minor", "greater than or equal to 0"),
        ({"price_minor": "25"}, "price_minor", "valid integer"),
        ({"departs_on": "2025-02-30"}, "departs_on", "is not a day like 2025-03-15"),
        ({"departs_on": "2025-03-15T10:00:00Z"}, "departs_on", "is not a day"),
        ({"departs_on": 1}, "departs_on", "is not a day"),
        ({"duration_days": 0}, "duration_days", "greater than or equal to 1"),
        ({"quota": -1}, "quota", "greater than or equal to 0"),
        ({"quota": 10_001}, "quota", "less than or equal to 10000"),
        (
            {"brochure_image_url": "http://agency.example.com/a.jpg"},
            "brochure_image_url",
            "is not an address",
        ),
        ({"itinerary_document_url": "https://10.0.0.1/a"}, "itinerary_document_url", "the public reaches"),
        ({"media": {"map": {"kind": "location"}}}, "media.map.latitude", "has latitude and longitude"),
        ({"media": {"tour": {"kind": "video"}}}, "media.tour.url", "is missing, and video is a file"),
        ({"media": {"A map": PLACE}}, "media.A map", "is not an id"),
        ({"key_features": {"id": ["Visa", "visa"]}}, "key_features.id", "says the same twice"),
        ({"key_features": {"xx-yy-zz": ["Visa"]}}, "key_features.xx-yy-zz", "language tag"),
        ({"ad_ids": ["1", "1"]}, "ad_ids", "names an ad twice"),
        ({"colour": "green"}, "colour", "not permitted"),
    ],
)
def test_what_is_wrong_with_a_package_is_named(changes: dict[str, Any], path: str, reason: str) -> None:
    found = refused(agency(), "hemat", a_journey(**changes))
    assert {name: reason in text for name, text in found.items() if name.startswith(path)} != {}, found
    assert any(reason in text for name, text in found.items() if name.startswith(path)), found


def test_a_medium_named_brochure_is_refused_beside_a_brochure_of_its_own_field() -> None:
    changes = {"brochure_image_url": "https://agency.example.com/a.jpg", "media": {"brochure": IMAGE}}
    assert "names brochure" in refused(agency(), "hemat", a_journey(**changes))["media"]


@pytest.mark.item("S003-20")
def test_a_question_has_several_phrasings_and_an_answer_in_each_language() -> None:
    backend = agency()
    faq = VISA | {"questions": {"id": ["Termasuk visa?", "Visa gimana?"]}}
    assert save(backend, "visa", faq, "faqs").content == faq
    with pytest.raises(ValidationError, match="answer: has none in en"):
        Faq.model_validate(faq | {"questions": {"en": ["Is the visa included?"]}})
    for field in ("questions", "answer", "topic"):
        with pytest.raises(ValidationError, match=field):
            Faq.model_validate({**VISA, field: {} if field != "topic" else ""})


@pytest.mark.item("S003-20")
def test_marketing_saves_packages_and_questions() -> None:
    assert KINDS["packages"].roles == KINDS["faqs"].roles == {"owner", "manager", "marketing"}

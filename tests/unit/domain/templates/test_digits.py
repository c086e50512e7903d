"""Figures of Bengali where a business wants them, in Bengali texts alone; what is typed or a machine reads is Latin."""

from typing import Any

import pytest

from functions.domain.orgs.org import Org
from functions.domain.settings.business import Settings
from functions.domain.settings.templates import TemplateSettings
from functions.domain.templates.rendering import Variables
from functions.domain.templates.writer import Occasion, render, write
from tests.builders import an_org

GIVEN: Variables = {
    "points": 1250,
    "minor": 250000,
    "day": "2026-12-31",
    "code": "7K3M9QX2TB",
    "phone": "+8801700000000",
    "n": "30",
}
SOURCES = {
    "{{ points }}": ("১২৫০", "1250"),
    "{{ points + 1 }}": ("১২৫১", "1251"),
    "{{ minor | money }}": ("২,৫০০.০০৳", "BDT2,500.00"),
    "{{ day | date }}": ("৩১ ডিসেম্বর, ২০২৬", "December 31, 2026"),
    "{{ n | number }}": ("৩০", "30"),
    "{{ code }} {{ phone }} {{ day }}": ("7K3M9QX2TB +8801700000000 2026-12-31",) * 2,
    "{{ code | date }}": ("7K3M9QX2TB",) * 2,
    "24/7 {{ none }}": ("24/7",) * 2,
}


def a_business(template: dict[str, Any], **changes: Any) -> Org:
    org = an_org(timezone="UTC")
    wanted = org.settings.model_copy(
        update={"digits": "bengali", "locale": "bn-BD", "currency": "BDT"} | changes
    )
    return org.model_copy(
        update={"settings": wanted, "templates": {"t": TemplateSettings.model_validate(template)}}
    )


@pytest.mark.item("S001-83")
@pytest.mark.parametrize(("source", "texts"), SOURCES.items())
def test_bengali_texts_have_bengali_figures_and_english_ones_latin(
    source: str, texts: tuple[str, str]
) -> None:
    template = {"purpose": "transactional", "bodies": {"bn": source, "en": source}}
    org, given = a_business(template), {**GIVEN, "none": None}
    found = tuple(render(org, "t", locale=locale, variables=given) for locale in ("bn-BD", "en"))
    assert found == texts
    latin = a_business(template, digits="latin")
    assert (
        render(latin, "t", locale="bn-BD", variables=given).isascii() or "money" in source or "date" in source
    )


def test_a_business_that_says_nothing_has_latin_figures() -> None:
    assert Settings.model_fields["digits"].default == "latin"


def test_an_approved_template_of_whatsapp_is_filled_as_its_language_has_it_and_its_links_are_not() -> None:
    template = {
        "purpose": "transactional",
        "bodies": {"bn": "x", "en": "x"},
        "whatsapp": {
            "name": "t",
            "languages": {"bn": "bn", "en": "en"},
            "parameters": ["{{ points }}"],
            "buttons": {"0": "{{ points }}"},
        },
    }
    org = a_business(template)
    for locale, figure in (("bn", "১২৫০"), ("en", "1250")):
        call = write(Occasion(org, "t", "whatsapp", locale, GIVEN, needs_approved=True)).template
        assert call is not None
        assert (call.parameters, call.buttons) == ((figure,), {0: "1250"})

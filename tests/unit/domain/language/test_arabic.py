"""An agency answers Arabic in Arabic, in each of its sentences; a greeting alone flips nothing."""

import pytest

from functions.domain.settings.assistant import AssistantTemplates
from tests.chats import Chats, an_agency

CODE = "UMR_MAR_2025_HEMAT"


@pytest.mark.item("S003-43")
def test_each_sentence_of_the_assistant_is_there_in_each_of_its_languages() -> None:
    org = an_agency()
    templates = org.settings.assistant.templates
    assert templates is not None
    assert set(org.settings.assistant.languages) == {"id", "en", "ar"}
    for name in AssistantTemplates.model_fields:
        assert set(org.templates[getattr(templates, name)].bodies) == {"id", "en", "ar"}, name


@pytest.mark.item("S003-43")
def test_arabic_is_answered_in_arabic_with_the_package_s_facts() -> None:
    chats = Chats()
    first = chats.asks("كم سعر العمرة؟")
    assert first["language"] == "ar"
    assert "أهلا بكم في Al Hijrah" in first["text"]
    assert "Rp 25,000,000، 15 مارس 2025، المدة (بالأيام): 9" in first["text"]
    details = chats.asks(f"أريد تفاصيل {CODE}")
    assert details["text"].startswith("Paket Umroh Maret 2025 Hemat (Rp 25,000,000، 15 مارس 2025")
    handover = chats.asks("كيف أدفع؟")
    assert (handover["handover"], handover["language"]) == ("payment", "ar")
    assert "عدم التحويل إلى أي حساب" in handover["text"]


@pytest.mark.item("S003-43")
def test_an_arabic_greeting_does_not_make_a_chat_arabic() -> None:
    chats = Chats()
    assert chats.asks("السلام عليكم ورحمة الله وبركاته")["language"] == "id"
    assert chats.asks("paket april ya")["language"] == "id"

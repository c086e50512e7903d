"""The preferences page: the customer's language, nothing from elsewhere, and nobody's text becomes markup."""

import base64
import hashlib
import re
from typing import Any

import pytest
from flask import Response

from functions.domain.customers.consents import CHANNELS, PURPOSES
from functions.domain.kernel.errors import Contended, Damaged, StoreAway
from functions.domain.orgs.org import Org
from functions.domain.preferences.texts import TEXTS
from functions.http import pages
from functions.http.preference_page import render_page
from tests.builders import a_customer, an_org


def a_page(org: Org | None = None, **customer: Any) -> str:
    return render_page(org or an_org(), a_customer(**customer), "email", is_saved=False)


@pytest.mark.parametrize("name", ['<b>"', "</title><script>alert(1)</script>", "{{ 1 + 1 }}", "a & b"])
def test_a_business_s_name_is_text_and_nothing_else(name: str) -> None:
    html = a_page(an_org().model_copy(update={"name": name}))
    shown = name.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&#34;")
    assert f"<bdi>{shown}</bdi>" in html
    assert f"– {shown}</title>" in html
    assert name == shown or name not in html


def test_a_customer_s_address_is_text_and_nothing_else() -> None:
    html = a_page(email='a"><script>@example.com')
    assert "<script>" not in html


@pytest.mark.parametrize(
    ("locale", "org_locale", "language", "direction"),
    [
        ("en-IN", "en-IN", "en", "ltr"),
        ("hi-IN", "en-IN", "hi", "ltr"),
        ("mr", "en-IN", "mr", "ltr"),
        ("bn-BD", "en-IN", "bn", "ltr"),
        ("id-ID", "en-IN", "id", "ltr"),
        ("ar-SA", "en-IN", "ar", "rtl"),
        ("fr-FR", "id-ID", "id", "ltr"),
        ("fr-FR", "de-DE", "en", "ltr"),
        (None, "ar-AE", "ar", "rtl"),
        ("nonsense", "en-IN", "en", "ltr"),
    ],
)
def test_the_page_is_in_the_nearest_language(
    locale: str | None, org_locale: str, language: str, direction: str
) -> None:
    html = a_page(an_org(locale=org_locale), locale=locale)
    assert f'<html lang="{language}" dir="{direction}">' in html
    assert f"<h1>{TEXTS[language].title}</h1>" in html
    assert f"<button>{TEXTS[language].save}</button>" in html


@pytest.mark.parametrize("language", TEXTS)
def test_a_language_has_a_word_for_everything(language: str) -> None:
    texts = TEXTS[language]
    assert set(texts.channels) == set(CHANNELS)
    assert set(texts.purposes) == set(PURPOSES)
    everything = [texts.title, texts.intro, texts.save, texts.saved, *texts.channels.values()]
    assert all([*everything, *texts.purposes.values()])


def test_boxes_are_ticked_as_choices_stand() -> None:
    html = a_page(sms_opt_in=False, has_app=False)
    boxes = dict(re.findall(r'name="agreed" value="([\w.]+)"( checked)?', html))
    assert boxes == {
        "whatsapp.marketing": " checked", "whatsapp.transactional": " checked",
        "sms.marketing": "", "sms.transactional": "",
        "email.marketing": " checked", "email.transactional": " checked",
    }  # fmt: skip
    assert re.findall(r'name="shown" value="(\w+)"', html) == ["whatsapp", "sms", "email"]


def test_a_phone_and_an_address_are_shown_masked_and_never_whole() -> None:
    html = a_page()
    assert '<bdi dir="ltr">+1 ••• ••23</bdi>' in html
    assert '<bdi dir="ltr">r•••@example.com</bdi>' in html
    assert "555" not in html
    assert "regular@" not in html


def test_the_page_needs_nothing_from_elsewhere_and_no_script() -> None:
    html = a_page()
    assert (
        re.findall(r"<(?:script|img|link|iframe|object)|\b(?:src|href|action|on\w+)=|url\(|https?:", html)
        == []
    )


def test_the_policy_allows_the_page_s_own_style_and_nothing_else() -> None:
    (style,) = re.findall(r"<style>(.*)</style>", a_page(), re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert pages.page("").headers["Content-Security-Policy"] == (
        f"default-src 'none'; style-src 'sha256-{digest}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )


@pytest.mark.parametrize(
    ("error", "status", "retry_after"),
    [(StoreAway("x"), 503, "5"), (Contended(3), 503, "5"), (Damaged("customers", []), 500, None)],
)
def test_a_page_that_cannot_be_shown_says_so_without_saying_why(
    error: Exception, status: int, retry_after: str | None
) -> None:
    def fail() -> Response:
        raise error

    answer = pages.answered(fail)
    assert (answer.status_code, answer.headers.get("Retry-After")) == (status, retry_after)
    assert answer.get_data() == pages.notice(status).get_data()


@pytest.mark.parametrize("is_saved", [True, False])
def test_only_a_change_is_confirmed(is_saved: bool) -> None:
    html = render_page(an_org(), a_customer(), None, is_saved=is_saved)
    assert (TEXTS["en"].saved in html) == is_saved

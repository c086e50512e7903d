"""A quote on paper and on its customer's page: in their language, every script shaped, nobody's text becomes markup."""

import ast
import io
import subprocess
import sys
from pathlib import Path
from typing import Any

import pypdf
import pytest

from functions.domain.accounts.legal_entities import LegalEntity
from functions.domain.quotes.documents import QuoteLine
from functions.domain.quotes.papers import Paper, paper_of
from functions.domain.quotes.texts import TEXTS
from functions.http.quote_page import render_page
from functions.http.quote_pdf import rendered
from tests.builders import NOON, a_customer, an_org
from tests.command_samples import a_quote

ROOT = Path(__file__).parents[3]
# A product and a note in each script, with what needs shaping: conjuncts, vowel signs before consonants, joined signs.
SAID = {
    "en-IN": ("Arabica beans", "Delivered on Mondays before eight.", "NotoSans-Regular"),
    "bn-BD": ("স্ট্রবেরি ক্ষীর", "প্রতি সোমবার পৌঁছে দেওয়া হবে।", "NotoSansBengali-Regular"),
    "hi-IN": ("ताज़ा श्रीखंड", "हर सोमवार पहुँचाया जाएगा।", "NotoSansDevanagari-Regular"),
    "ar-AE": ("حبوب بن عربية", "يتم التسليم كل يوم اثنين.", "NotoSansArabic-Regular"),
}


def a_paper(locale: str = "en-IN", *, rows: int = 2, name: str = "Beans", **changes: Any) -> Paper:
    line = QuoteLine(product_id="beans", name=name, quantity="2.5", unit="kg", unit_price_minor=45_000)
    quote = a_quote(status="sent", sent_at=NOON, lines=(line,) * rows, **changes)
    entity = LegalEntity(id="pt", legal_name="PT Kopi", billing_address="Jalan Satu 1", tax_id="01.234")
    return paper_of(an_org(), quote, a_customer(locale=locale), entity=entity)


def read(pdf: bytes) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(pdf))


def fonts_of(reader: pypdf.PdfReader) -> set[str]:
    """The embedded fonts by name, without the mark of a subset."""
    found = [page["/Resources"]["/Font"].values() for page in reader.pages]  # type: ignore[index]
    embedded = [font.get_object() for fonts in found for font in fonts]
    for font in embedded:
        descriptor = font["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object()
        assert {"/FontFile2", "/FontFile3"} & set(descriptor), "a font that is not embedded"
    return {str(font["/BaseFont"]).removeprefix("/").partition("+")[2] for font in embedded}


@pytest.mark.item("S002-25")
@pytest.mark.parametrize("locale", SAID)
def test_a_quote_is_one_page_in_its_customer_s_language_with_the_script_s_font_embedded(locale: str) -> None:
    name, note, font = SAID[locale]
    (pdf,) = rendered(a_paper(locale, name=name, note=note))
    reader = read(pdf)
    assert len(reader.pages) == 1
    assert font in fonts_of(reader)
    text = reader.pages[0].extract_text()
    assert "PT Kopi" in text
    assert "2,250.00" in text
    assert reader.metadata is not None
    assert reader.metadata.title == TEXTS[locale[:2]].title
    (picture,) = rendered(a_paper(locale, name=name, note=note), "png")
    assert picture.startswith(b"\x89PNG")


def test_many_lines_go_on_over_pages_with_their_head_repeated() -> None:
    (pdf,) = rendered(a_paper(rows=60))
    pages = read(pdf).pages
    assert len(pages) == 2
    assert all("Quantity" in page.extract_text() for page in pages)


@pytest.mark.parametrize(
    "name", ["#sys.inputs", "*bold* $x$", "]#panic()[", "<script>alert(1)</script>", "a & b"]
)
def test_a_product_s_name_is_text_and_no_markup(name: str) -> None:
    paper = a_paper(name=name, note=name)
    (pdf,) = rendered(paper)
    assert name in read(pdf).pages[0].extract_text()
    html = render_page(paper, None, None)
    assert "<script>" not in html
    assert name.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;") in html


def test_a_draft_says_that_it_is_no_offer() -> None:
    line = QuoteLine(product_id="beans", quantity="1", unit_price_minor=1)
    paper = paper_of(an_org(), a_quote(lines=(line,)), None, entity=None)
    assert "Draft: not an offer" in read(rendered(paper)[0]).pages[0].extract_text()


@pytest.mark.parametrize(("locale", "direction"), [("ar-SA", "rtl"), ("bn", "ltr"), ("fr-FR", "ltr")])
def test_the_page_is_in_the_customer_s_language_and_asks_only_while_it_is_open(
    locale: str, direction: str
) -> None:
    paper = a_paper(locale)
    open_page, answered = (
        render_page(paper, None, "https://example.com/x.pdf"),
        render_page(paper, "accepted", None),
    )
    assert f'dir="{direction}"' in open_page
    assert 'value="accept"' in open_page
    assert "<form" not in answered
    assert paper.texts.states["accepted"] in answered
    assert "src=" not in open_page


def test_the_function_quotes_alone_loads_typst() -> None:
    importers = set()
    for path in (*(ROOT / "functions").rglob("*.py"), ROOT / "main.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [each.name for each in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom):
                names = [node.module or ""]
            if any(name in ("typst", "functions.http.quote_pdf") for name in names):
                importers.add(path.relative_to(ROOT).as_posix())
    assert importers == {"functions/http/quote_pdf.py", "functions/http/quotes.py"}
    probe = "import sys, main, functions.http.api, functions.http.hooks; print('typst' in sys.modules)"
    run = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True, cwd=ROOT)
    assert run.stdout.strip() == "False"


def test_every_language_has_every_word_and_none_is_english() -> None:
    english = TEXTS["en"]
    for language, texts in TEXTS.items():
        assert texts.states.keys() == english.states.keys()
        if language != "en":
            assert texts.title != english.title
            assert texts.states.values() != english.states.values()

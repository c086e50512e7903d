"""`python -m functions.assistant` prints what would be answered, and writes and sends nothing."""

from collections.abc import Iterator
from typing import Any

import pytest

from functions import assistant
from tests.journeys import a_journey
from tests.memory import DictBackend
from tests.prompting import Agency, Said, an_agency
from tests.staff_api import staff_api

STRANGE = "kopernya merek tertentu ukuran besar warna hitam"


@pytest.fixture(scope="module")
def agencies() -> Iterator[Any]:
    with staff_api(DictBackend()) as api:
        yield api


@pytest.fixture
def agency(agencies: Any) -> Iterator[Agency]:
    with an_agency(agencies) as made:
        content = a_journey(code="UMR_MAR_2030_HEMAT", departs_on="2030-03-15")
        made.ask("PUT", "packages/march", content)
        yield made


def printed(agency: Agency, capsys: pytest.CaptureFixture[str], *arguments: str, status: int = 0) -> str:
    before, billed = dict(agency.backend.documents), agency.backend.billed.writes
    assert assistant.main(["--org", "kopi", *arguments]) == status
    assert agency.backend.documents == before
    assert agency.backend.billed.writes == billed, "nothing is written"
    found = capsys.readouterr()
    return found.err if status else found.out


@pytest.mark.item("S003-28")
def test_it_prints_the_answer_and_how_it_came_about(
    agency: Agency, capsys: pytest.CaptureFixture[str]
) -> None:
    text = printed(agency, capsys, "UMR_MAR_2030_HEMAT")
    assert text.startswith("Assalamualaikum! Terima kasih telah tertarik dengan")
    assert text.endswith(
        "phase: leads\nconfidence: 1\nbecause: code:UMR_MAR_2030_HEMAT\nprompt: none: the rules answer\n"
    )
    assert "to a person: payment" in printed(agency, capsys, "--phase", "interest", "DP berapa?")
    assert "(no answer)" in printed(agency, capsys, "--phase", "interest", "terima kasih")


@pytest.mark.item("S003-28", "S003-20")
def test_a_draft_is_tried_with_the_model(agency: Agency, capsys: pytest.CaptureFixture[str]) -> None:
    said = agency.has_model(Said("Baik, kami cek dulu."))
    agency.give("2.0", base="You are kind.")
    assert printed(agency, capsys, "--version", "2.0", STRANGE).startswith("Baik, kami cek dulu.")
    assert "prompt: 1.0" in printed(agency, capsys, STRANGE)
    assert [question.prompt.version for question in said.asked] == ["2.0", "1.0"]


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (("--version", "9.9", "Halo"), "there is no such version of the prompt"),
        (("--org", "elsewhere", "Halo"), "there is no organisation elsewhere"),
    ],
)
def test_what_is_wrong_is_said(
    agency: Agency, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], reason: str
) -> None:
    assert printed(agency, capsys, *arguments, status=1) == f"assistant: {reason}\n"

"""A refusal tells staff in their language what is wrong; every reason of a command is in the table of words."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from functions.domain.commands.refusals import in_language, reasons
from tests.builders import a_customer, an_org, give, problems, with_staff

DOMAIN = Path("functions/domain")
# What takes part in reading and carrying out a command of staff or a customer; configuration is for developers.
SOURCES = [
    *sorted((DOMAIN / "commands").rglob("*.py")),
    *sorted((DOMAIN / "customers").glob("*.py")),
    *(path for room in ("shop", "accounts", "sales") for path in sorted((DOMAIN / room).glob("*.py"))),
    DOMAIN / "kernel" / "validation.py",
    DOMAIN / "kernel" / "money.py",
    DOMAIN / "staff" / "permissions.py",
]
OF_CONFIGURATION = {"is not one of: {}"}
# Which argument of a call is a reason.
SAYING = {"add": 1, "FieldFault": 1, "ValueError": 0, "Forbidden": 0, "_about_customer": 0, "refuse": 1}


def said(source: Path) -> Iterator[str]:
    for call in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
        if isinstance(call, ast.Call):
            at = SAYING.get(getattr(call.func, "attr", getattr(call.func, "id", "")))
            if at is not None and at < len(call.args):
                yield from texts(call.args[at])


def texts(node: ast.expr) -> Iterator[str]:
    match node:
        case ast.Constant(value=str(text)):
            yield text
        case ast.JoinedStr(values=parts):
            yield "".join(part.value if isinstance(part, ast.Constant) else "{}" for part in parts)  # type: ignore[misc]
        case ast.IfExp(body=body, orelse=orelse):
            yield from texts(body)
            yield from texts(orelse)


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_every_reason_of_a_command_is_in_the_table(source: Path) -> None:
    filled = {reason.replace("{}", "7") for reason in said(source)} - {
        r.replace("{}", "7") for r in OF_CONFIGURATION
    }
    assert {reason for reason in filled if in_language(reason, "id-ID") == reason} == set()


@pytest.mark.parametrize("english", reasons())
def test_a_translation_fills_in_what_the_english_reason_does_and_differs_from_it(english: str) -> None:
    filled = re.sub(r"\{\}", "{}", english).replace("{}", "7")
    for language, words in zip(("id", "bn"), reasons()[english], strict=True):
        assert words.count("{}") <= english.count("{}")
        translated = in_language(filled, language)
        assert translated != filled
        assert "{" not in translated


@pytest.mark.parametrize(
    ("locale", "message"),
    [
        ("en-IN", "is not a valid phone number"),
        ("id-ID", "bukan nomor telepon yang sah"),
        ("bn-BD", "সঠিক ফোন নম্বর নয়"),
        ("fr-FR", "is not a valid phone number"),
    ],
)
def test_a_refusal_is_in_the_language_of_the_business(locale: str, message: str) -> None:
    org = an_org(locale=locale)
    refused = give(with_staff(a_customer()), "change_customer", {"name": "x", "phone": "+9112"}, org=org)
    assert problems(refused) == {"phone": message}


def test_what_a_reason_fills_in_stands_in_the_translation() -> None:
    org = an_org(locale="id-ID")
    wrong: dict[str, Any] = {"name": "x", "custom": {"cup": "x" * 2000}, "birthday": "13-45"}
    found = problems(give(with_staff(), "change_customer", wrong, org=org))
    assert found["birthday"] == "bukan tanggal lahir seperti 01-31 or 1990-01-31"
    assert (
        found["custom.cup"]
        == "harus angka, benar atau salah, teks maksimal 1000 karakter, atau daftar maksimal 100 teks"
    )

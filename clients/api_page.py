"""docs/api.md: the staff API's operations as tables, made of the same rows as the OpenAPI document."""

from itertools import groupby
from pathlib import Path

from clients.openapi import operations, plain_path, roles_of
from functions.http.staff_api.operations import Operation

PAGE = "docs/api.md"
_INTRO = Path(__file__).parent / "templates" / "api.md"


def page_text() -> str:
    rows = sorted(operations(), key=lambda each: each.subject)
    tables = [_table(subject, list(each)) for subject, each in groupby(rows, lambda row: row.subject)]
    return "\n".join([_INTRO.read_text(encoding="utf-8"), *tables])


def _table(subject: str, rows: list[Operation]) -> str:
    lines = [f"## {subject}", "", "| request | does | roles |", "|---|---|---|"]
    for row in rows:
        what = f"{row.summary} (`{row.kind}`)" if row.kind else row.summary
        roles = ", ".join(sorted(roles_of(row)))
        lines.append(f"| `{row.method} {plain_path(row.path)}` | {what} | {roles} |")
    return "\n".join([*lines, ""])

"""The table of queries in docs/flutter.md; the rest of the page is written by hand."""

from pathlib import Path

from clients.queries import QUERIES
from clients.screen_queries import ScreenQuery

PAGE = "docs/flutter.md"
_BEFORE, _AFTER = (
    "<!-- made by `make schemas` from clients/queries.py -->\n",
    "<!-- end of what is made -->\n",
)


def page_text(root: Path) -> str:
    """The page with its table made anew. Raises ValueError where the page has no place for it."""
    written = (root / PAGE).read_text(encoding="utf-8")
    above, _, rest = written.partition(_BEFORE)
    _, mark, below = rest.partition(_AFTER)
    if not mark:
        raise ValueError(f"{PAGE} has no place for its table")
    return f"{above}{_BEFORE}\n{_table()}\n{_AFTER}{below}"


def _table() -> str:
    head = "| screen | query | who | rule | index |\n|---|---|---|---|---|\n"
    return head + "".join(f"| {' | '.join(_cells(each))} |\n" for each in QUERIES)


def _cells(query: ScreenQuery) -> tuple[str, ...]:
    index = (
        ", ".join(field["fieldPath"] for field in query.index["fields"]) if query.index else "Firestore's own"
    )
    rule = (
        f"`match /{query.collection}/{{id}}`" if query.below is None else f"`match /{query.below}/{{below}}`"
    )
    return query.screen, f"`{query.name}`", ", ".join(query.roles), rule, index

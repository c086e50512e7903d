"""Documents in the order of their ids, a page at a time: the next page begins after the last one's id, so it meets none
twice, whatever is written meanwhile.
"""

from typing import Any

from functions.domain.kernel.decisions import BY_ID, D, Find, Reading, find

Where = tuple[tuple[str, Any], ...]


def page_by_id(
    model: type[D],
    after_id: str | None,
    limit: int,
    *,
    where: Where = (),
    containing: tuple[str, Any] | None = None,
) -> Reading[tuple[D, ...]]:
    """The documents after an id; from the first one on where there is none. Bills 1 read each, 1 at the least."""
    after = (None, after_id) if after_id else None
    return (
        yield from find(
            Find(model, where, BY_ID, "ASCENDING", limit, start_after=after, containing=containing)
        )
    )


def last_id(page: tuple[D, ...], limit: int) -> str:
    """After which id the next page begins; empty where a page was the last one."""
    return page[-1].id if len(page) == limit else ""


def all_by_id(model: type[D], limit: int, *, where: Where = ()) -> Reading[tuple[D, ...]]:
    """All of them, in pages of `limit`. Bills as these do."""
    found: list[D] = []
    while True:
        page = yield from page_by_id(model, found[-1].id if found else None, limit, where=where)
        found += page
        if len(page) < limit:
            return tuple(found)

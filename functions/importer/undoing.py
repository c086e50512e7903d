"""An import is taken back, page by page: first its orders, then the customers whom it made."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial

from functions.domain.imports.documents import Import, ImportRow
from functions.domain.imports.undoing import cancel_order, finish_undoing, remove_customer
from functions.domain.kernel.decisions import NOTHING, Decision, get
from functions.domain.kernel.errors import NotFound
from functions.domain.orgs.org import Org
from functions.store.firestore import store
from functions.store.pages import id_of, pages_by_id


def undo(org: Org, import_id: str) -> Counter[str]:
    """How many orders were cancelled, customers removed, and of either kept. Bills 2 reads for each row, and what each
    step does. Raises NotFound.
    """
    opened = store().commit(org.id, partial(_known, import_id)).value
    counts = Counter[str]()
    for row_id in _row_ids(org, import_id):
        now = datetime.now(UTC)
        counts[store().commit(org.id, partial(cancel_order, org, row_id, now)).value] += 1
    for row_id in _row_ids(org, import_id):
        decide = partial(remove_customer, org, opened, row_id, now=datetime.now(UTC))
        counts[store().commit(org.id, decide).value] += 1
    store().commit(org.id, partial(finish_undoing, import_id, datetime.now(UTC)))
    return counts


def _known(import_id: str) -> Decision[Import]:
    opened = yield from get(Import, import_id)
    if opened is None:
        raise NotFound("import")
    return NOTHING, opened


def _row_ids(org: Org, import_id: str) -> Iterator[str]:
    own = f"{import_id}:"
    for page in pages_by_id(org.id, ImportRow.collection, after_id=own):
        ids = list(map(id_of, page))
        yield from (id for id in ids if id.startswith(own))
        if ids and not ids[-1].startswith(own):
            return

"""A customer is erased, step by step: each is one guarded commit, so it may be lost at any line, and come twice.

First what has to be looked through (commands, dead letters, members' days, lists), then all that names them by a field,
page by page; the customer goes last, with their identities, in a commit that finds nothing left. An order meanwhile
changes the customer, so that commit is tried again; one that comes after it finds no customer, and makes a new one.
Two customers may be joined meanwhile: then both are one person, who is erased with all that either of them had.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from functions.domain.customers.account import Account
from functions.domain.customers.customer import Customer, followed
from functions.domain.customers.identities import is_erased
from functions.domain.joins.owned import OwnedOrder, OwnedState
from functions.domain.kernel.audit import AuditEntry
from functions.domain.kernel.decisions import (
    NOTHING,
    Changes,
    Decision,
    Document,
    Get,
    Reading,
    find,
    get,
    get_all,
)
from functions.domain.kernel.errors import FieldFault, Malformed
from functions.domain.kernel.paging import page_by_id
from functions.domain.loyalty.points import LedgerEntry
from functions.domain.privacy.documents import Erasure
from functions.domain.privacy.looking import LOOKED_THROUGH, Wanted
from functions.domain.privacy.naming import (
    NAMING,
    OF_LEAD,
    Naming,
    below_conversation,
    found_by,
    model_for,
    model_of,
)

PAGE_SIZE = 100
MOST_IDENTITIES = 200
NOTHING_LEFT, DONE = "nothing is left", "done"


class _State(OwnedState):
    buyer_name: str | None = None


class _Order(OwnedOrder):
    """Of an order, what names its buyer, and when it wakes for them."""

    sparse: ClassVar[frozenset[str]] = frozenset({"due", "wake_at", "runs"})
    recorded_state: _State | None = None
    due: Any = None
    wake_at: Any = None
    runs: Any = None


class _Business(Document):
    """Of a customer who is a business, who its primary contact is."""

    collection: ClassVar[str] = "customers"
    is_part: ClassVar[bool] = True
    account: Account | None = None


@dataclass(frozen=True)
class Starting:
    """By whom, and `token`: what the erased id is made of, which no hash of the customer's leads to."""

    by: str
    token: str


def erase_step(id: str, start: Starting, now: datetime) -> Decision[str]:
    """The next step, until it is `done`, or `nothing is left` of a customer who is gone. Malformed where the id is that
    of an erasure.

    Bills 2 reads and 1 write beside the documents of a page, 1 read and 1 write (or delete) each; looking through a
    collection 1 read for each of its documents; the last step 1 read for each collection, 2 for each who was joined.
    """
    if is_erased(id):
        raise Malformed("erasure", [FieldFault("customer", "is the id of one who was erased")])
    customer = yield from followed((yield from get(Customer, id)))
    key = customer.id if customer is not None else id
    erasure = yield from get(Erasure, key)
    if erasure is None:
        return (yield from _begin(key, customer, start, now=now))
    if new := _joined_since(erasure, customer):
        return Changes(put=(_from_the_start(erasure, new),)), "joined"
    if erasure.looking is not None:
        return (yield from _look(erasure))
    changes, counts = yield from _page(erasure)
    if counts:
        return _with(changes, erasure.counting(**counts)), "documents"
    return (yield from _finish(erasure, now=now))


def _begin(key: str, customer: Customer | None, start: Starting, *, now: datetime) -> Decision[str]:
    ids = (key, *((*customer.joined_ids, *customer.lead_ids) if customer is not None else ()))
    found = yield from get_all(*(Get(Erasure, id) for id in ids[1:]))
    under_way = [each for each in found if each is not None]
    if under_way:
        first = under_way[0].with_changes(id=key)
        new = tuple(id for id in ids if id not in first.ids)
        return Changes(create=(_from_the_start(first, new),), remove=tuple(under_way)), "joined"
    erasure = Erasure(
        id=key, erased_id=f"erased-{start.token}", ids=ids, looking=0, by=start.by, started_at=now
    )
    if customer is None:
        _, counts = yield from _page(erasure)
        if not counts:
            return NOTHING, NOTHING_LEFT
    return Changes(create=(erasure,)), "begun"


def _joined_since(erasure: Erasure, customer: Customer | None) -> tuple[str, ...]:
    """Who was joined into the customer since the erasure began."""
    known = customer.joined_ids if customer is not None else ()
    return tuple(id for id in known if id not in erasure.ids)


def _from_the_start(erasure: Erasure, new: tuple[str, ...]) -> Erasure:
    """The erasure of more ids, which looks through all again. Those that it had keep their places (`_entry`)."""
    return erasure.with_changes(ids=(*erasure.ids, *new), looking=0, after_id=None)


def _with(changes: Changes, erasure: Erasure) -> Changes:
    return Changes(create=changes.create, put=(*changes.put, erasure), remove=changes.remove)


def _look(erasure: Erasure) -> Decision[str]:
    """A page of a collection that is looked through. What names them by its id goes."""
    looked = LOOKED_THROUGH[erasure.looking or 0]
    people = yield from get_all(*(Get(Customer, id) for id in erasure.ids))
    wanted = Wanted.of(erasure.ids, str(erasure.erased_id), filter(None, people))
    rows = yield from page_by_id(looked.model, erasure.after_id, PAGE_SIZE)
    gone = tuple(row for row in rows if wanted.is_in(row.id))
    changed = [looked.without(row, wanted) for row in rows if row not in gone]
    put = tuple(filter(None, changed))
    if put or gone:
        erasure = erasure.counting(**{looked.model.collection: len(put) + len(gone)})
    return Changes(put=(*put, _looked(erasure, rows)), remove=gone), looked.model.collection


def _looked(erasure: Erasure, rows: tuple[Document, ...]) -> Erasure:
    """How far it has looked after a page: on in the collection, in the next one, or through all."""
    if len(rows) == PAGE_SIZE:
        return erasure.with_changes(after_id=rows[-1].id)
    following = (erasure.looking or 0) + 1
    return erasure.with_changes(after_id=None, looking=following if following < len(LOOKED_THROUGH) else None)


def _page(erasure: Erasure) -> Reading[tuple[Changes, dict[str, int]]]:
    """A page of what names the customer in one collection, without them; nothing where none does any more."""
    for row in NAMING:
        for id, name in ((id, name) for id in erasure.ids for name in row.by):
            rows = yield from find(found_by(model_for(row), name, id, limit=PAGE_SIZE))
            if not rows:
                continue
            if row.collection == "conversations":
                return (yield from _of_conversation(rows[0]))
            return _changed(row, rows, erasure), {row.collection: len(rows)}
    return (yield from _page_apart(erasure))


def _changed(row: Naming, rows: tuple[Document, ...], erasure: Erasure) -> Changes:
    if row.then == "removed":
        return Changes(remove=rows)
    each = [_kept(row, document, erasure) for document in rows]
    return Changes(
        create=tuple(document for one in each for document in one.create),
        put=tuple(document for one in each for document in one.put),
        remove=tuple(document for one in each for document in one.remove),
    )


def _kept(row: Naming, document: Document, erasure: Erasure) -> Changes:
    """The document without the person."""
    if isinstance(document, LedgerEntry):
        return _entry(document, erasure)
    blanks: dict[str, Any] = {**row.blanks, **dict.fromkeys(row.by, erasure.erased_id)}
    return Changes(put=(document.with_changes(**blanks),))


def _entry(entry: LedgerEntry, erasure: Erasure) -> Changes:
    """The ledger's entry as the erased id's. One whose id holds a customer's own moves to another id: one of its own
    for each who was joined, since causes differ in nothing else.
    """
    id, cause, erased = entry.id, entry.cause, str(erasure.erased_id)
    for number, own in enumerate(erasure.ids):
        instead = f"{erased}.{number}" if number else erased
        id, cause = id.replace(own, instead), cause.replace(own, instead)
    kept = entry.with_changes(id=id, cause=cause, customer_id=erased)
    return Changes(put=(kept,)) if id == entry.id else Changes(create=(kept,), remove=(entry,))


def _of_conversation(conversation: Document) -> Reading[tuple[Changes, dict[str, int]]]:
    """A page of a conversation's messages, or of its turns, or the conversation after the last one."""
    for model in below_conversation(conversation.id):
        found = yield from page_by_id(model, None, PAGE_SIZE)
        if found:
            by_path = model_of(conversation.collection)
            gone = tuple(by_path(id=each.id) for each in found)  # an id below another goes on from there
            return Changes(remove=gone), {f"conversation_{model.collection.rpartition('/')[2]}": len(found)}
    return Changes(remove=(conversation,)), {"conversations": 1}


def _page_apart(erasure: Erasure) -> Reading[tuple[Changes, dict[str, int]]]:
    """Orders, and what other customers' documents say."""
    erased = str(erasure.erased_id)
    referred = model_of("customers", ("referred_by",))
    for id in erasure.ids:
        orders = yield from find(found_by(_Order, "customer_id", id, limit=PAGE_SIZE))
        if orders:
            return Changes(put=tuple(_without_buyer(each, erased) for each in orders)), {
                "orders": len(orders)
            }
        friends = yield from find(found_by(referred, "referred_by", id, limit=PAGE_SIZE))
        if friends:
            put = tuple(each.with_changes(referred_by=erased) for each in friends)
            return Changes(put=put), {"referred": len(friends)}
        businesses = yield from find(found_by(_Business, "account.pic_id", id, limit=PAGE_SIZE))
        if businesses:
            return Changes(put=tuple(map(_without_contact, businesses))), {"businesses": len(businesses)}
    return NOTHING, {}


def _without_buyer(order: _Order, erased: str) -> Document:
    given = order.given_to(erased)
    state: Any = getattr(given, "recorded_state", None)
    blank = None if state is None else state.with_changes(buyer_name=None)
    return given.with_changes(recorded_state=blank, due=None, wake_at=None, runs=None)


def _without_contact(business: _Business) -> Document:
    account = business.account or Account()
    return business.with_changes(account=account.with_changes(pic_id=None, pic_contact_id=None, pic_at=None))


def _finish(erasure: Erasure, *, now: datetime) -> Decision[str]:
    """Nothing names the customer any more: they go, with their identities; a word stays that there was an erasure."""
    people = yield from get_all(*(Get(Customer, id) for id in erasure.ids))
    own = yield from get_all(*(Get(Erasure, id) for id in erasure.ids))  # of who was joined, one of their own
    links: list[Document] = []
    for id in erasure.ids:
        for name in OF_LEAD:
            model = model_of("identities", (name,))
            found = yield from find(found_by(model, name, id, limit=MOST_IDENTITIES))
            links += [each for each in found if each.id not in {link.id for link in links}]
    erased = str(erasure.erased_id)
    kept = Erasure(
        id=erased,
        erased_id=erased,
        counts=erasure.counts,
        by=erasure.by,
        started_at=erasure.started_at,
        finished_at=now,
    )
    entry = AuditEntry(
        id=f"erase:{erased}",
        who=erasure.by,
        what="erase_customer",
        of=f"customers/{erased}",
        at=now,
        by="command_line",
        after=_counted(erasure.counts),
    )
    gone = tuple(each for each in (*people, *own) if each is not None)
    return Changes(create=(kept, entry), remove=(*gone, *links)), DONE


def _counted(counts: Mapping[str, int]) -> dict[str, Any]:
    return {"documents": dict(counts)}

"""A command that is carried out where it is asked for, and answered at once: `POST` of the staff API.

With an Idempotency-Key the answer is kept for a day or more, so that the same request again has the same answer.
"""

import hashlib
import hmac
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, ClassVar

from functions.domain.commands.auditing import entry_id
from functions.domain.commands.documents import Command, Result
from functions.domain.commands.kinds import KINDS
from functions.domain.commands.settle import carried_out
from functions.domain.kernel.audit import AuditEntry
from functions.domain.kernel.decisions import (
    NOTHING,
    Changes,
    Decision,
    Document,
    Get,
    Reading,
    get,
    get_all,
)
from functions.domain.kernel.errors import KeyReused
from functions.domain.orgs.org import Org

KEPT_FOR = timedelta(hours=48)  # a TTL policy removes what is older, a day late at the most


class ApiRequest(Document):
    """A request with an Idempotency-Key, and what it was answered. Of what was sent a keyed hash alone is kept."""

    collection: ClassVar[str] = "api_requests"
    kind: str | None = None
    digest: str | None = None
    by_uid: str | None = None
    result: dict[str, Any] | None = None
    at: datetime | None = None
    expires_at: datetime | None = None


def _nothing_else() -> Reading[None]:
    yield from ()


@dataclass(frozen=True)
class Wish:
    """A command as a member of staff asks for it. `id` is new for each request; `key` the Idempotency-Key. `unless`
    raises where it is not to be carried out, as by `If-Match`.
    """

    kind: str
    data: Mapping[str, Any]
    uid: str
    id: str
    key: str | None = None
    unless: Callable[[], Reading[None]] = _nothing_else


def give_at_once(org: Org, wish: Wish, now: datetime) -> Decision[Result]:
    """Carry a command out. Bills 1 read for the member and what its kind bills, and 1 write for the audit; with a key 1
    write more, and the same again 1 read.

    The entry of the audit keeps the answer: a try whose own answer was lost finds it, and carries nothing out twice.
    Raises what `unless` and the kind do: nothing is changed then, and nothing kept. Raises KeyReused.
    """
    if wish.key is not None:
        return (yield from _given_by_key(org, wish, now))
    told = yield from get_all(*(Get(AuditEntry, id, presumed_missing=True) for id in _entry_ids(wish)))
    entry = next(filter(None, told), None)
    if entry is not None:
        return NOTHING, entry.answer or {}
    return (yield from _given(org, wish, now))


def _given_by_key(org: Org, wish: Wish, now: datetime) -> Decision[Result]:
    id = _keyed(org, "request", f"{wish.uid}:{wish.key}")
    digest = _keyed(org, "digest", json.dumps([wish.kind, wish.data], sort_keys=True, default=str))
    known = yield from get(ApiRequest, id, presumed_missing=True)
    if known is not None and known.expires_at is not None and known.expires_at > now:
        if (known.kind, known.digest) != (wish.kind, digest):
            raise KeyReused
        return NOTHING, known.result or {}
    changes, result = yield from _given(org, wish, now)
    kept = ApiRequest(
        id=id,
        kind=wish.kind,
        digest=digest,
        by_uid=wish.uid,
        result=dict(result),
        at=now,
        expires_at=now + KEPT_FOR,
    )
    if known is None:
        return replace(changes, create=(*changes.create, kept)), result
    return replace(changes, put=(*changes.put, kept)), result


def _given(org: Org, wish: Wish, now: datetime) -> Decision[Result]:
    yield from wish.unless()
    command = Command(
        id=f"api:{wish.id}",
        kind=wish.kind,
        data=dict(wish.data),
        by_uid=wish.uid,
        made_at=now,
        created_at=now,
    )
    changes, result = yield from carried_out(org, command, now)
    return _audited(changes, wish, result, now=now), result


def _entry_ids(wish: Wish) -> tuple[str, ...]:
    """Of the entry that is made here, and of the one that the kind itself makes (auditing.py)."""
    return f"api:{wish.id}", entry_id(f"api:{wish.id}")


def _audited(changes: Changes, wish: Wish, result: Result, *, now: datetime) -> Changes:
    """The changes with an entry of the audit, and the answer on it. Of a command of a phone its document says who gave
    it; one that is given here leaves no document. An entry that the kind makes itself is the one.
    """
    if changes == NOTHING:
        return changes
    entry = next((each for each in changes.create if isinstance(each, AuditEntry)), None)
    others = tuple(each for each in changes.create if each is not entry)
    entry = entry or AuditEntry(
        id=_entry_ids(wish)[0],
        who=wish.uid,
        what=wish.kind,
        of=_about(wish, result),
        at=now,
        by="api",
        after={"fields": _fields_of(wish)},
    )
    return replace(changes, create=(*others, entry.with_changes(answer=dict(result))))


def _fields_of(wish: Wish) -> list[str]:
    """The fields that were sent, as the kind's form has them. A name that it does not know may be anything that a
    person typed, and the audit is kept for good.
    """
    form = KINDS[wish.kind].act().form.model_fields
    known = {*form, *(each.alias for each in form.values() if each.alias)}
    return sorted(known.intersection(wish.data))


def _about(wish: Wish, result: Result) -> str | None:
    """What a command was about: its customer, what it saved, else the first thing that its answer names."""
    if wish.kind == "save_configuration":
        return f"{wish.data.get('collection')}/{result.get('id')}"
    if result.get("customer_id"):
        return f"customers/{result['customer_id']}"
    named = (f"{name}:{id}" for name, id in result.items() if name.endswith(("_id", "_uid")))
    return next(named, None)


def _keyed(org: Org, use: str, text: str) -> str:
    return hmac.new(org.id_key, f"api_{use}:{text}".encode(), hashlib.sha256).hexdigest()[:40]

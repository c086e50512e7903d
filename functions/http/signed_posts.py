"""Machines post JSON that is signed with their organisation's hook secret, and are answered with a receipt
(docs/contracts.md): what all such posts have in common.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Generic, Protocol, TypeVar

from flask import Request, Response, jsonify

from functions.cloud_tasks.soon import wake_soon
from functions.domain.kernel.decisions import Decision
from functions.domain.kernel.errors import Conflict, FeatureOff, Malformed, Retryable, Terminal
from functions.domain.kernel.json_bodies import NotJson, read_json
from functions.domain.orgs.org import Org, possible_org_id
from functions.http.incoming import NO_SECRET, SECRET_MAX_AGE_SECONDS, body_of, is_signed
from functions.http.responses import (
    malformed,
    not_allowed,
    not_json,
    our_fault,
    refusal,
    too_large,
    try_again,
    unauthorized,
)
from functions.store.firestore import store
from functions.store.orgs import LIFE_SECONDS, orgs

log = logging.getLogger(__name__)


class Receipt(Protocol):
    """What the sender is answered. `replayed`: it was taken before."""

    @property
    def replayed(self) -> bool: ...

    def as_answered(self) -> dict[str, Any]:
        """The body of the answer."""


T = TypeVar("T")


def _nothing_more(org: Org, receipt: Any) -> None:
    pass


@dataclass(frozen=True)
class Post(Generic[T]):
    """What is posted. `noun`: its name in answers and log lines; `parse` gives what a body says; `take` records it;
    `follow` does what is to be done once it is recorded, of a repeat too.
    """

    noun: str
    most_bytes: int
    parse: Callable[[Org, object, datetime], T]
    take: Callable[[Org, T, datetime], Decision[Any]]
    follow: Callable[[Org, Any], None] = _nothing_more


def answer(request: Request, org_id: str, post: Post[T]) -> Response:
    """201 with a receipt; 200 where the same was taken before; else why not, as docs/contracts.md has it."""
    if request.method != "POST":
        return not_allowed("POST")
    body = body_of(request, most_bytes=post.most_bytes)
    if body is None:
        return too_large(post.most_bytes)
    try:
        org = _signer(org_id, body, request.headers.get("X-Signature"))
        if org is None:
            return unauthorized()
        return _taken(org, post, body) if request.mimetype == "application/json" else not_json()
    except NotJson:
        return not_json()
    except Malformed as error:
        return malformed(f"invalid_{post.noun}", f"the {post.noun} is not valid", error)
    except (Conflict, FeatureOff) as error:
        return refusal(409, error.code, str(error))
    except Retryable as error:
        log.warning("post_deferred what=%s error=%s", post.noun, error.code)
        return try_again(error)
    except Terminal as error:
        log.error("post_failed what=%s error=%s", post.noun, error.code)
        return our_fault(error.code)


def _taken(org: Org, post: Post[T], body: bytes) -> Response:
    now = datetime.now(UTC)
    parsed = post.parse(org, read_json(body), now)
    committed = store().commit(org.id, lambda: post.take(org, parsed, now))
    wake_soon(committed.known)
    receipt: Receipt = committed.value
    post.follow(org, receipt)
    response = jsonify(receipt.as_answered())
    response.status_code = 200 if receipt.replayed else 201
    return response


def _signer(org_id: str, body: bytes, signature: str | None) -> Org | None:
    """The organisation whose secret signed the body. One that does not exist takes as long to refuse. A signature that
    does not fit is tried once more with the secret as it is now.
    """
    for max_age_seconds in (LIFE_SECONDS, SECRET_MAX_AGE_SECONDS):
        org = orgs().find(possible_org_id(org_id), max_age_seconds)
        if _fits(org, body, signature):
            return org
    return None


def _fits(org: Org | None, body: bytes, signature: str | None) -> bool:
    """An empty secret signs nothing: everyone could sign with it."""
    secret = org.hook_secret.get_secret_value().encode() if org is not None else b""
    return is_signed(secret or NO_SECRET, body, signature) and bool(secret)

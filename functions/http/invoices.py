"""Finance systems post invoices: `POST hooks/{org}/invoices`, signed with the organisation's hook secret
(docs/contracts.md, Invoices in).
"""

import logging
from datetime import UTC, datetime

from flask import Request, Response, jsonify

from functions.cloud_tasks.soon import wake_soon
from functions.domain.commands.invoice_states import parse_invoice, take_invoice
from functions.domain.kernel.errors import Conflict, FeatureOff, Malformed, Retryable, Terminal
from functions.domain.kernel.json_bodies import NotJson, read_json
from functions.domain.orgs.org import Org
from functions.http.bodies import body_of
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
from functions.http.signers import signer
from functions.store.firestore import store

log = logging.getLogger(__name__)

MOST_BYTES = 64 * 1024


def answer(request: Request, org_id: str) -> Response:
    """The answer to a state of an invoice, as docs/contracts.md has it."""
    if request.method != "POST":
        return not_allowed("POST")
    body = body_of(request, most_bytes=MOST_BYTES)
    if body is None:
        return too_large(MOST_BYTES)
    try:
        org = signer(org_id, body, request.headers.get("X-Signature"))
        if org is None:
            return unauthorized()
        return _take(org, body) if request.mimetype == "application/json" else not_json()
    except NotJson:
        return not_json()
    except Malformed as error:
        return malformed("invalid_invoice", "the invoice is not valid", error)
    except (Conflict, FeatureOff) as error:
        return refusal(409, error.code, str(error))
    except Retryable as error:
        log.warning("invoice_deferred error=%s", error.code)
        return try_again(error)
    except Terminal as error:
        log.error("invoice_failed error=%s", error.code)
        return our_fault(error)


def _take(org: Org, body: bytes) -> Response:
    now = datetime.now(UTC)
    state = parse_invoice(org, read_json(body), now)
    committed = store().commit(org.id, lambda: take_invoice(org, state, now))
    wake_soon(committed.known)
    receipt = committed.value
    response = jsonify(receipt.model_dump())
    response.status_code = 200 if receipt.replayed else 201
    return response

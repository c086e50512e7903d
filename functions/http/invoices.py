"""Finance systems post states of invoices: `POST hooks/{org}/invoices` (docs/contracts.md, Invoices in)."""

from flask import Request, Response

from functions.domain.commands.accounts.invoice_states import parse_invoice, take_invoice
from functions.http import signed_posts

INVOICE = signed_posts.Post("invoice", most_bytes=64 * 1024, parse=parse_invoice, take=take_invoice)


def answer(request: Request, org_id: str) -> Response:
    return signed_posts.answer(request, org_id, INVOICE)

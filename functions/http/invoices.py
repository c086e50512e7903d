"""Finance systems post states of invoices: `POST hooks/{org}/invoices` (docs/contracts.md, Invoices in)."""

from functions.domain.commands.accounts.invoice_states import parse_invoice, take_invoice
from functions.http import signed_posts

INVOICE = signed_posts.Post("invoice", most_bytes=64 * 1024, parse=parse_invoice, take=take_invoice)

"""The links of a quote: the customer's, by which they answer without a login, and staff's to its PDF for a while.

The customer's names one version. That one answers once, and no more after its last instant, or when another version
took its place: the document says so, not the link.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from functions.domain.orgs.org import Org
from functions.domain.orgs.signed_tokens import read_token, sign_token

PDF_HOLDS = timedelta(minutes=15)
_HOOKS, _QUOTES = "/hooks", "/quotes"


@dataclass(frozen=True)
class PdfLink:
    url: str
    expires_at: datetime


def answer_url(org: Org, quote_id: str) -> str | None:
    """Where the customer answers; None if the organisation has no public address."""
    public_url = org.settings.messages.public_url
    if public_url is None:
        return None
    return f"{public_url}/{org.id}/quotes/{sign_token(org, 'quote', quote_id)}"


def quote_of(org: Org, token: str) -> str | None:
    """The quote whose customer's token this is; None if it is not one of ours."""
    return read_token(org, "quote", token)


def pdf_url(org: Org, token: str) -> str | None:
    """Where the PDF is that a token opens: the customer's own, or one for a while. None if the function `quotes` has no
    known address.
    """
    base = _quotes_url(org)
    return f"{base}/{org.id}/{token}.pdf" if base is not None else None


def pdf_link(org: Org, quote_id: str, now: datetime) -> PdfLink | None:
    """A link to a quote's PDF that holds for a while."""
    expires_at = (now + PDF_HOLDS).replace(microsecond=0)
    token = sign_token(org, "quote_pdf", f"{int(expires_at.timestamp())}:{quote_id}")
    url = pdf_url(org, token)
    return PdfLink(url, expires_at) if url is not None else None


def quote_of_pdf(org: Org, token: str, now: datetime) -> str | None:
    """The quote whose PDF a token opens now."""
    text = read_token(org, "quote_pdf", token)
    if text is None:
        return quote_of(org, token)
    until, _, quote_id = text.partition(":")
    return quote_id if int(until) > now.timestamp() else None


def _quotes_url(org: Org) -> str | None:
    own, hooks = org.settings.sales.quotes_url, org.settings.messages.public_url
    if own is not None or hooks is None:
        return own
    return hooks.removesuffix(_HOOKS) + _QUOTES if hooks.endswith(_HOOKS) else None

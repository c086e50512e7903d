"""A quote expires at its instant, also when no one opens it: the document wakes by `due`."""

from datetime import datetime

from functions.domain.quotes.documents import CLOCK, VALID_UNTIL, Quote, with_step

# A quote that was not sent has no customer who waits for it: it is refused when it is sent too late.
_LAPSES = ("sent",)


def lapsed(quote: Quote, now: datetime) -> Quote:
    """The quote as the clock leaves it: expired where it was sent, and its last instant has come."""
    if quote.status not in _LAPSES or quote.valid_until is None or now < quote.valid_until:
        return quote
    at = quote.valid_until
    ended = quote.with_changes(status="expired", ended_by="time", updated_at=now)
    return with_step(ended, "expired", at=at, by=CLOCK)


def waiting(quote: Quote) -> Quote:
    """The quote, which wakes at its last instant while its customer may answer it."""
    others = {reason: at for reason, at in quote.due.items() if reason != VALID_UNTIL}
    if quote.status in _LAPSES and quote.valid_until is not None:
        others[VALID_UNTIL] = quote.valid_until
    return quote.waiting_for(others)

"""`save_quote`: what is offered, while it is a draft; of one that was sent the next version."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Annotated

from pydantic import Field

from functions.domain.commands.awaiting import read_named
from functions.domain.commands.dates import Date
from functions.domain.commands.documents import Result
from functions.domain.commands.editing import Edited, edited, refuse
from functions.domain.commands.following import followed_up
from functions.domain.commands.quotes.lines import Percent, QuoteLineForm, lines_of
from functions.domain.commands.quotes.parties import Parties, parties_of
from functions.domain.commands.quotes.warnings import told, with_warnings
from functions.domain.commands.requests import Request
from functions.domain.kernel.decisions import NOTHING, Decision, Reading, get
from functions.domain.kernel.validation import EARLIEST_YEAR, Form, Instant, LongText, OptionalId
from functions.domain.orgs.org import Org
from functions.domain.quotes.documents import Quote, is_version_id, version_id, with_step
from functions.domain.quotes.lapsing import waiting
from functions.domain.quotes.pricing import priced

MOST_LINES = 200
MOST_AUTHORS = 50
MOST_YEARS = 5
FIELDS = ("lines", "discount_percent", "valid_until", "note", "wanted_on")
_OPEN = ("draft", "approved")
_ENDED = ("sent", "declined", "expired")


class QuoteForm(Form):
    """Fields of a quote. One that is absent stays as it is, one that is null goes. `valid_until`: an instant, or the
    last day on which it holds.
    """

    quote_id: OptionalId = None
    opportunity_id: OptionalId = None
    customer_id: OptionalId = None
    legal_entity_id: OptionalId = None
    lines: Annotated[tuple[QuoteLineForm, ...], Field(max_length=MOST_LINES)] = ()
    discount_percent: Percent | None = None
    valid_until: Instant | Date | None = None
    note: LongText | None = None
    wanted_on: Date | None = None


def save_quote(org: Org, request: Request[QuoteForm], now: datetime) -> Decision[Result]:
    """The draft with these fields; a new one where none is named, or the named one is not there; of a version that was
    sent the next one, as a draft. The result names it.

    Bills 2 reads and 1 write of a draft whose lines stay: the quote and its account; with its deal, brand and legal
    entity 1 read each; with lines 1 read a product and 1 a contract that began, 1 at the least. Of a field the change
    that was made last holds. What was approved is a draft again. Malformed where a quote waits for approval, was
    accepted, or has a newer version; Forbidden where a rep sets a price, or may not read the account.
    """
    known = yield from _known(request, now)
    parties = yield from parties_of(request, known)
    is_open = known is not None and known.status in _OPEN and not known.is_unclear
    begun = known if known is not None and is_open else _begun(org, request, known)
    if known is not None and begun is not known:
        yield from get(Quote, begun.id, presumed_missing=True)
    bound = begun.with_changes(**parties.fields)
    saved = yield from _edited(org, request, bound, parties=parties, now=now)
    if saved.document == known:
        return NOTHING, saved.result(quote_id=begun.id, version=begun.version)
    written = _written(org, request, known, after=saved.document, now=now)
    after = yield from with_warnings(org, written, parties.customer, now=now)
    changes = yield from followed_up(
        org, known if begun is known else None, after, request=request, kind="quote_changed", now=now
    )
    said = {"version": after.version, "total_minor": after.total_minor, **told(after)}
    return changes, saved.result(quote_id=after.id, **said)


def _known(request: Request[QuoteForm], now: datetime) -> Reading[Quote | None]:
    """The version that a command is about: the next one of one that was sent, where it is there. Malformed where it may
    not change.
    """
    id = request.data.quote_id
    known = yield from read_named(Quote, id, request, now=now)
    if known is None:
        if id is not None and is_version_id(id):
            raise refuse("quote_id", "names no quote")
        return None
    if known.is_ordered:
        raise refuse("quote_id", "was accepted")
    if known.status in _ENDED or known.is_unclear:
        return (yield from _next_of(known))
    if known.status not in _OPEN:
        raise refuse("quote_id", "waits for approval: withdraw it first")
    return known


def _next_of(ended: Quote) -> Reading[Quote]:
    """The draft that follows a version, where there is one, else that version."""
    later = yield from get(Quote, version_id(ended.root_id or ended.id, ended.version + 1))
    if later is not None and later.status not in _OPEN:
        raise refuse("quote_id", "has a newer version")
    return later or ended


def _begun(org: Org, request: Request[QuoteForm], known: Quote | None) -> Quote:
    """A new quote, or the next version of one."""
    giver = request.giver
    if known is None:
        id = request.data.quote_id or request.command_id
        quote = Quote(id=id, root_id=id, valid_until=_usual_end(org, request.made_at))
    else:
        root = known.root_id or known.id
        quote = Quote(
            id=version_id(root, known.version + 1),
            root_id=root,
            version=known.version + 1,
            lines=known.lines,
            discount_percent=known.discount_percent,
            valid_until=_usual_end(org, request.made_at),
            note=known.note,
            wanted_on=known.wanted_on,
        )
    begun = quote.with_changes(currency=org.settings.currency, created_at=request.made_at)
    return with_step(begun, "created", at=request.made_at, by=giver.uid)


def _edited(
    org: Org, request: Request[QuoteForm], quote: Quote, *, parties: Parties, now: datetime
) -> Reading[Edited[Quote]]:
    form = request.data
    until = _end_of(org, form.valid_until, now=now)
    kept = {"valid_until": until, "discount_percent": _number(form.discount_percent)}
    saved = edited(quote, request, [name for name in FIELDS if name != "lines"], **kept)
    with_lines = edited(saved.document, request, ["lines"], lines=quote.lines)
    late = tuple(sorted((*saved.late, *with_lines.late)))
    document = with_lines.document
    if "lines" in form.model_fields_set and "lines" not in late:
        lines = yield from lines_of(org, request, document, parties=parties, now=now)
        document = document.with_changes(lines=lines)
    try:
        return Edited(priced(document, org.settings.sales), late)
    except ValueError as error:
        raise refuse("lines", str(error)) from None


def _written(
    org: Org, request: Request[QuoteForm], known: Quote | None, *, after: Quote, now: datetime
) -> Quote:
    """The draft as it is stored: what was approved is to be approved again, and its writer does not decide on it."""
    uid = request.giver.uid
    authors = tuple(dict.fromkeys((*after.author_uids, uid)))[-MOST_AUTHORS:]
    after = after.with_changes(author_uids=authors, updated_at=now)
    if known is not None and known.id == after.id and known.status == "approved":
        draft = after.with_changes(status="draft", approved_at=None, approved_by=None)
        after = with_step(draft, "changed", at=request.made_at, by=uid)
    return waiting(after)


def _end_of(org: Org, until: datetime | str | None, *, now: datetime) -> datetime | None:
    """The instant at which a quote ends: of a day its midnight, by the business's clock. Malformed where it lies years
    off.
    """
    if until is None:
        return None
    year = date.fromisoformat(until).year if isinstance(until, str) else until.year
    if not EARLIEST_YEAR <= year <= now.year + MOST_YEARS:
        raise refuse("valid_until", "lies years off")
    if isinstance(until, datetime):
        return until.astimezone(UTC)
    return _midnight_after(org, date.fromisoformat(until))


def _midnight_after(org: Org, day: date) -> datetime:
    zone = org.zone
    return datetime.combine(day + timedelta(days=1), time(), zone).astimezone(UTC)


def _usual_end(org: Org, since: datetime) -> datetime:
    last = org.day_of(since)
    return _midnight_after(org, last + timedelta(days=org.settings.sales.quote_valid_days))


def _number(percent: Decimal | None) -> float:
    return float(percent or 0)

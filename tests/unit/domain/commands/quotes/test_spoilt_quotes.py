"""A quote that was changed by hand is shown, listed and answered as far as it is right, and never fails."""

import os
from collections.abc import Callable, Iterator
from copy import deepcopy
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from functions.domain.automations.subjects import wake_subject
from functions.domain.commands.quotes.answers import Answer, answer_by_link, show_by_link
from functions.domain.kernel.decisions import NOTHING, Decision
from functions.domain.kernel.errors import NotFound
from functions.domain.quotes.documents import Quote, QuoteLine, QuoteStep, TaxLine, with_step
from functions.domain.quotes.papers import Paper, paper_by_id, read_paper
from functions.domain.views.pages import Wanted
from functions.domain.views.quotes import quote_shown, quotes_listed
from functions.http.quote_page import render_page
from tests.builders import NOON, problems
from tests.command_samples import a_quote
from tests.memory import DictBackend, a_store, run
from tests.unit.domain.commands.quotes.test_drafts import RANGES, act, done, office, quote, save

PATH = "orgs/kopi/quotes/offer"
GONE = object()
ODD: tuple[Any, ...] = (
    *(GONE, None, True, -1, 2.5, 10**20, float("nan"), float("inf"), 1e300),
    *("", "abc", "NaN", "Infinity", "1e999", "-3", "12,5", "🙂", "a/b"),
    *(datetime(1, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)),
    *([], {}, [None], ["x"], [{}], {"a": 1}),
)
# Where every value is tried; elsewhere a fifth of them, but in `make faults`.
KEEN = ("status", "quantity", "valid_until", "percent")
EVERY = bool(os.environ.get("EVERY_EXAMPLE"))
Place = tuple[str | int, ...]
PLACES: tuple[Place, ...] = (
    *((name,) for name in Quote.model_fields if name not in ("id", "odd_fields")),
    *(("lines", 0, name) for name in QuoteLine.model_fields),
    *(("taxes", 0, name) for name in TaxLine.model_fields),
    *(("history", 0, name) for name in QuoteStep.model_fields),
)


def spoilt(place: Place, value: Any, status: str = "sent") -> DictBackend:
    offer = a_quote(status=status, opportunity_id="deal", legal_entity_id="pt", sent_at=NOON)
    tax = TaxLine(name="GST", percent=5, net_minor=90_000, tax_minor=4_500)
    backend = office(
        with_step(
            offer.with_changes(taxes=(tax,), total_minor=94_500, discount_percent=5.0),
            "created",
            at=NOON,
            by="till",
        )
    )
    fields = deepcopy(backend.documents[PATH])
    inner: Any = fields
    for step in place[:-1]:
        inner = inner[step]
    if value is GONE:
        inner.pop(place[-1], None)
    else:
        inner[place[-1]] = value
    del backend.documents[PATH]
    backend.client_writes(PATH, **fields)
    return backend


def ways(backend: DictBackend) -> Iterator[Callable[[], object]]:
    """All that is done with a quote, answers last."""
    store = a_store(backend)

    def page() -> None:
        shown = run(store, lambda: show_by_link(RANGES, "offer", NOON))
        if shown is None:
            return

        def read() -> Decision[Paper]:
            return NOTHING, (yield from read_paper(RANGES, shown.quote, shown.customer))

        render_page(run(store, read), None, None)

    def one() -> None:
        try:
            run(store, lambda: quote_shown(RANGES, "lead", "offer"))
        except NotFound:
            assert backend.documents[PATH].get("customer_id") != "somebody"

    def by_link(answer: Answer) -> object:
        return run(store, lambda: answer_by_link(RANGES, "offer", answer, reason=None, now=NOON))

    yield page
    yield one
    yield lambda: run(store, lambda: paper_by_id(RANGES, "offer"))
    yield lambda: run(store, lambda: quotes_listed(RANGES, "lead", {}, wanted=Wanted(1)))
    yield lambda: run(store, lambda: wake_subject(RANGES, Quote, "offer", now=NOON))
    yield lambda: save(backend, note="More")
    yield lambda: act(backend, "submit_quote")
    yield lambda: act(backend, "decide_quote", decision="approve", by_uid="lead")
    yield lambda: by_link("decline")
    yield lambda: act(backend, "answer_quote", answer="accept")
    yield lambda: by_link("accept")


@pytest.mark.parametrize("place", PLACES, ids=lambda place: ".".join(map(str, place)))
def test_whatever_one_field_holds_nothing_fails(place: Place) -> None:
    for value in ODD if place[-1] in KEEN else ODD[:: 1 if EVERY else 5]:
        for number in range(len(list(ways(DictBackend())))):
            list(ways(spoilt(place, value)))[number]()
        for status in ("draft", "pending_approval", "expired"):
            backend = spoilt(place, value, status)
            for kind in ("submit_quote", "send_quote", "withdraw_quote"):
                act(backend, kind)
            act(backend, "decide_quote", decision="approve", by_uid="lead")
            save(backend)


def lines_come_to(order: dict[str, Any]) -> int:
    amounts = (Decimal(line["quantity"]) * line["unit_price_minor"] for line in order["lines"])
    return sum(int(each.to_integral_value()) for each in amounts)


@pytest.mark.parametrize(
    ("place", "value"),
    [
        (("lines", 0, "quantity"), "a few"),
        (("lines", 0, "quantity"), 2),
        (("lines", 0, "unit_price_minor"), "much"),
        (("lines", 0), None),
        (("lines",), "milk"),
        (("taxes",), 5),
        (("discount_minor",), []),
    ],
)
def test_what_the_customer_accepts_is_the_total_whatever_its_lines_were_made(
    place: Place, value: Any
) -> None:
    backend = spoilt(place, value)
    done(act(backend, "answer_quote", answer="accept"))
    order = backend.all("orders")["b2b:quote:offer"]
    assert order["total_minor"] == 94_500 == lines_come_to(order)


@pytest.mark.parametrize("value", [GONE, None, "94500", 2.5])
def test_a_quote_whose_total_was_spoilt_is_accepted_once_it_is_sent_again(value: Any) -> None:
    backend = spoilt(("total_minor",), value)
    refused = act(backend, "answer_quote", answer="accept")
    assert problems(refused) == {"quote_id": "has no total: save it, and send it again"}
    assert backend.all("orders") == {}
    done(save(backend, lines=[{"product_id": "milk", "quantity": "2"}], valid_until="2025-03-01"))
    done(act(backend, "send_quote", id="offer:v2"))
    done(act(backend, "answer_quote", id="offer:v2", answer="accept"))
    assert list(backend.all("orders")) == ["b2b:quote:offer:v2"]


@pytest.mark.parametrize("value", [GONE, None, "finished", 7])
def test_a_quote_whose_status_was_spoilt_after_it_was_sent_never_changes(value: Any) -> None:
    backend = spoilt(("status",), value)
    before = quote(backend)
    for kind in ("submit_quote", "send_quote", "withdraw_quote"):
        assert problems(act(backend, kind)) == {"quote_id": "was sent"}
    assert quote(backend) == before
    assert done(save(backend))["quote_id"] == "offer:v2"


def test_a_line_without_a_quantity_is_shown_with_its_amount_and_not_sent() -> None:
    backend = spoilt(("lines", 0, "quantity"), "a few", "draft")
    (row,) = run(a_store(backend), lambda: paper_by_id(RANGES, "offer")).rows  # type: ignore[union-attr]  # it is there
    assert (row.quantity, row.amount) == ("", "₹900.00")
    backend.client_writes(PATH, sent_at=None)
    assert problems(act(backend, "send_quote")) == {"lines.0.quantity": "is needed"}

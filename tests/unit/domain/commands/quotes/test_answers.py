"""An accepted quote is one order and one won deal, in one commit, however often and by whom it is answered."""

from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from functions.domain.automations.subjects import wake_subject
from functions.domain.commands.quotes.answers import AnsweredQuote, answer_by_link, show_by_link
from functions.domain.kernel.errors import FeatureOff
from functions.domain.orgs.org import Org
from functions.domain.quotes.documents import Quote
from functions.domain.settings.automations import AutomationSettings
from tests.builders import NOON, an_org, problems
from tests.command_samples import a_quote
from tests.memory import Billed, DictBackend, a_store, run
from tests.unit.domain.commands.quotes.test_drafts import RANGES, act, done, office, quote, save, steps

END = a_quote().valid_until or NOON


def sent(**changes: Any) -> DictBackend:
    return office(a_quote(status="sent", opportunity_id="deal", **changes))


def by_link(
    backend: DictBackend, answer: Any = "accept", *, org: Org = RANGES, now: Any = NOON
) -> AnsweredQuote:
    found = run(a_store(backend), lambda: answer_by_link(org, "offer", answer, reason=None, now=now))
    assert found is not None
    return found


def deal(backend: DictBackend) -> dict[str, Any]:
    found: dict[str, Any] = backend.all("opportunities")["deal"]
    return found


def lines_come_to(order: Mapping[str, Any]) -> int:
    return sum(
        int((Decimal(line["quantity"]) * line["unit_price_minor"]).to_integral_value())
        for line in order["lines"]
    )


@pytest.mark.item("S002-26", "S002-57")
def test_an_accepted_quote_is_an_order_and_wins_its_deal_with_its_reason_in_one_commit() -> None:
    backend = sent()
    backend.billed = Billed()
    result = done(act(backend, "answer_quote", answer="accept", reason="Taste"))
    assert result == {"quote_id": "offer", "status": "accepted", "order_id": "quote:offer"}
    # The member, the quote, its account, the deal, what is known of winning; the command, the quote, the order, the
    # deal, the account, what is told of it, and what is known of winning. With it the first page of its owner: the
    # page, their deals and the month's forecast; and both pages.
    assert backend.billed == Billed(reads=1 + 4 + 3, writes=1 + 6 + 2)
    order = backend.all("orders")["b2b:quote:offer"]
    assert (order["customer_id"], order["status"], order["total_minor"]) == ("somebody", "pending", 90_000)
    assert lines_come_to(order) == order["total_minor"] == quote(backend)["total_minor"]
    assert (deal(backend)["stage"], deal(backend)["close_reason"]) == ("won", "Taste")
    assert backend.all("customers")["somebody"]["account"]["deals"]["by_stage"] == {"won": 1}
    told = backend.all("interactions")["quote:offer:quote_accepted"]
    assert told["transaction"] == {
        "id": "quote:offer",
        "ref_table": "b2b_orders",
        "channel": None,
        "amount_minor": 90_000,
    }


def test_the_same_answer_again_has_the_same_result_and_another_one_is_refused() -> None:
    backend = sent()
    first = done(act(backend, "answer_quote", answer="accept"))
    versions = {path: each for path, each in backend.versions.items() if "/commands/" not in path}
    assert done(act(backend, "answer_quote", answer="accept")) == first
    assert by_link(backend).quote.order_id == "quote:offer"
    assert problems(act(backend, "answer_quote", answer="decline")) == {"quote_id": "was accepted"}
    assert by_link(backend, "decline").refused == "was accepted"
    assert {path: each for path, each in backend.versions.items() if "/commands/" not in path} == versions


def test_the_customer_s_own_answer_wins_the_deal_whoever_owns_it() -> None:
    backend = sent()
    backend.put(backend_deal(owner_uid="another"))
    assert by_link(backend).quote.status == "accepted"
    assert steps(backend) == [("accepted", "customer")]
    assert deal(backend)["stage"] == "won"
    assert deal(backend)["stage_history"][-1]["by"] == "customer"
    assert deal(backend)["close_reason"] == "quote offer was accepted"


def backend_deal(**changes: Any) -> Any:
    from functions.domain.sales.opportunities import Opportunity

    return Opportunity(**{"id": "deal", "customer_id": "somebody", "stage": "proposal"} | changes)


def test_a_declined_quote_makes_no_order_and_leaves_its_deal() -> None:
    backend = sent()
    assert done(act(backend, "answer_quote", answer="decline", reason="Price"))["status"] == "declined"
    assert (quote(backend)["answer_reason"], backend.all("orders")) == ("Price", {})
    assert deal(backend)["stage"] == "negotiation"


@pytest.mark.parametrize(("stage", "why"), [("lost", "the deal is lost"), ("won", None)])
def test_the_order_stands_where_the_deal_was_closed_meanwhile(stage: str, why: str | None) -> None:
    backend = sent()
    backend.put(backend_deal(stage=stage, close_reason="Before"))
    done(act(backend, "answer_quote", answer="accept"))
    assert (deal(backend)["stage"], deal(backend)["close_reason"]) == (stage, "Before")
    left = [each["why"] for each in quote(backend)["history"] if each["step"] == "deal_left"]
    assert left == ([why] if why else [])
    assert list(backend.all("orders")) == ["b2b:quote:offer"]


def test_a_quote_is_accepted_before_its_last_instant_and_not_at_it() -> None:
    assert by_link(sent(), now=END - timedelta(microseconds=1)).refused is None
    backend = sent()
    before = dict(backend.versions)
    late = by_link(backend, now=END)
    assert (late.refused, late.quote.status) == ("has expired", "expired")
    assert backend.versions == before


def test_what_was_accepted_in_time_and_arrives_late_counts_though_it_was_marked_as_expired() -> None:
    backend = office(a_quote(status="expired", ended_by="time"))
    late = END + timedelta(hours=3)
    in_time = act(backend, "answer_quote", answer="accept", made_at=END - timedelta(hours=1), now=late)
    assert done(in_time)["status"] == "accepted"
    other = office(a_quote(status="expired", ended_by="time"))
    too_late = act(other, "answer_quote", answer="accept", made_at=END, now=late)
    assert problems(too_late) == {"quote_id": "has expired"}


def woken(backend: DictBackend, org: Org) -> dict[str, Any]:
    """The quote after the tick of its last instant."""
    run(a_store(backend), lambda: wake_subject(org, Quote, "offer", now=END))
    return quote(backend)


@pytest.mark.parametrize("crm", [True, False])
def test_a_sent_quote_expires_at_its_instant_though_no_automation_watches(crm: bool) -> None:
    backend = office(a_quote())
    done(act(backend, "send_quote"))
    assert quote(backend)["wake_at"] == END
    after = woken(backend, an_org(features={"crm": crm, "loyalty": True}))
    assert (after["status"], after["ended_by"], after.get("wake_at")) == ("expired", "time", None)
    assert after["history"][-1] == {"step": "expired", "at": END, "by": "clock", "why": None}


def test_an_automation_hears_of_each_step_once() -> None:
    events = ("quote_submitted", "quote_sent", "quote_expired", "quote_accepted", "quote_declined")
    then = [{"tag": "quoted"}]
    org = an_org(
        automations={
            event: AutomationSettings.model_validate({"of": "quotes", "on": event, "then": then})
            for event in events
        }
    )

    def ran() -> list[str]:
        told = (each["automation_id"] for each in backend.all("interactions").values())
        return sorted(filter(None, told))

    backend = office(a_quote())
    done(act(backend, "send_quote", org=org))
    assert ran() == ["quote_sent"]
    woken(backend, org)
    woken(backend, org)
    assert ran() == ["quote_expired", "quote_sent"]


def test_while_the_crm_is_off_a_link_neither_shows_nor_accepts() -> None:
    backend, off = sent(), an_org(features={"crm": False, "loyalty": True})
    before = dict(backend.versions)
    with pytest.raises(FeatureOff):
        run(a_store(backend), lambda: show_by_link(off, "offer", NOON))
    with pytest.raises(FeatureOff):
        by_link(backend, org=off)
    assert backend.versions == before


def test_an_order_may_count_at_once_where_the_business_sells_on_account() -> None:
    backend = sent()
    org = an_org(sales={"quote_order_status": "paid"})
    done(act(backend, "answer_quote", answer="accept", org=org))
    assert backend.all("customers")["somebody"]["stats"]["spend_minor"] == 90_000


PERCENT = some.decimals(0, 100, places=2)


@settings(max_examples=60, deadline=None)
@given(
    some.lists(
        some.tuples(some.sampled_from(["milk", "beans"]), some.decimals("0.001", 5_000, places=3), PERCENT),
        min_size=1,
        max_size=4,
    ),
    PERCENT,
    some.lists(PERCENT, max_size=2),
    some.booleans(),
)
def test_no_money_appears_or_goes_between_a_quote_and_its_order(
    lines: Any, whole: Decimal, rates: Any, is_included: bool
) -> None:
    taxes = [{"name": f"tax {number}", "percent": str(rate)} for number, rate in enumerate(rates)]
    org = an_org(sales={"taxes": taxes, "prices_include_tax": is_included})
    backend = office(role="owner")
    asked = [{"product_id": id, "quantity": str(n), "discount_percent": str(off)} for id, n, off in lines]
    done(save(backend, org, lines=asked, discount_percent=str(whole)))
    done(act(backend, "send_quote", org=org))
    done(act(backend, "answer_quote", org=org, answer="accept"))
    offered, (order,) = quote(backend), backend.all("orders").values()
    assert order["total_minor"] == offered["total_minor"] == lines_come_to(order) >= 0
    added = sum(tax["tax_minor"] for tax in offered["taxes"] if not tax["is_included"])
    assert offered["gross_minor"] - offered["discount_minor"] + added == offered["total_minor"]


def later_version(backend: DictBackend) -> None:
    """The next version, sent after the first one's time was over."""
    over = END + timedelta(hours=1)
    done(save(backend, note="More", made_at=over, now=over))
    done(act(backend, "send_quote", id="offer:v2", made_at=over, now=over))


def lapsed() -> DictBackend:
    """A quote whose time was over before it was answered."""
    return office(a_quote(status="expired", ended_by="time", opportunity_id="deal"))


@pytest.mark.item("S002-26")
def test_one_quote_is_one_order_where_a_late_answer_to_a_former_version_meets_the_later_one() -> None:
    backend = lapsed()
    later_version(backend)
    late = act(
        backend,
        "answer_quote",
        answer="accept",
        made_at=END - timedelta(minutes=1),
        now=END + timedelta(hours=2),
    )
    assert problems(late) == {"quote_id": "was replaced by a newer version"}
    assert backend.all("orders") == {}
    done(act(backend, "answer_quote", id="offer:v2", answer="accept", now=END + timedelta(hours=3)))
    assert list(backend.all("orders")) == ["b2b:quote:offer:v2"]
    assert steps(backend)[-1] == ("replaced", "till")


def test_a_late_answer_that_comes_before_the_later_version_is_sent_keeps_that_from_being_one() -> None:
    backend = lapsed()
    over = END + timedelta(hours=1)
    done(save(backend, note="More", made_at=over, now=over))
    done(act(backend, "answer_quote", answer="accept", made_at=END - timedelta(minutes=1), now=over))
    resent = act(backend, "send_quote", id="offer:v2", now=over)
    assert problems(resent) == {"quote_id": "an earlier version was accepted"}
    assert list(backend.all("orders")) == ["b2b:quote:offer"]


def test_versions_that_were_left_open_side_by_side_make_one_order() -> None:
    """As they were stored before a version whose time was over was ended by the next one."""
    backend = lapsed()
    later = {"id": "offer:v2", "root_id": "offer", "version": 2, "sent_at": NOON}
    backend.put(a_quote(status="sent", opportunity_id="deal", **later))
    late = act(backend, "answer_quote", answer="accept", made_at=NOON, now=END + timedelta(hours=2))
    assert problems(late) == {"quote_id": "was replaced by a newer version"}
    backend.put(quote_of(backend, "offer", status="accepted", order_id="quote:offer"))
    second = act(backend, "answer_quote", id="offer:v2", answer="accept")
    assert problems(second) == {"quote_id": "an earlier version was accepted"}
    assert backend.all("orders") == {}


def quote_of(backend: DictBackend, id: str, **changes: Any) -> Quote:
    return Quote.model_validate({"id": id, **quote(backend, id), **changes})


@pytest.mark.parametrize("spoilt", ["draft", "approved", "sent", "finished", None, 7])
def test_what_became_an_order_never_becomes_another_one_whatever_its_status_was_made_by_hand(
    spoilt: Any,
) -> None:
    backend = sent()
    done(act(backend, "answer_quote", answer="accept"))
    orders = backend.all("orders")
    backend.client_writes("orgs/kopi/quotes/offer", status=spoilt)
    for command in (
        save(backend, note="More"),
        act(backend, "submit_quote"),
        act(backend, "send_quote"),
        act(backend, "answer_quote", answer="decline"),
        act(backend, "answer_quote", answer="accept"),
    ):
        assert problems(command) == {"quote_id": "was accepted"}
    assert by_link(backend).refused == "was accepted"
    assert backend.all("orders") == orders

"""A quote goes from its draft to the customer's answer by rules, and never changes after it was sent."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from functions.domain.accounts.contracts import Contract, ContractPrice
from functions.domain.kernel.decisions import Document
from functions.domain.orgs.org import Org
from functions.domain.sales.opportunities import Opportunity
from functions.domain.shop.products import Product
from functions.domain.staff.members import Member
from functions.domain.staff.roles import Role
from tests.builders import NOON, a_customer, a_member, an_org, give, problems, with_staff
from tests.command_samples import a_legal_entity, a_quote
from tests.memory import Billed, DictBackend

SALES = {"discounts": {"sales_rep": "10", "manager": "30"}}
RANGES = an_org(sales=SALES)
MILK, BEANS = {"product_id": "milk", "quantity": "2"}, {"product_id": "beans", "quantity": "2.5"}


def office(*documents: Document, role: Role = "sales_rep") -> DictBackend:
    """A dairy: a till in a role, a rep, two managers and an owner, two products, one of them with a contract price."""
    return with_staff(
        a_customer(customer_group="b2b"),
        a_customer(id="other", phone=None, email=None, owner_uid="rep"),
        a_member(),
        Member(id="lead", roles=("manager",)),
        Member(id="head", roles=("owner",)),
        a_legal_entity(),
        Product(id="milk", name="Milk", category="dairy", price_minor=6_000),
        Product(id="beans", name="Beans", category="coffee", price_minor=45_000),
        Product(id="gift", name="Gift"),
        Contract(
            id="of-the-year",
            customer_id="somebody",
            starts_on="2025-01-01",
            ends_on="2025-12-31",
            prices=(ContractPrice(product_id="beans", price_minor=40_000),),
        ),
        Opportunity(id="deal", customer_id="somebody", owner_uid="till", stage="negotiation"),
        *documents,
        role=role,
    )


def quote(backend: DictBackend, id: str = "offer") -> dict[str, Any]:
    found: dict[str, Any] = backend.all("quotes")[id]
    return found


def steps(backend: DictBackend, id: str = "offer") -> list[tuple[str, str]]:
    return [(each["step"], each["by"]) for each in quote(backend, id)["history"]]


def save(backend: DictBackend, org: Org = RANGES, **fields: Any) -> dict[str, Any]:
    """A quote of two bottles of milk, as the till saves it."""
    how = {name: fields.pop(name) for name in ("by_uid", "made_at", "now", "id") if name in fields}
    data = {"quote_id": "offer", "customer_id": "somebody", "lines": [MILK]} | fields
    return give(backend, "save_quote", data, org=org, **how)


def act(
    backend: DictBackend, kind: str, *, org: Org = RANGES, id: str = "offer", **more: Any
) -> dict[str, Any]:
    """A step of a quote."""
    how = {name: more.pop(name) for name in ("by_uid", "made_at", "now") if name in more}
    return give(backend, kind, {"quote_id": id, **more}, org=org, **how)


def done(command: dict[str, Any]) -> dict[str, Any]:
    assert command["status"] == "done", command["problems"]
    found: dict[str, Any] = command["result"]
    return found


def untouched(backend: DictBackend) -> dict[str, int]:
    return {path: version for path, version in backend.versions.items() if "/commands/" not in path}


@pytest.mark.item("S002-25")
def test_lines_have_the_contract_s_price_else_the_product_s_own_and_come_to_a_total() -> None:
    backend = office()
    backend.billed = Billed()
    lines = [{**MILK, "discount_percent": "10"}, BEANS]
    result = done(save(backend, lines=lines, discount_percent=5, opportunity_id="deal"))
    assert result == {"quote_id": "offer", "version": 1, "total_minor": 105_260}
    # The member, the quote, what could make it, the deal, the account, two products and a contract; the command, the
    # quote.
    assert backend.billed == Billed(reads=1 + 7, writes=1 + 1)
    stored = quote(backend)
    shown = ("product_id", "unit_price_minor", "price_from", "gross_minor", "total_minor")
    assert [tuple(line[name] for name in shown) for line in stored["lines"]] == [
        ("milk", 6_000, "list", 12_000, 10_800),
        ("beans", 40_000, "contract", 100_000, 100_000),
    ]
    assert (stored["status"], stored["currency"], stored["net_minor"]) == ("draft", "INR", 105_260)
    assert stored["highest_discount_percent"] == 14.5
    assert stored["valid_until"] == datetime(2025, 2, 24, 18, 30, tzinfo=UTC), (
        "30 days, to the end of the day"
    )


def test_taxes_are_lines_of_their_own_of_the_categories_that_they_are_of() -> None:
    taxes = [{"name": "GST", "percent": "5"}, {"name": "Cess", "percent": "1", "categories": ["coffee"]}]
    backend = office()
    done(save(backend, an_org(sales={"taxes": taxes}), lines=[MILK, BEANS]))
    stored = quote(backend)
    assert [(tax["name"], tax["net_minor"], tax["tax_minor"]) for tax in stored["taxes"]] == [
        ("GST", 112_000, 5_600),
        ("Cess", 100_000, 1_000),
    ]
    assert stored["total_minor"] == 112_000 + 6_600
    within = an_org(sales={"taxes": taxes, "prices_include_tax": True})
    done(save(backend, within, lines=[MILK, BEANS], made_at=NOON + timedelta(seconds=1)))
    assert quote(backend)["total_minor"] == 112_000
    assert [tax["tax_minor"] for tax in quote(backend)["taxes"]] == [5_288, 943]


@pytest.mark.parametrize(
    ("lines", "path", "reason"),
    [
        ([{"product_id": "tea", "quantity": 1}], "lines.0.product_id", "names no product"),
        ([MILK, {"product_id": "gift", "quantity": 1}], "lines.1.product_id", "has no price"),
        ([{**MILK, "quantity": 0}], "lines.0.quantity", "Input should be greater than 0"),
        (
            [{**MILK, "discount_percent": 101}],
            "lines.0.discount_percent",
            "Input should be less than or equal to 100",
        ),
        ([{**MILK, "quantity": 10**6}] * 200, "lines", "come to more than a quote may"),
    ],
)
def test_a_line_that_cannot_be_sold_is_named_and_nothing_is_written(
    lines: Any, path: str, reason: str
) -> None:
    backend = office(Product(id="milk", name="Milk", price_minor=10**10))
    before = untouched(backend)
    assert problems(save(backend, lines=lines)) == {path: reason}
    assert untouched(backend) == before


@pytest.mark.item("S002-60")
def test_a_special_price_is_set_by_leaders_within_what_they_may_give_and_kept_by_a_rep() -> None:
    backend = office()
    special = [{**MILK, "unit_price_minor": 4_500}]
    refused = save(backend, lines=special)
    assert problems(refused) == {"lines.0.unit_price_minor": "may be set by owners and managers only"}
    too_low = save(backend, lines=[{**MILK, "unit_price_minor": 4_000}], by_uid="lead")
    assert problems(too_low) == {"lines.0.unit_price_minor": "is more off the price than your role may give"}
    assert backend.all("quotes") == {}
    done(save(backend, lines=special, by_uid="lead"))
    done(save(backend, lines=[{**MILK, "quantity": 3, "unit_price_minor": 4_500}]))
    (line,) = quote(backend)["lines"]
    assert (line["price_from"], line["special_by"], line["total_minor"]) == ("special", "lead", 13_500)
    assert done(act(backend, "send_quote"))["status"] == "sent", "a leader's price needs no further approval"


@pytest.mark.item("S002-25")
def test_a_discount_within_the_range_of_the_role_is_approved_by_it() -> None:
    backend = office()
    done(save(backend, discount_percent=10))
    assert done(act(backend, "submit_quote"))["status"] == "approved"
    assert quote(backend)["approved_by"] is None
    assert steps(backend) == [("created", "till"), ("submitted", "till"), ("approved", "till")]


@pytest.mark.item("S002-25", "S002-60")
def test_a_discount_above_the_range_waits_for_a_manager_who_may_give_it() -> None:
    backend = office()
    done(save(backend, lines=[{**MILK, "discount_percent": "20"}], discount_percent=10))  # 28 of one line
    assert problems(act(backend, "send_quote")) == {
        "quote_id": "gives off more than your role may: submit it for approval"
    }
    assert done(act(backend, "submit_quote", reason="A large order"))["status"] == "pending_approval"
    assert problems(act(backend, "send_quote")) == {"quote_id": "waits for approval"}
    assert problems(save(backend, note="Soon")) == {"quote_id": "waits for approval: withdraw it first"}
    backend.billed = Billed()
    assert done(act(backend, "decide_quote", decision="approve", by_uid="lead"))["status"] == "approved"
    assert backend.billed == Billed(reads=1 + 2, writes=1 + 1)
    assert quote(backend)["approved_by"] == "lead"
    assert done(act(backend, "send_quote"))["status"] == "sent"
    whys = [(each["step"], each["why"]) for each in quote(backend)["history"]]
    assert whys == [("created", None), ("submitted", "A large order"), ("approved", None), ("sent", None)]


@pytest.mark.item("S002-60")
@pytest.mark.parametrize(
    ("by_uid", "discount", "reason"),
    [
        ("rep", 20, "has no role that may give this command"),
        ("lead", 31, "is more off the price than your role may give"),
        ("till", 20, "is your own quote: another one decides"),
    ],
)
def test_who_may_not_decide_is_refused(by_uid: str, discount: int, reason: str) -> None:
    backend = office(role="manager" if by_uid == "till" else "sales_rep")
    waiting = a_quote(status="pending_approval", author_uids=("till",), highest_discount_percent=discount)
    backend.put(waiting.with_changes(highest_discount_percent=discount))
    before = untouched(backend)
    refused = act(backend, "decide_quote", decision="approve", by_uid=by_uid)
    assert list(problems(refused).values()) == [reason]
    assert untouched(backend) == before


def test_a_refusal_has_a_reason_and_leaves_a_draft() -> None:
    backend = office(a_quote(status="pending_approval"))
    assert problems(act(backend, "decide_quote", decision="refuse", by_uid="lead")) == {"reason": "is needed"}
    refused = act(backend, "decide_quote", decision="refuse", reason="Too much", by_uid="lead")
    assert done(refused)["status"] == "draft"
    assert quote(backend)["history"][-1]["why"] == "Too much"


@pytest.mark.parametrize("first", ["withdraw_quote", "decide_quote"])
def test_of_a_withdrawal_and_a_decision_the_later_one_is_refused(first: str) -> None:
    backend = office(a_quote(status="pending_approval", author_uids=("till",)))
    asked: dict[str, Any] = {"withdraw_quote": {}, "decide_quote": {"decision": "approve", "by_uid": "lead"}}
    later = next(kind for kind in asked if kind != first)
    done(act(backend, first, **asked[first]))
    words = {"withdraw_quote": "is a draft", "decide_quote": "is approved"}
    assert problems(act(backend, later, **asked[later])) == {"quote_id": words[first]}


def test_a_late_decision_does_not_approve_what_was_submitted_again_since() -> None:
    backend = office()
    done(save(backend, discount_percent=15))
    done(act(backend, "submit_quote", made_at=NOON - timedelta(minutes=30)))
    done(act(backend, "withdraw_quote"))
    done(save(backend, discount_percent=25))
    done(act(backend, "submit_quote", made_at=NOON))
    late = act(
        backend, "decide_quote", decision="approve", by_uid="lead", made_at=NOON - timedelta(minutes=9)
    )
    assert problems(late) == {"quote_id": "was submitted again since this was decided"}
    assert quote(backend)["status"] == "pending_approval"


def test_what_was_approved_and_changes_is_to_be_approved_again() -> None:
    backend = office()
    done(save(backend, discount_percent=20))
    done(act(backend, "submit_quote"))
    done(act(backend, "decide_quote", decision="approve", by_uid="lead"))
    done(save(backend, discount_percent=30))
    assert (quote(backend)["status"], quote(backend)["approved_by"]) == ("draft", None)
    assert problems(act(backend, "send_quote")).keys() == {"quote_id"}


def test_a_draft_keeps_of_each_field_the_change_that_was_made_last() -> None:
    backend = office()
    done(save(backend, note="Second", made_at=NOON))
    late = save(backend, note="First", valid_until="2025-03-01", made_at=NOON - timedelta(hours=1))
    assert done(late)["outdated"] == ["lines", "note"]
    assert quote(backend)["note"] == "Second"
    assert quote(backend)["valid_until"] == datetime(2025, 3, 1, 18, 30, tzinfo=UTC)


@pytest.mark.item("S002-25")
def test_a_sent_quote_is_never_changed_and_the_next_version_takes_its_place_when_it_is_sent() -> None:
    org = an_org(sales=SALES, messages={"public_url": "https://example.com/hooks"})
    backend = office()
    done(save(backend, org))
    first = done(act(backend, "send_quote", org=org))
    assert first["accept_url"].startswith("https://example.com/hooks/kopi/quotes/")
    sent = quote(backend)
    assert done(save(backend, org, lines=[{**MILK, "quantity": 5}]))["quote_id"] == "offer:v2"
    assert quote(backend) == sent
    assert done(save(backend, org, note="Five"))["quote_id"] == "offer:v2", "the draft that is there goes on"
    second = quote(backend, "offer:v2")
    assert (second["version"], second["root_id"], second["status"]) == (2, "offer", "draft")
    again = done(act(backend, "send_quote", org=org, id="offer:v2"))
    assert again["accept_url"] != first["accept_url"]
    former = quote(backend)
    assert (former["status"], former["ended_by"], former["lines"]) == ("expired", "replaced", sent["lines"])
    assert problems(act(backend, "answer_quote", answer="accept")) == {
        "quote_id": "was replaced by a newer version"
    }
    assert problems(save(backend, org)) == {"quote_id": "has a newer version"}


def test_a_quote_that_was_sent_without_an_address_has_its_link_once_it_is_sent_again() -> None:
    backend = office()
    done(save(backend))
    assert "accept_url" not in done(act(backend, "send_quote"))
    sent = quote(backend)
    org = an_org(sales=SALES, messages={"public_url": "https://example.com/hooks"})
    link = done(act(backend, "send_quote", org=org))["accept_url"]
    linked = quote(backend)
    assert {name for name in linked if linked[name] != sent.get(name)} <= {"accept_url", "updated_at"}
    assert linked["accept_url"] == link
    assert done(act(backend, "send_quote", org=org))["accept_url"] == link
    assert quote(backend) == linked
    assert len(backend.all("interactions")) == 1


def test_a_version_is_not_sent_after_the_one_before_was_accepted() -> None:
    backend = office()
    done(save(backend))
    done(act(backend, "send_quote"))
    done(save(backend, note="More"))
    done(act(backend, "answer_quote", answer="accept"))
    assert problems(act(backend, "send_quote", id="offer:v2")) == {
        "quote_id": "an earlier version was accepted"
    }
    assert problems(save(backend)) == {"quote_id": "was accepted"}
    assert list(backend.all("orders")) == ["b2b:quote:offer"]


@pytest.mark.parametrize(
    ("changes", "path", "reason"),
    [
        ({"lines": ()}, "lines", "is needed"),
        ({"valid_until": NOON}, "valid_until", "is over"),
        ({"valid_until": None}, "valid_until", "is needed"),
        ({"status": "accepted"}, "quote_id", "was accepted"),
        ({"status": "expired", "ended_by": "withdrawn"}, "quote_id", "was withdrawn"),
    ],
)
def test_what_cannot_be_offered_is_not_sent(changes: Any, path: str, reason: str) -> None:
    backend = office(a_quote(**changes))
    before = untouched(backend)
    assert problems(act(backend, "send_quote")) == {path: reason}
    assert untouched(backend) == before


def test_a_rep_makes_and_sends_no_quote_of_an_account_of_another() -> None:
    backend = office(a_quote(customer_id="other"))
    for refused in (save(backend, quote_id="new", customer_id="other"), act(backend, "send_quote")):
        assert problems(refused) == {"customer_id": "is assigned to another member"}
    assert backend.all("quotes").keys() == {"offer"}

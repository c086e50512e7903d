"""A dairy's quotes over the wire: by the staff API and phones, the customer's link, and the PDF."""

import urllib.error
import urllib.parse
import urllib.request
from typing import Any

import pytest

from functions import provision
from functions.domain.customers.customer import Customer
from tests.scenarios.shop import SECRET, Answer, Shop
from tests.scenarios.staff import ask

LINES = [{"product_id": "milk", "quantity": "10"}]


class Dairy(Shop):
    """An organisation of preset `dairy` with a product, a shop that buys it, and the addresses of its functions."""

    def provision(self) -> None:
        arguments = [self.id, "--preset", "dairy", "--name", "Amrit", "--hook-secret", SECRET]
        assert provision.main(arguments) == 0
        hooks = self.firebase.functions_url("hooks")
        changed = ask(self, "PATCH", "settings", {"messages": {"public_url": hooks}})
        assert changed.status == 200, changed.text
        self.write("products/milk", {"name": "Milk", "category": "dairy", "price_minor": 6_000})
        kirana = Customer(
            id="kirana", name="Corner Kirana", customer_group="b2b", locale="hi", owner_uid="sales_rep"
        )
        self.write("customers/kirana", kirana.model_dump())
        deal = {"customer_id": "kirana", "stage": "negotiation", "owner_uid": "sales_rep"}
        self.write("opportunities/deal", {"title": "Milk", **deal})

    def api(
        self, method: str, path: str, body: Any = None, *, role: str = "sales_rep", status: int = 200
    ) -> Any:
        answer = ask(self, method, path, body, role=role)
        assert answer.status == status, answer.text
        return answer.json

    def begun(self, id: str = "q", **fields: Any) -> None:
        data = {"quote_id": id, "opportunity_id": "deal", "lines": LINES} | fields
        assert self.api("POST", "quotes", data, status=201)["quote_id"] == id

    def sent(self, id: str = "q", **fields: Any) -> str:
        """A quote that was sent; its customer's link."""
        self.begun(id, **fields)
        url: str = self.api("POST", f"quotes/{id}/sending", {})["accept_url"]
        return url


@pytest.fixture
def dairy(firebase: Any) -> Dairy:
    return Dairy(firebase)


def follow(url: str, answer: str | None = None, *, method: str | None = None) -> Answer:
    """What a browser does; with an answer the form is sent."""
    body = None if answer is None else urllib.parse.urlencode({"answer": answer, "reason": "Taste"}).encode()
    request = urllib.request.Request(url, body, method=method)
    try:
        with urllib.request.urlopen(request, timeout=60) as response:
            raw = response.read()
            is_text = "pdf" not in response.headers["Content-Type"]
            return Answer(response.status, dict(response.headers), raw if is_text else raw[:5])
    except urllib.error.HTTPError as error:
        with error:
            return Answer(error.code, dict(error.headers), error.read())


@pytest.mark.item("S002-25", "S002-60")
def test_a_manager_decides_on_a_discount_above_the_rep_s_range(dairy: Dairy) -> None:
    dairy.begun(discount_percent=10)
    assert dairy.api("POST", "quotes/q/submission", {"reason": "A month"})["status"] == "pending_approval"
    dairy.api("POST", "quotes/q/sending", {}, status=400)
    dairy.api("POST", "quotes/q/decision", {"decision": "approve"}, status=403)
    listed = dairy.api("GET", "quotes?status=pending_approval", role="manager")
    assert [row["id"] for row in listed["items"]] == ["q"]
    dairy.firebase.idle()
    dairy.firebase.reset_meter()
    decided = dairy.api("POST", "quotes/q/decision", {"decision": "approve"}, role="manager")
    assert decided["status"] == "approved"
    # The member, the quote and its account; the quote and the audit.
    assert dairy.firebase.meter()["by_function"]["api"] == {"reads": 3, "writes": 2, "deletes": 0}
    shown = dairy.api("GET", "quotes/q")
    assert [(step["step"], step["by"]) for step in shown["history"]] == [
        ("created", "sales_rep"),
        ("submitted", "sales_rep"),
        ("approved", "manager"),
    ]
    assert (shown["total_minor"], shown["approved_by"]) == (56_700, "manager")
    dairy.api("GET", "quotes?status=sent&customer_id=kirana", status=400)
    dairy.api("GET", "quotes/none", status=404)


@pytest.mark.item("S002-26")
def test_the_customer_accepts_by_the_link_once_and_staff_see_the_order_and_the_won_deal(dairy: Dairy) -> None:
    url = dairy.sent()
    page = follow(url)
    assert (page.status, 'lang="hi"' in page.text) == (200, True)
    assert "630.00" in page.text
    assert dairy.all("orders") == {}, "a program that opens the link accepts nothing"
    dairy.firebase.idle()
    dairy.firebase.reset_meter()
    accepted = follow(url, "accept")
    assert (accepted.status, "<form" in accepted.text) == (200, False)
    # The quote, its account, the deal, what is learned of deals, a dairy's terms of accounts (2), its stock of
    # the product; the quote, the order, the deal, the account, what is learned, and an interaction of the quote and one
    # of the order.
    # With it the first page of the deal's owner: the page, their deals, the month's forecast; and both pages.
    assert dairy.firebase.meter()["by_function"]["hooks"] == {"reads": 7 + 3, "writes": 7 + 2, "deletes": 0}
    again = follow(url, "accept")
    assert (again.status, again.text) == (200, accepted.text)
    assert follow(url, "decline").status == 409
    (order,) = dairy.all("orders").items()
    assert (order[0], order[1]["total_minor"], order[1]["customer_id"]) == ("b2b:quote:q", 63_000, "kirana")
    deal = dairy.read("opportunities/deal")
    assert (deal["stage"], deal["close_reason"]) == ("won", "Taste")
    dairy.api("POST", "quotes/q/answer", {"answer": "decline"}, status=400)


@pytest.mark.item("S002-25")
def test_a_link_is_over_when_the_next_version_is_sent_and_at_the_last_instant(dairy: Dairy) -> None:
    first = dairy.sent()
    assert dairy.api("PATCH", "quotes/q", {"lines": [{"product_id": "milk", "quantity": 5}]})["version"] == 2
    assert follow(first).status == 200
    second = dairy.api("POST", "quotes/q:v2/sending", {})["accept_url"]
    assert follow(first, "accept").status == 410
    dairy.firebase.advance("15d")
    assert dairy.read("quotes/q:v2")["status"] == "expired"
    assert follow(second, "accept").status == 410
    assert dairy.all("orders") == {}


@pytest.mark.item("S002-25")
def test_the_pdf_opens_by_the_customer_s_link_and_by_staff_s_for_a_while(dairy: Dairy) -> None:
    url = dairy.sent()
    (linked,) = [part.split('"')[0] for part in follow(url).text.split('href="')[1:]]
    assert "/quotes/" in linked
    staff = dairy.api("POST", "quotes/q/pdf", {})["url"]
    for link in (linked, staff):
        pdf = follow(link)
        assert (pdf.status, pdf.text, pdf.header("Content-Type")) == (200, "%PDF-", "application/pdf")
    dairy.firebase.advance("16m")
    assert (follow(staff).status, follow(linked).status) == (404, 200)
    assert follow(f"{linked[:-8]}xxxx.pdf").status == 404
    assert follow(linked, method="DELETE").status == 405


@pytest.mark.parametrize(
    ("content_type", "body", "status"),
    [
        ("application/json", b'{"answer": "accept"}', 415),
        ("application/x-www-form-urlencoded", b"answer=perhaps", 400),
        ("application/x-www-form-urlencoded", b"answer=accept&reason=" + b"x" * 20_000, 413),
    ],
)
def test_what_is_no_form_of_the_page_changes_nothing(
    dairy: Dairy, content_type: str, body: bytes, status: int
) -> None:
    url = dairy.sent()
    before = dairy.read("quotes/q")
    path = url.removeprefix(dairy.firebase.functions_url("hooks"))
    assert dairy.post_raw(body, path=path, signed="", content_type=content_type).status == status
    assert dairy.post_raw(b"answer=accept", path=path[:-3], signed="").status == 404
    assert dairy.read("quotes/q") == before

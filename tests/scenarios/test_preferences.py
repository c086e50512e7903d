"""People follow the links in messages: what they, and the programs that scan their mail, can change."""

import re
import urllib.error
import urllib.request
from typing import Any
from urllib.parse import urlencode

import pytest

from tests.scenarios.shop import Shop

EMAIL = "regular@example.com"
BODY = 'Come to {{ business }}: https://kopi.example/menu?a=1&b=2 or stop: {{ unsubscribe_url or "never" }}'
FORM = "application/x-www-form-urlencoded"
ONE_CLICK = b"List-Unsubscribe=One-Click"
BOUNDARY = b"--b\r\nContent-Disposition: form-data; name="
ONE_CLICKS = {
    "urlencoded": (FORM, ONE_CLICK),
    "multipart": (
        "multipart/form-data; boundary=b",
        BOUNDARY + b'"List-Unsubscribe"\r\n\r\nOne-Click\r\n--b--\r\n',
    ),
}


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: Any) -> None:
        """A redirect is an answer here."""


_OPENER = urllib.request.build_opener(_NoRedirect)


class Page:
    """An answer as a browser gets it."""

    def __init__(self, answer: Any) -> None:
        with answer:
            self.status: int = answer.status
            self.headers: dict[str, str] = dict(answer.headers)
            self.html: str = answer.read().decode()

    @property
    def ticked(self) -> list[str]:
        return re.findall(r'value="([\w.]+)" checked', self.html)


def ask(url: str, method: str = "GET", body: bytes | None = None, content_type: str = FORM) -> Page:
    headers = {"Content-Type": content_type} if body is not None else {}
    request = urllib.request.Request(url, body, headers, method=method)
    try:
        return Page(_OPENER.open(request, timeout=60))
    except urllib.error.HTTPError as error:
        return Page(error)


def save(url: str, shown: tuple[str, ...], *agreed: str) -> Page:
    fields = [*(("shown", channel) for channel in shown), *(("agreed", choice) for choice in agreed)]
    return ask(url, "POST", urlencode(fields).encode())


@pytest.fixture
def regular(shop: Shop) -> Shop:
    """A shop with links, two templates and a customer who agreed to mail."""
    public_url = shop.firebase.functions_url("hooks")
    templates = {
        purpose: {"purpose": purpose, "bodies": {"en": BODY}} for purpose in ("marketing", "transactional")
    }
    settings = {f"settings.templates.{name}": template for name, template in templates.items()}
    messages = {"public_url": public_url, "tracks_links": True}  # no quiet hours: other tests move the clock
    shop.client.document(f"orgs/{shop.id}").update({**settings, "settings.messages": messages})
    shop.opted_in(email=EMAIL, email_opt_in=True)
    shop.firebase.idle()
    return shop


def tell(shop: Shop, id: str, purpose: str = "marketing") -> dict[str, Any]:
    """Leave a mail for the customer as a decision would; the message after its delivery."""
    customer_id, customer = shop.customer()
    now = customer["created_at"]
    fields = {
        "customer_id": customer_id,
        "cause": id,
        "rule": "by hand",
        "template": purpose,
        "purpose": purpose,
        "variables": {"name": None, "business": "The Shop"},
        "locale": "en",
        "channel": "email",
        "to": EMAIL,
        "status": "queued",
        "created_at": now,
        "wake_at": now,
        "history": [],
    }
    shop.client.document(f"orgs/{shop.id}/messages/{id}").set(fields)
    shop.firebase.idle()
    return shop.read(f"messages/{id}")


def links(shop: Shop) -> tuple[str, str]:
    """The links of a marketing mail: to the menu, and to the preferences."""
    followed, left = re.findall(r"https?://\S+", tell(shop, "first")["body"])
    return followed, left


def test_a_marketing_mail_holds_a_tracked_link_and_the_way_out(regular: Shop) -> None:
    followed, left = links(regular)
    hooks = regular.firebase.functions_url("hooks")
    assert followed.startswith(f"{hooks}/{regular.id}/l/")
    assert left.startswith(f"{hooks}/{regular.id}/preferences/")


def test_a_transactional_mail_has_no_way_out(regular: Shop) -> None:
    assert tell(regular, "m", "transactional")["body"].endswith("or stop: never")


def test_the_page_shows_choices_as_they_stand_and_no_address_in_full(regular: Shop) -> None:
    page = ask(links(regular)[1])
    assert (page.status, page.headers["Content-Type"]) == (200, "text/html; charset=utf-8")
    assert page.ticked == ["email.marketing", "email.transactional"]
    assert re.findall(r'name="shown" value="(\w+)"', page.html) == ["whatsapp", "sms", "email"]
    assert "<bdi>The Shop</bdi>" in page.html
    assert "r•••@example.com" in page.html
    assert EMAIL not in page.html
    assert "2025550123" not in page.html


def test_the_page_is_kept_nowhere_found_by_nobody_and_tells_nobody_where_it_is(regular: Shop) -> None:
    headers = ask(links(regular)[1]).headers
    assert headers["Content-Security-Policy"].startswith("default-src 'none'; style-src 'sha256-")
    assert headers["Cache-Control"] == "no-store"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["X-Robots-Tag"] == "noindex, nofollow"
    assert "Set-Cookie" not in headers


def test_a_program_that_opens_every_link_changes_nothing_of_the_customer(regular: Shop) -> None:
    followed, left = links(regular)
    before = regular.customer()
    regular.firebase.reset_meter()
    for method in ("HEAD", "GET", "GET", "HEAD"):
        assert ask(left, method).status == 200
        assert ask(followed, "HEAD").status == 302
    assert regular.firebase.meter()["by_function"]["hooks"] == {"reads": 4, "writes": 0, "deletes": 0}
    for _ in range(3):
        assert ask(followed).status == 302
    assert regular.customer() == before
    assert [each["interaction_type"] for each in regular.all("interactions").values()] == ["link_clicked"]


def test_a_saved_page_ends_marketing_and_what_is_transactional_still_goes(regular: Shop) -> None:
    _, left = links(regular)
    page = save(left, ("whatsapp", "sms", "email"), "email.transactional")
    assert (page.status, page.ticked) == (200, ["email.transactional"])
    assert "Your choices are saved." in page.html
    assert "Your choices are saved." not in ask(left).html
    _, customer = regular.customer()
    assert list(customer["consents"]) == ["email"]
    assert list(customer["consents"]["email"]) == ["marketing"]
    consent = customer["consents"]["email"]["marketing"]
    assert (consent["granted"], consent["how"], consent["by"]) == (False, "preferences", "customer")
    assert customer["email_opt_in"] is True
    suppressed = tell(regular, "second")
    assert (suppressed["status"], suppressed["reason"]) == ("suppressed", "not_opted_in")
    assert {"channel": "email", "reason": "opted_out"} in suppressed["skipped"]
    assert tell(regular, "third", "transactional")["status"] == "sent"


def test_who_ticks_a_channel_is_reached_there(regular: Shop) -> None:
    _, left = links(regular)
    page = save(left, ("sms",), "sms.marketing")
    assert page.ticked == ["sms.marketing", "email.marketing", "email.transactional"]
    _, customer = regular.customer()
    assert customer["sms_opt_in"] is True
    assert {purpose: c["granted"] for purpose, c in customer["consents"]["sms"].items()} == {
        "marketing": True,
        "transactional": False,
    }


@pytest.mark.parametrize(("content_type", "body"), ONE_CLICKS.values(), ids=ONE_CLICKS.keys())
def test_one_click_ends_marketing_by_mail_in_one_step(regular: Shop, content_type: str, body: bytes) -> None:
    _, left = links(regular)
    answer = ask(left, "POST", body, content_type)
    assert answer.status == 200
    assert {"Location", "Set-Cookie"} & set(answer.headers) == set()
    _, customer = regular.customer()
    assert {channel: list(purposes) for channel, purposes in customer["consents"].items()} == {
        "email": ["marketing"]
    }
    assert customer["consents"]["email"]["marketing"]["how"] == "one_click"
    (interaction,) = regular.all("interactions").values()
    assert (interaction["interaction_type"], interaction["automation_id"]) == ("opt_out", "consent.one_click")
    assert {"channel": "email", "reason": "opted_out"} in tell(regular, "second")["skipped"]
    assert tell(regular, "third", "transactional")["status"] == "sent"


def test_a_change_bills_one_read_and_two_writes_and_the_same_again_one_read(regular: Shop) -> None:
    _, left = links(regular)
    for billed in ({"reads": 1, "writes": 2, "deletes": 0}, {"reads": 1, "writes": 0, "deletes": 0}):
        regular.firebase.reset_meter()
        assert ask(left, "POST", ONE_CLICK).status == 200
        regular.firebase.idle()
        assert regular.firebase.meter()["by_function"] == {"hooks": billed}
    assert len(regular.all("interactions")) == 1


def test_a_change_whose_answer_is_lost_is_made_once(regular: Shop) -> None:
    _, left = links(regular)
    regular.firebase.faults(lose_answers=0.5, seed=7)
    statuses = [ask(left, "POST", ONE_CLICK).status for _ in range(4)]
    regular.firebase.faults()
    assert set(statuses) == {200}
    assert [i["interaction_type"] for i in regular.all("interactions").values()] == ["opt_out"]


REFUSED_FORMS: dict[str, tuple[int, str, bytes]] = {
    "a form of another kind": (400, FORM, b"name=Asha"),
    "an empty form": (400, FORM, b""),
    "channels that there are not": (400, FORM, b"shown=fax&agreed=fax.marketing"),
    "half of a one click": (400, FORM, b"List-Unsubscribe=Yes"),
    "a multipart body that is none": (400, "multipart/form-data; boundary=b", b"what?"),
    "JSON": (415, "application/json", b'{"List-Unsubscribe": "One-Click"}'),
    "a plain text": (415, "text/plain", ONE_CLICK),
    "a form of 1 MB": (413, FORM, b"shown=email&x=" + b"x" * 1_000_000),
    "a form just too large": (413, FORM, (b"shown=email&x=").ljust(16 * 1024 + 1, b"x")),
}


@pytest.mark.parametrize(("status", "content_type", "body"), REFUSED_FORMS.values(), ids=REFUSED_FORMS.keys())
def test_what_is_not_the_form_changes_nothing(
    regular: Shop, status: int, content_type: str, body: bytes
) -> None:
    _, left = links(regular)
    before = regular.customer()
    assert ask(left, "POST", body, content_type).status == status
    assert (regular.customer(), regular.all("interactions")) == (before, {})


@pytest.mark.parametrize("what", ["preferences", "l"])
def test_a_link_that_we_did_not_make_is_answered_alike_whatever_is_wrong_with_it(
    regular: Shop, what: str
) -> None:
    followed, left = links(regular)
    hooks, right = regular.firebase.functions_url("hooks"), {"preferences": left, "l": followed}[what]
    other = {"preferences": followed, "l": left}[what].rsplit("/", 1)[-1]
    token = right.rsplit("/", 1)[-1]
    wrong = [
        f"{hooks}/{regular.id}/{what}/{token[:-2]}",
        f"{hooks}/{regular.id}/{what}/{token}A",
        f"{hooks}/{regular.id}/{what}/{other}",
        f"{hooks}/{regular.id}/{what}/%C3%A9%E0%A6%AC",
        f"{hooks}/nobody/{what}/{token}",
        f"{hooks}/__nobody__/{what}/{token}",
    ]
    answers = [ask(url) for url in wrong]
    assert {answer.status for answer in answers} == {404}
    assert len({answer.html for answer in answers}) == 1
    assert "The Shop" not in answers[0].html
    if what == "preferences":
        assert {ask(url, "POST", ONE_CLICK).status for url in wrong} == {404}
    assert regular.all("interactions") == {}


def test_the_link_of_a_customer_who_is_gone_is_no_page(regular: Shop) -> None:
    _, left = links(regular)
    customer_id, _ = regular.customer()
    regular.client.document(f"orgs/{regular.id}/customers/{customer_id}").delete()
    assert (ask(left).status, ask(left, "POST", ONE_CLICK).status) == (404, 404)
    assert regular.all("interactions") == {}


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
def test_other_methods_are_not_served(regular: Shop, method: str) -> None:
    followed, left = links(regular)
    answers = [ask(left, method, b""), ask(followed, method, b""), ask(followed, "POST", b"")]
    assert [answer.status for answer in answers] == [405] * 3
    assert [answer.headers["Allow"] for answer in answers] == ["GET, HEAD, POST", "GET, HEAD", "GET, HEAD"]


@pytest.mark.item("S001-10")
def test_a_followed_link_leads_on_and_is_recorded_once(regular: Shop) -> None:
    followed, _ = links(regular)
    regular.firebase.reset_meter()
    answer = ask(followed)
    assert (answer.status, answer.headers["Location"]) == (302, "https://kopi.example/menu?a=1&b=2")
    assert (answer.headers["Cache-Control"], answer.headers["Referrer-Policy"]) == ("no-store", "no-referrer")
    assert regular.firebase.meter()["by_function"] == {"hooks": {"reads": 1, "writes": 1, "deletes": 0}}
    (click,) = regular.all("interactions").values()
    assert (click["interaction_type"], click["transaction"]["id"]) == ("link_clicked", "first")
    assert click["customer_id"] == regular.customer()[0]
    assert ask(followed).status == 302
    assert list(regular.all("interactions").values()) == [click]


def test_while_the_store_is_away_a_reader_is_led_on_and_a_form_asks_for_another_try(regular: Shop) -> None:
    followed, left = links(regular)
    regular.firebase.faults(abort_commits=1.0)
    try:
        saved, led_on = ask(left, "POST", ONE_CLICK), ask(followed)
    finally:
        regular.firebase.faults()
    assert (saved.status, saved.headers["Retry-After"]) == (503, "5")
    assert (led_on.status, led_on.headers["Location"]) == (302, "https://kopi.example/menu?a=1&b=2")
    assert regular.all("interactions") == {}


def test_nothing_that_opens_a_page_or_identifies_a_person_is_logged(regular: Shop) -> None:
    followed, left = links(regular)
    before = len(regular.firebase.log)
    ask(followed)
    save(left, ("email",))
    ask(left[:-1])
    logged = regular.firebase.log[before:]
    assert "function_answered function=hooks status=200" in logged
    for secret in (EMAIL, "kopi.example", followed.rsplit("/", 1)[-1][:20], left.rsplit("/", 1)[-1][:20]):
        assert secret not in logged

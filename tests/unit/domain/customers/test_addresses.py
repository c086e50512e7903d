"""Phones and emails: normalised, or refused with a reason that does not repeat them."""

import pytest

from functions.domain.customers.addresses import is_email, is_phone, normal_card, normal_email, normal_phone

NORMAL = "+12025550123"


@pytest.mark.item("S002-83")
@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("+12025550123", "IN"),
        ("12025550123", "US"),
        ("+1 202 555 0123", "IN"),
        ("+1 (202) 555-0123", "IN"),
        ("+1.202.555.0123", "IN"),
        ("0012025550123", "IN"),
        ("001 202-555-0123", "BD"),
        ("(202) 555-0123", "US"),
        ("2025550123", "US"),
        ("  +12025550123\n", "IN"),
        ("+१२०२५५५०१२३", "IN"),  # Devanagari
        ("+১২০২৫৫৫০১২৩", "BD"),  # Bengali
        ("+١٢٠٢٥٥٥٠١٢٣", "IN"),  # Arabic-Indic
        ("+۱۲۰۲۵۵۵۰۱۲۳", "IN"),  # Persian
        ("＋１２０２５５５０１２３", "IN"),  # full width
        ("\u202a+12025550123\u202c", "IN"),  # bidi marks, as copied from a phone's contacts
        ("\u200e+1\u2060202\ufeff5550123", "IN"),
        ("+1\u00a0202\u00a0555\u00a00123", "IN"),
        ("+1\u2011202\u2011555\u20110123", "IN"),  # hyphens that do not break
        ("+1\u2010202\u2013555\u20140123", "IN"),  # hyphen, en dash, em dash
        ("202\u2212555\u22120123", "US"),  # a minus
        ("202\u30fc555\uff0d0123", "US"),  # of Japanese keyboards
        ("\u00ad+1\u061c202\u180e5550123\ufe0f", "IN"),  # marks that cannot be seen
        ("12025550123.0", "US"),  # as a spreadsheet has it
        ("+12025550123.0 ", "IN"),
        ("whatsapp:+12025550123", "IN"),
        ("WhatsApp: +1 202 555 0123", "IN"),
        ("tel:+1-202-555-0123", "IN"),
        ("tel:2025550123", "US"),
        ("12025550123@c.us", "IN"),
        ("12025550123@s.whatsapp.net", "IN"),
        ("12025550123:7@s.whatsapp.net", "IN"),
        ("whatsapp:12025550123@c.us", "IN"),
        ("12025550123 / 12025550156", "US"),
        ("+1 202 555 0123 / +1 202 555 0156", "IN"),
        ("0012025550123 / home", "IN"),
        ("202 / 555-0123", "US"),  # one number, in two parts
    ],
)
def test_a_phone_in_any_writing_is_one_number(text: str, country: str) -> None:
    assert normal_phone(text, country) == NORMAL


@pytest.mark.item("S002-81")
@pytest.mark.parametrize(
    ("text", "country", "reason"),
    [
        ("+1202555CALL", "US", "is not a phone number"),
        ("1-800-FLOWERS", "US", "is not a phone number"),
        ("12025550123.00", "US", "is not a valid phone number"),
        ("12025550123.5", "US", "is not a valid phone number"),
        ("6.28E+12", "ID", "is not a phone number"),
        ("6,28E+12", "ID", "is not a phone number"),
        ("2.025550123e9", "US", "is not a phone number"),
        ("tel:", "US", "is not a phone number"),
        ("tel:whatsapp:+12025550123", "US", "is not a phone number"),
        ("sip:+12025550123", "US", "is not a phone number"),
        ("12025550123@lid", "US", "is not a phone number"),
        ("12025550123:7@lid", "US", "is not a phone number"),
        ("12025550123@g.us", "US", "is not a phone number"),
        ("12025550123-1500000000@g.us", "US", "is not a phone number"),
        ("12025550123@newsletter", "US", "is not a phone number"),
        ("12025550123@broadcast", "US", "is not a phone number"),
        ("12025550123@c.us.example.com", "US", "is not a phone number"),
        ("home / 12025550123", "US", "is not a phone number"),
        ("123 / 12025550123", "US", "is not a valid phone number"),
        ("++12025550123", "US", "is not a phone number"),
        ("", "US", "is not a phone number"),
        ("+", "US", "is not a phone number"),
        ("-", "US", "is not a phone number"),
        ("123", "US", "is not a valid phone number"),
        ("2025550123", "BD", "is not a valid phone number"),
        ("+12025550", "US", "is not a valid phone number"),
        ("+120255501234", "US", "is not a valid phone number"),
        ("+999 12345678", "US", "is not a phone number"),
        ("0000000000", "US", "is not a phone number"),
        ("1" * 200, "US", "is not a phone number"),
    ],
)
def test_what_is_no_phone_is_refused_in_words_without_it(text: str, country: str, reason: str) -> None:
    with pytest.raises(ValueError, match="phone") as caught:
        normal_phone(text, country)
    assert not text or text not in str(caught.value)
    assert str(caught.value) in ("is not a phone number", "is not a valid phone number")
    assert str(caught.value) == reason


@pytest.mark.parametrize(
    ("text", "email"),
    [
        ("regular@example.com", "regular@example.com"),
        ("  Regular@Example.COM ", "regular@example.com"),
        ("first.last+coffee@example.co.in", "first.last+coffee@example.co.in"),
        ("ｒegular@example.com", "regular@example.com"),
        ("\u200eregular@example.com\u202c", "regular@example.com"),
        ("regular@example.com\r\n", "regular@example.com"),
        (f"{'x' * 64}@example.com", f"{'x' * 64}@example.com"),
    ],
)
def test_an_email_is_one_address_in_lower_case(text: str, email: str) -> None:
    assert normal_email(text) == email
    assert is_email(text)


@pytest.mark.parametrize(
    "text",
    [
        "Regular <regular@example.com>",
        '"Guest, Regular" <Regular@Example.com>',
        "<regular@example.com>",
        "Regular < regular@example.com. >",
        "mailto:regular@example.com",
        "MAILTO:regular@example.com?subject=Hi",
        "<mailto:regular@example.com>",
        "regular@example.com.",
    ],
)
def test_an_address_is_taken_out_of_what_stands_around_it_and_is_none_where_it_is_stored_so(
    text: str,
) -> None:
    assert normal_email(text) == "regular@example.com"
    assert not is_email(text)


def test_an_international_host_is_written_in_ascii() -> None:
    assert normal_email("regular@bücher.example.com") == "regular@xn--bcher-kva.example.com"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "regular",
        "regular@",
        "@example.com",
        "regular@example",
        "two@at@example.com",
        "with space@example.com",
        "regular@example..com",
        "Regular <regular@example.com> and more",
        "Regular <regular@example.com",
        "Regular <<regular@example.com>>",
        "Regular\r\nBcc: other@example.com <regular@example.com>",
        "Regular <regular@example.com>, Other <other@example.com>",
        "<>",
        "mailto:",
        "regular@example.com..",
        "regular@example.com\r\nother@example.com",
        "x" * 65 + "@example.com",
        "regular@[127.0.0.1]",
        "regular@example.com\nbcc: other@example.com",
        "x" * 300 + "@example.com",
    ],
)
def test_what_is_no_email_is_refused_in_words_without_it(text: str) -> None:
    with pytest.raises(ValueError, match=r"^is not an email address$"):
        normal_email(text)
    assert not is_email(text)


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        (NORMAL, True),
        ("12025550123", False),
        ("+1 202 555 0123", False),
        ("+1202555", False),
        ("", False),
        (None, False),
    ],
)
def test_a_stored_phone_is_one_only_in_its_normal_form(text: str | None, is_one: bool) -> None:
    assert is_phone(text) is is_one


def test_a_missing_email_is_none() -> None:
    assert not is_email(None)


@pytest.mark.parametrize(
    "text", ["00412", " 00412 ", "004 12", "\u200e00412\ufeff", "００４１２", "00\u00a0412\n"]
)
def test_a_card_in_any_writing_is_one_card(text: str) -> None:
    assert normal_card(text) == "00412"


@pytest.mark.parametrize(("text", "card"), [("412", "412"), ("ab-12", "ab-12"), ("AB-12", "AB-12")])
def test_a_card_keeps_its_zeros_case_and_hyphens(text: str, card: str) -> None:
    assert normal_card(text) == card


@pytest.mark.parametrize("text", ["", " ", "\u200b\ufeff"])
def test_a_card_of_nothing_that_is_seen_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"^is not a card number$"):
        normal_card(text)


@pytest.mark.parametrize(
    "text",
    [
        "+1 202 555 0123 ext. 7",
        "+1 202 555 0123 x42",
        "+1 202 555 0123#5",
        "+1 202 555 0123, +1 202 555 0156",
        "+1 202 555 0123;+1 202 555 0156",
        "(202) 555-0123/(202) 555-0156",
        "+1 202 555 0123 or +1 202 555 0156",
        "+1 2O2 555 Ol23",
    ],
)
def test_a_phone_as_people_write_it_is_the_number_that_is_certain(text: str) -> None:
    assert normal_phone(text, "US") == "+12025550123"


@pytest.mark.parametrize(
    ("text", "reason"),
    [("1-800-FLOWERS", "is not a phone number"), ("N/A", "is not a phone number"), ("1", "is not a")],
)
def test_a_phone_that_is_not_certain_says_why(text: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        normal_phone(text, "US")


def test_a_trunk_zero_in_brackets_is_left_out() -> None:
    assert normal_phone("+44 (0) 20 7946 0123", "GB") == "+442079460123"

"""A token comes back as its text for its own use and organisation; anything else is none."""

import base64

import pytest
from pydantic import SecretStr

from functions.domain.orgs.signed_tokens import MAC_BYTES, read_token, sign_token
from tests.builders import an_org

ORG = an_org()
TEXT = "email:a-regular"
TOKEN = sign_token(ORG, "preferences", TEXT)
RAW = base64.urlsafe_b64decode(TOKEN + "=" * (-len(TOKEN) % 4))
ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"


def encoded(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


@pytest.mark.parametrize(
    "text", [TEXT, "", "a", "ab", "abc", "m\nhttps://example.com/কফি?a=1&b=2", "x" * 3000]
)
def test_a_token_comes_back_as_its_text_and_fits_into_a_path(text: str) -> None:
    token = sign_token(ORG, "link", text)
    assert read_token(ORG, "link", token) == text
    assert set(token) <= set(ALPHABET)


def test_a_token_costs_22_characters_and_4_for_every_3_bytes() -> None:
    assert len(sign_token(ORG, "link", "")) == 22
    assert len(sign_token(ORG, "link", "x" * 30)) == 62


FORGED = {
    "nothing": "",
    "one character": "A",
    "a number of characters that base64 does not have": TOKEN + "A" * ((1 - len(TOKEN)) % 4),
    "the signature alone": encoded(RAW[:MAC_BYTES]),
    "less than a signature": encoded(RAW[: MAC_BYTES - 1]),
    "the text alone": encoded(TEXT.encode()),
    "a text cut short": encoded(RAW[:-1]),
    "a text made longer": encoded(RAW + b"!"),
    "another text under the same signature": encoded(RAW[:MAC_BYTES] + b"email:a-regulat"),
    "another signature": encoded(bytes([RAW[0] ^ 1]) + RAW[1:]),
    "a signature of zeros": encoded(bytes(MAC_BYTES) + TEXT.encode()),
    "a token with its padding": TOKEN + "=" * (-len(TOKEN) % 4 or 4),
    "a token and a line break": TOKEN + "\n",
    "a token with a space": TOKEN[:5] + " " + TOKEN[5:],
    "the other alphabet of base64": encoded(b"\xff" * 40).replace("_", "/"),
    "no ASCII": TOKEN[:-1] + "é",
    "another script": "বন্ধ",
    "bytes that are no text": encoded(b"\xff" * 40),
}


@pytest.mark.parametrize("token", FORGED.values(), ids=FORGED.keys())
def test_what_we_did_not_make_is_no_token(token: str) -> None:
    assert token != TOKEN
    assert read_token(ORG, "preferences", token) is None


def test_a_token_of_another_use_is_none() -> None:
    assert read_token(ORG, "link", TOKEN) is None


def test_a_token_of_another_organisation_is_none_whatever_the_key() -> None:
    other = ORG.model_copy(update={"id": "chai"})
    assert read_token(other, "preferences", TOKEN) is None
    assert read_token(other, "preferences", sign_token(other, "preferences", TEXT)) == TEXT


def test_a_token_of_another_key_is_none() -> None:
    other = ORG.model_copy(update={"identity_key": SecretStr("l" * 64)})
    assert read_token(other, "preferences", TOKEN) is None


def test_the_last_character_of_a_token_cannot_be_written_in_another_way() -> None:
    """Base64 leaves bits over there, which a lenient reader ignores."""
    assert len(RAW) % 3 != 0
    others = {TOKEN[:-1] + character for character in ALPHABET} - {TOKEN}
    assert [token for token in others if read_token(ORG, "preferences", token) is not None] == []

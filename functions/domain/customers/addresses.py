"""Phone numbers and email addresses: normalised before they are believed.

Normalisation follows libphonenumber and RFC 5321; what those let pass too easily is refused here first. Their libraries
are imported where they are asked: an instance that sees no phone or no address does not pay for them.
"""

import re
import unicodedata

LONGEST = (
    1000  # a cell of a file may have a hundred times as much, and what is looked for here takes its square
)
_INVISIBLE = re.compile("[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufe00-\ufe0f\ufeff]")
_HYPHENS = re.compile("[\u2010-\u2015\u2043\u2212\u30fc]")  # after NFKC, which makes U+2011 U+2010
_PHONE_SIGNS = re.compile(r"\+?[\d\s().\-/]+")
_SCHEME = re.compile(r"(?:whatsapp|tel):\s*", re.IGNORECASE)
_CHAT = re.compile(r"\+?(\d+)(?::\d+)?@(?:c\.us|s\.whatsapp\.net)")
_FRACTION = re.compile(r"(\+?\d+)\.0")  # what a spreadsheet makes of a number
_TWO = re.compile(r"\s*[,;/|\n]\s*|\s+(?:or|and|und|oder|atau|ou|o)\s+", re.IGNORECASE)
_EXTENSION = re.compile(r"[\s,;]*(?:extension|ext\.?|extn\.?|x|#)[\s=]*\d{1,6}\s*$", re.IGNORECASE)
# An O or l that stands beside a digit.
_MISREAD = re.compile(r"(?<=\d)[OolI]+|[OolI]+(?=\d)")
_DIGIT_FOR = str.maketrans("OolI", "0011")
_NAMED = re.compile(r"[^<>]*<([^<>]+)>")
_MAILTO = re.compile(r"mailto:([^?]*)(?:\?.*)?", re.IGNORECASE)


def normal_phone(text: str, country: str) -> str:
    """The number in E.164, without its extension; of two (`a / b`, `a, b`, `a or b`) the first. ValueError says why it
    is none.

    libphonenumber alone reads letters as keypad digits: they are refused here, but for an O or l among digits, which
    are meant as 0 and 1. Hyphens of any script are hyphens.
    A number's names on WhatsApp (`N@c.us`, `N:2@s.whatsapp.net`) are that number; hidden ids and groups are none.
    """
    if len(text) > LONGEST:
        raise ValueError("is not a phone number")
    plain = _EXTENSION.sub("", _SCHEME.sub("", _HYPHENS.sub("-", _plain(text)), count=1))
    if chat := _CHAT.fullmatch(plain):
        plain = f"+{chat[1]}"
    try:
        return _e164(plain, country)
    except ValueError:
        first, *others = _TWO.split(plain, maxsplit=1)
        if not others:
            raise
        return _e164(first.strip(), country)


def whatsapp_phone(text: str, country: str) -> str:
    """The same of a number as WhatsApp writes it, which begins with its country and has no plus; one with a 0 is as
    people write it at home.
    """
    is_whatsapp_s = text.isascii() and text.isdecimal() and not text.startswith("0")
    return normal_phone(f"+{text}" if is_whatsapp_s else text, country)


def _plain(text: str) -> str:
    return _INVISIBLE.sub("", unicodedata.normalize("NFKC", text)).strip()


def _e164(plain: str, country: str) -> str:
    if whole := _FRACTION.fullmatch(plain):
        plain = whole[1]
    plain = _MISREAD.sub(lambda run: run[0].translate(_DIGIT_FOR), plain)
    if not _PHONE_SIGNS.fullmatch(plain):
        raise ValueError("is not a phone number")
    import phonenumbers

    try:
        number = phonenumbers.parse(re.sub(r"^00", "+", plain), country)
    except phonenumbers.NumberParseException:
        raise ValueError("is not a phone number") from None
    if not phonenumbers.is_valid_number(number):
        raise ValueError("is not a valid phone number")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def normal_email(text: str) -> str:
    """The address with its host in ASCII, in lower case, out of `Name <a@b>` or `mailto:a@b`. ValueError says that
    it is none.
    """
    plain = _plain(text)
    if "\r" in plain or "\n" in plain or len(plain) > LONGEST:
        raise ValueError("is not an email address")
    for wrapped in (_NAMED, _MAILTO):
        if found := wrapped.fullmatch(plain):
            plain = found[1].strip()
    return _checked_email(plain.removesuffix("."))


def _checked_email(plain: str) -> str:
    from email_validator import EmailNotValidError, validate_email

    try:
        found = validate_email(plain, check_deliverability=False, strict=True)
    except EmailNotValidError:
        raise ValueError("is not an email address") from None
    return (found.ascii_email or found.normalized).lower()


def normal_card(text: str) -> str:
    """The card's number without spaces and marks that cannot be seen, in one width; case and leading zeros stay.
    ValueError where nothing is left.
    """
    if plain := "".join(_plain(text).split()):
        return plain
    raise ValueError("is not a card number")


def is_phone(text: str | None) -> bool:
    """Whether a stored phone is a valid number in E.164."""
    if text is None or not text.startswith("+"):
        return False
    try:
        return normal_phone(text, "ZZ") == text
    except ValueError:
        return False


def is_email(text: str | None) -> bool:
    """Whether a stored address is one, as it stands: a mail server takes no name around it."""
    if text is None:
        return False
    try:
        return bool(_checked_email(_plain(text)))
    except ValueError:
        return False

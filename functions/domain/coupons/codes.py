"""Codes of coupons: how ours are written, and what is taken for one where people type it."""

import hashlib
import hmac
import re
import unicodedata

CODE_LENGTH = 10
# Crockford's base 32: no letter is taken for a figure or for another letter. https://www.crockford.com/base32.html
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
MOST_SIGNS = 60
_LOOKALIKES = str.maketrans("OIL", "011")
# Hyphens of any script, as word processors and phones put them for one.
_GAPS = re.compile(r"[\s\-\u2010-\u2015\u2212\ufe58\ufe63\uff0d]+")
_OF_FIRESTORE = re.compile(r"\.\.?|__.*__|.*/.*")


def made_code(key: bytes, text: str, *, length: int = CODE_LENGTH) -> str:
    """The code of a text: always the same, and not to be guessed without the key."""
    number = int.from_bytes(hmac.digest(key, text.encode(), hashlib.sha256))
    return "".join(ALPHABET[(number >> 5 * index) & 31] for index in range(length))


def folded(text: str) -> str:
    """A code in capitals and our figures, without spaces, hyphens and marks that cannot be seen; empty where nothing is
    left. ValueError where it can be no document's id, or is too long.
    """
    plain = _GAPS.sub("", unicodedata.normalize("NFKC", text))
    code = "".join(map(_figure, plain)).upper()
    if len(code) > MOST_SIGNS:
        raise ValueError(f"has more than {MOST_SIGNS} characters")
    if _OF_FIRESTORE.fullmatch(code) or any(unicodedata.category(sign) in ("Cc", "Cs") for sign in code):
        raise ValueError("can be no coupon's code")
    return code


def _figure(sign: str) -> str:
    """A sign with any script's figure as one of ours; empty for one that cannot be seen."""
    if unicodedata.category(sign) == "Cf":
        return ""
    return str(unicodedata.decimal(sign)) if sign.isdecimal() else sign


def in_our_signs(code: str) -> str:
    """A folded code with O read as 0, I and L as 1."""
    return code.translate(_LOOKALIKES)


def ids_of(code: str) -> tuple[str, ...]:
    """The documents that a folded code may name: as it is; and where it is as long as ours, with O read as 0, I and L
    as 1.
    """
    ours = in_our_signs(code)
    is_ours = len(ours) == CODE_LENGTH and not set(ours) - set(ALPHABET)
    return (ours, code) if is_ours and ours != code else (code,)

"""What a customer is found by: beginnings of the words of their name, and the end of their phone number.

Kept on the customer (`search`) as tokens, so that one index serves every search and a page costs its rows. Names are
folded to Latin letters. Across scripts, where vowels are written differently or not at all, consonants are compared
(consonants.py): `~` marks those of a word in another script, `=` those of a Latin one, so that Latin letters find
Latin names by their spelling alone.
"""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from functions.domain.customers.consonants import consonants, is_latin
from functions.domain.customers.customer import Customer

MOST_WORDS = 8
LONGEST_BEGINNING = 12
MOST_CONSONANTS = 8
TAILS = range(4, 11)
LONGEST_SEARCH = 200
_PHONE, _OTHER, _LATIN = "#", "~", "="
_MOHAMMAD = (
    *("md", "mohd", "muhd", "mohammad", "mohammed", "mohamad", "mohamed"),
    *("muhammad", "muhammed", "muhamad", "moh", "mo", "mhmd"),
)
# Short forms of names as people write them, folded, and what they stand for.
_ALIASES = {
    **dict.fromkeys(_MOHAMMAD, "mohammad"),
    **dict.fromkeys(("sk", "sheikh", "shaikh", "sheik", "shekh", "sekh"), "sheikh"),
    **dict.fromkeys(("mst", "mosammat", "musammat", "mosa", "mocha"), "mosammat"),
}
_SAME_CONSONANTS = {"mhmd": "mohammad"}
_LEFT_OUT = "'’ʼ`´\u200c\u200d"  # within words: O'Brien is one


@dataclass(frozen=True)
class Search:
    """What is looked for. Each of `words` lists the tokens of which a customer has to have one; the first word is the
    one that an index looks up, the others are asked of those that it finds.
    """

    words: tuple[tuple[str, ...], ...]

    def finds(self, customer: Customer) -> bool:
        """Whether the customer has every word, also those beyond the ones that are kept."""
        kept = set(search_keys(customer.name, customer.phone, most_words=LONGEST_SEARCH))
        return all(not kept.isdisjoint(word) for word in self.words)


def with_search_keys(customer: Customer) -> Customer:
    """The customer as lists find them: one who was joined into another is not found."""
    is_found = customer.joined_into is None
    keys = search_keys(customer.name, customer.phone) if is_found else ()
    return customer if customer.search == keys else customer.with_changes(search=keys)


def search_keys(name: str | None, phone: str | None, *, most_words: int = MOST_WORDS) -> tuple[str, ...]:
    """The tokens of a name and a phone, in a stable order: some 20 a word, and 7 of the phone."""
    tokens = [token for word in _words(name or "")[:most_words] for token in _of_word(word)]
    digits = _digits(phone or "")
    tokens += [_PHONE + digits[-length:] for length in TAILS if length <= len(digits)]
    return tuple(dict.fromkeys(tokens))


def search_of(text: str) -> Search | None:
    """What a person typed as what is looked up: words, or a phone number's end; None where it has neither."""
    if phone := _as_phone(text):
        return Search((phone,))
    words = [_sought(word) for word in _words(text)]
    return Search(tuple(sorted(words, key=_usefulness, reverse=True))) if words else None


def _as_phone(text: str) -> tuple[str, ...]:
    """A number with the signs that people put into it. Without the 0 that only calls within a country begin with."""
    plain = unicodedata.normalize("NFKC", text)
    if any(unicodedata.category(sign) in ("Lu", "Ll", "Lt", "Lm", "Lo", "Mc") for sign in plain):
        return ()
    digits = _digits(plain)
    if len(digits) < TAILS.start:
        return ()
    tails = {_PHONE + tail[-TAILS[-1] :] for tail in (digits, digits.lstrip("0")) if len(tail) >= TAILS.start}
    is_one_word = [_folded(word) for word in _words(text)] == [digits]
    return tuple(sorted({*tails, digits[:LONGEST_BEGINNING]} if is_one_word else tails))


def _usefulness(word: tuple[str, ...]) -> int:
    """A longer beginning finds fewer."""
    return max(len(token) for token in word if token[0] not in (_OTHER, _LATIN))


def _of_word(word: str) -> Iterator[str]:
    folded = _folded(word)
    full = _alias(word, folded)
    for each in (folded, full):
        yield from (each[:length] for length in range(1, min(len(each), LONGEST_BEGINNING) + 1))
    found, mark = consonants(word), _LATIN if is_latin(word) else _OTHER
    yield from (mark + found[:length] for length in range(1, min(len(found), MOST_CONSONANTS) + 1))


def _sought(word: str) -> tuple[str, ...]:
    folded = _folded(word)
    tokens = [folded[:LONGEST_BEGINNING], _alias(word, folded)]
    if found := consonants(word)[:MOST_CONSONANTS]:
        tokens += [_OTHER + found] if is_latin(word) else [_OTHER + found, _LATIN + found]
    if len(folded) >= TAILS.start and folded.isdecimal():
        tokens.append(_PHONE + folded[-TAILS[-1] :])
    return tuple(dict.fromkeys(token for token in tokens if token))


def _alias(word: str, folded: str) -> str:
    return _ALIASES.get(folded) or _SAME_CONSONANTS.get(consonants(word), "")


def _words(text: str) -> list[str]:
    """The words of a text that have a letter or a digit once they are folded."""
    signs = "".join(
        "" if sign in _LEFT_OUT else sign if unicodedata.category(sign)[0] in "LMN" else " "
        for sign in unicodedata.normalize("NFKC", text).casefold()
    )
    return [word for word in signs.split() if _folded(word)]


def _folded(word: str) -> str:
    """A word in Latin letters and digits, whatever its script: anyascii's tables are read where it has others."""
    if not word.isascii():
        from anyascii import anyascii

        word = anyascii(word).casefold()
    return "".join(sign for sign in word if sign.isascii() and sign.isalnum())


def _digits(text: str) -> str:
    """The digits of any script."""
    return "".join(
        str(unicodedata.decimal(sign)) for sign in text if unicodedata.decimal(sign, None) is not None
    )

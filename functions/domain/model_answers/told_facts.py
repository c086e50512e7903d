"""What may be said of a package now: its price, day, days and seats, and the figures of the business's own texts.

A figure of a text may be said where the words around it are said too: the 5 million of a deposit are no price.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Final

from functions.domain.language.folding import stems_in
from functions.domain.language.numerals import plain
from functions.domain.language.statements import LINK, PRICE_WORDS, Stated, is_day, stated_in
from functions.domain.model_answers.questions import Question
from functions.domain.settings.packages import Package

_LEAST_SHARED: Final = 2
_ECHOED_BELOW: Final = 1000  # numbers that a customer said may be said back, up to a hotel's metres
_LIST_SIGNS = "-*•·–— "
_SAYS_NOTHING: Final = frozenset(
    stem
    for stem in stems_in(
        "yang dan di ke dari untuk dengan ini itu ada adalah per pada the a an of and in on to for with is are at from"
        " rp idr juta ribu jt hari day days paket package umroh umrah orang person m"
        " meter meters km"
    )
)


@dataclass(frozen=True)
class Known:
    """What a sentence may state. `package`: the one that it is about; `seats`: how many are left of it, None where
    that is not known; `own`: figures of the package's texts and of the FAQs; `loose`: links and numbers of the prompt,
    and small numbers that the customer said.
    """

    package: Package | None
    seats: int | None
    price_major: Decimal | None
    own: tuple[Stated, ...]
    loose: frozenset[object]
    links: frozenset[str]

    def allows(self, stated: Stated) -> bool:
        """Whether a figure is one of these."""
        if stated.kind == "link":
            return stated.value in self.links
        return self._is_plain_fact(stated) or any(_is_told(stated, fact) for fact in self.own)

    def _is_plain_fact(self, stated: Stated) -> bool:
        package = self.package
        if stated.kind == "number":
            return stated.value in self.loose
        if package is None or stated.value is None:
            return False
        if stated.kind == "price":
            return stated.value == self.price_major
        if stated.kind == "date":
            return is_day(stated.value, package.departs_on)
        return stated.value == (package.duration_days if stated.kind == "days" else self.seats)


def known_of(question: Question, package_id: str | None) -> Known:
    """What may be said where a package is meant; of none only what the business's texts say."""
    org = question.org
    package = org.packages.get(package_id or "")
    texts = tuple(_faq_texts(question)) + (tuple(texts_of(package)) if package is not None else ())
    prompts = tuple(question.prompt.texts.values())
    return Known(
        package=package,
        seats=question.seats.get(package_id or ""),
        price_major=None if package is None else org.in_major(package.price_minor),
        own=tuple(each for text in texts for each in _figures(text)),
        loose=frozenset({*_loose(prompts), *_echoes(question)}),
        links=frozenset({*_links((*texts, *prompts)), *(_media_links(package) if package else ())}),
    )


def texts_of(package: Package) -> Iterator[str]:
    """The package's texts in each of their languages."""
    for lines in (package.key_features, package.inclusions, package.exclusions):
        for each in lines.values():
            yield from each
    for texts in (package.hotel, package.payment_terms):
        yield from texts.values()


def _faq_texts(question: Question) -> Iterator[str]:
    for faq in question.org.faqs.values():
        if faq.enabled:
            yield from faq.answer.values()


def _media_links(package: Package) -> Iterator[str]:
    return (plain(medium.url) for medium in package.all_media.values() if medium.url is not None)


def _links(texts: Iterable[str]) -> Iterator[str]:
    for text in texts:
        yield from (match[0].rstrip(".,;:!?)") for match in LINK.finditer(plain(text)))


@lru_cache(maxsize=1024)
def _figures(text: str) -> tuple[Stated, ...]:
    """Those of each sentence; the seats that are left are in no text, and links are looked at apart."""
    found = (each for sentence in plain(text).split(". ") for each in stated_in(sentence))
    return tuple(each for each in found if each.kind not in ("link", "seats") and each.value is not None)


def _loose(prompts: Iterable[str]) -> Iterator[object]:
    for text in prompts:
        yield from (each.value for each in _figures(text) if each.kind == "number")


def _echoes(question: Question) -> Iterator[object]:
    """Small numbers that the customer said: how many they are, how old a child is."""
    said = [each.text for each in question.history if each.by == "customer"]
    for text in (*said, *(each.text for each in question.heard if each.text)):
        for each in stated_in(text):
            if (
                each.kind in ("number", "seats")
                and isinstance(each.value, Decimal)
                and each.value < _ECHOED_BELOW
            ):
                yield each.value


def _is_told(stated: Stated, fact: Stated) -> bool:
    """Whether a text of the business has the figure, of its kind and among the same words."""
    if stated.kind != fact.kind or stated.value != fact.value:
        return False
    if stated.kind == "price" and stated.before & PRICE_WORDS and not fact.before & PRICE_WORDS:
        return False
    wanted = _telling(fact.around)
    return len(wanted & _telling(stated.around)) >= min(_LEAST_SHARED, len(wanted)) > 0


@lru_cache(maxsize=4096)
def _telling(words: frozenset[str]) -> frozenset[str]:
    return frozenset(stems_in(" ".join(words))) - _SAYS_NOTHING


def facts_text(package: Package, language: str) -> Mapping[str, object]:
    """What a model is told of a package, as it is called in settings; texts in the language, if it has them."""
    wanted = language.partition("-")[0].lower()

    def of(texts: Mapping[str, object]) -> object:
        plain_tags = {tag.partition("-")[0].lower(): text for tag, text in texts.items()}
        return plain_tags.get(wanted, next(iter(texts.values()), None))

    return {
        "code": package.code,
        "name": package.called.get(wanted, package.name),
        "departs_on": package.departs_on.isoformat(),
        "duration_days": package.duration_days,
        "key_features": of(package.key_features),
        "hotel": of(package.hotel),
        "inclusions": of(package.inclusions),
        "exclusions": of(package.exclusions),
        "payment_terms": of(package.payment_terms),
    }

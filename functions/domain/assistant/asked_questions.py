"""What a turn was asked, as it is counted among common questions (S003-35): an FAQ, or the words that tell it.

What names somebody is cut out before: addresses, links, anything with a digit, the customer's own names. Of the
rest those words are shown that several customers have used (marketing/questions.py).
"""

import re
from datetime import date
from typing import Final

from functions.domain.conversations.documents import Heard
from functions.domain.customers.customer import Customer
from functions.domain.language.codes import codes_in
from functions.domain.language.faqs import EMPTY
from functions.domain.language.folding import stems_in, words_in
from functions.domain.language.word_lists import Meaning
from functions.domain.language.words import phrases_of
from functions.domain.orgs.org import Org
from functions.domain.replies.plans import Plan
from functions.domain.replies.reading import MOST_READ

MOST_WORDS: Final = 6
LONGEST_WORD: Final = 20
FAQ: Final = "faq:"
_NAMES_SOMEBODY = re.compile(r"\S*(?:@|://|www\.)\S*|\S*\d\S*")
_SAY_LITTLE: Final[tuple[Meaning, ...]] = ("greeting", "thanks", "yes", "no", "filler")


def question_in(org: Org, customer: Customer, plan: Plan, *, heard: tuple[Heard, ...]) -> str | None:
    """`faq:{id}` where an FAQ answered, or was too near to be passed over; else the words that tell the question, in
    their order. None where nothing was asked.
    """
    answered = (f"{FAQ}{each.about[0]}" for each in plan.parts if each.kind == "faq" and each.about)
    doubted = (each for each in plan.triggers if each.startswith(FAQ))
    if (faq := next(iter((*answered, *doubted)), None)) is not None:
        return faq
    text = "\n".join(filter(None, (each.text for each in heard)))[-MOST_READ:]
    return " ".join(_telling_words(org, customer, text)) or None


def _telling_words(org: Org, customer: Customer, text: str) -> list[str]:
    """The first words that say what is asked. A code, known or not, is none."""
    bare = codes_in(org.packages, text, date.max).removed_from(org.packages, text)
    words = words_in(_NAMES_SOMEBODY.sub(" ", bare))
    passed_over = frozenset(words_in(customer.name or "")) | _little(org)
    found = dict.fromkeys(word for word in words if word not in passed_over and _tells(word))
    return list(found)[:MOST_WORDS]


def _little(org: Org) -> frozenset[str]:
    """The words of greetings, thanks, a yes and a no, and what surrounds them."""
    meanings = (phrases_of(org.settings.assistant, meaning) for meaning in _SAY_LITTLE)
    return frozenset(word for phrases in meanings for phrase in phrases for word in phrase)


def _tells(word: str) -> bool:
    has_digit = any(each.isdigit() for each in word)
    return 1 < len(word) <= LONGEST_WORD and not has_digit and EMPTY.isdisjoint(stems_in(word))

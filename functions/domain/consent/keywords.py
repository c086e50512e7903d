"""Words that opt a customer out of a channel, or in again, when they are all that a message says.

English: the words that 47 CFR 64.1200(a)(10) requires, and those that Twilio takes besides; not YES, which answers
anything. No rule lists words of the other languages: these are what a customer would plainly write, in the usual
spellings. A business adds its own in its settings.
"""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from functions.domain.orgs.org import Org
from functions.domain.providers.events import InboundMessage

STOP_WORDS = {
    "en": (
        "stop",
        "stop all",
        "stopall",
        "unsubscribe",
        "opt out",
        "optout",
        "quit",
        "end",
        "cancel",
        "revoke",
    ),
    "id": ("berhenti", "stop promo", "berhenti langganan", "berhenti berlangganan", "unreg"),
    "hi": ("बंद", "बंद करो", "बंद करें", "रोकें", "रोको", "band karo"),
    "mr": ("थांबा", "थांबवा", "बंद करा", "band kara"),
    "bn": ("বন্ধ", "বন্ধ করুন", "বন্ধ করো", "থামুন", "থামো"),
    "ar": ("توقف", "إيقاف", "ايقاف", "أوقف", "اوقف", "إلغاء", "الغاء", "إلغاء الاشتراك", "الغاء الاشتراك"),
}
START_WORDS = {
    "en": ("start", "unstop", "subscribe", "resubscribe", "opt in", "optin"),
    "id": ("mulai", "langganan", "berlangganan"),
    "hi": ("शुरू", "शुरू करो", "शुरू करें", "चालू करो", "shuru karo"),
    "mr": ("सुरू", "सुरू करा", "चालू करा", "suru kara"),
    "bn": ("শুরু", "শুরু করুন", "চালু করুন"),
    "ar": ("ابدأ", "ابدا", "اشتراك", "تشغيل"),
}
BY_PROVIDER = "keyword"  # in `extra`: the keyword that a provider which knows them itself saw in the message
_KINDS = frozenset({"text", "button"})
_TATWEEL = "\u0640"  # only stretches an Arabic word


@dataclass(frozen=True)
class Keyword:
    """A yes or no, and the word that said it."""

    granted: bool
    word: str


def keyword_in(org: Org, message: InboundMessage) -> Keyword | None:
    """The keyword that is all of a message; None if it has more, or is not the customer's own."""
    if message.origin != "customer" or message.kind not in _KINDS:
        return None
    word, settings = plain_words(message.text or ""), org.settings.messages
    by_provider = message.extra.get(BY_PROVIDER)
    if by_provider == "stop" or word in _STOP | _plain(settings.stop_words):
        return Keyword(False, word or "stop")
    if by_provider == "start" or word in _START | _plain(settings.start_words):
        return Keyword(True, word or "start")
    return None


def plain_words(text: str) -> str:
    """A text as keywords are compared: NFKC, case folded, without punctuation, signs and what cannot be seen."""
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    return " ".join("".join(map(_plain_character, folded)).split())


def _plain_character(character: str) -> str:
    if (
        unicodedata.category(character) == "Cf"
        or character == _TATWEEL
        or "\ufe00" <= character <= "\ufe0f"  # variation selectors, which follow emoji
    ):
        return ""
    return " " if unicodedata.category(character)[0] in "PSZC" else character


def _plain(words: Iterable[str]) -> frozenset[str]:
    """Words in the form in which they are compared. One that has only signs matches nothing."""
    return frozenset(map(plain_words, words)) - {""}


_STOP = _plain(word for words in STOP_WORDS.values() for word in words)
_START = _plain(word for words in START_WORDS.values() for word in words)

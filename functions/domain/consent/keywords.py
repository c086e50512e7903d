"""Words that opt a customer out of a channel, or in again, when they are all that a message says.

English: the words that 47 CFR 64.1200(a)(10) says must do, and those that Twilio takes besides; not YES, which answers
anything. No rule lists words of the other languages: these are what a customer would plainly write, in the spellings
that are usual. A business adds its own in its settings.
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
KEYWORD = "keyword"  # in `extra`: what a provider that knows such words itself made of the message
_SAYS = frozenset({"text", "button"})
_TATWEEL = "\u0640"  # only stretches an Arabic word


@dataclass(frozen=True)
class Said:
    """A yes or no, and the word that said it."""

    granted: bool
    word: str


def said(org: Org, message: InboundMessage) -> Said | None:
    """What a message means as a keyword; None where it says more, or is not the customer's own."""
    if message.origin != "customer" or message.kind not in _SAYS:
        return None
    word, named = plain_words(message.text or ""), message.extra.get(KEYWORD)
    own = org.settings.messages
    if named == "stop" or word in _STOP | _plain(own.stop_words):
        return Said(False, word or "stop")
    if named == "start" or word in _START | _plain(own.start_words):
        return Said(True, word or "start")
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
    """Compared as what is written is; a word that is nothing but signs matches nothing."""
    return frozenset(map(plain_words, words)) - {""}


_STOP = _plain(word for words in STOP_WORDS.values() for word in words)
_START = _plain(word for words in START_WORDS.values() for word in words)

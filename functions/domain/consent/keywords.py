"""Words that opt a customer out of a channel, or in again, when they are all that a message says but for politeness.

English: the words that 47 CFR 64.1200(a)(10) requires, and those that Twilio takes besides; not YES, which answers
anything. WhatsApp's button under marketing says `Stop promotions`, which refuses marketing alone. No rule lists words
of the other languages: these are what a customer would plainly write, in the usual spellings. A business adds its own
in its settings. A longer text with such a word in it is for a person to read: `is_for_person`.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from functions.domain.customers.consents import PURPOSES
from functions.domain.orgs.org import Org
from functions.domain.providers.events import InboundMessage
from functions.domain.settings.types import ConsentPurpose

STOP_WORDS = {
    "en": (
        "stop",
        "unsubscribe",
        "opt out",
        "optout",
        "quit",
        "end",
        "cancel",
        "revoke",
    ),
    "id": ("berhenti", "berhenti langganan", "berhenti berlangganan", "unreg"),
    "hi": ("बंद", "बंद करो", "बंद करें", "रोकें", "रोको", "band karo"),
    "mr": ("थांबा", "थांबवा", "बंद करा", "band kara"),
    "bn": ("বন্ধ", "বন্ধ করুন", "বন্ধ করো", "থামুন", "থামো"),
    "ar": ("توقف", "إيقاف", "ايقاف", "أوقف", "اوقف", "إلغاء", "الغاء", "إلغاء الاشتراك", "الغاء الاشتراك"),
}
STOP_ALL_WORDS = {
    "en": ("stop all", "stopall", "unsubscribe all", "stop everything", "stop all messages"),
    "id": ("stop semua", "berhenti semua", "hentikan semua"),
    "hi": ("सब बंद करो", "सब बंद करें", "सभी बंद करें", "sab band karo"),
    "mr": ("सर्व बंद करा", "सगळे बंद करा", "sagla band kara"),
    "bn": ("সব বন্ধ করুন", "সব বন্ধ করো", "সবকিছু বন্ধ করুন"),
    "ar": ("إيقاف الكل", "ايقاف الكل", "أوقف الكل", "اوقف الكل", "إلغاء الكل", "الغاء الكل"),
}
STOP_PROMOTIONS_WORDS = {
    "en": ("stop promotions", "stop promotion", "stop promos", "stop marketing", "stop offers", "stop ads"),
    "id": ("stop promo", "stop promosi", "hentikan promosi", "berhenti promosi", "berhenti promo"),
    "hi": ("प्रमोशन बंद करें", "प्रमोशन बंद करो", "प्रमोशन रोकें", "प्रचार बंद करें", "ऑफ़र बंद करें"),
    "mr": ("प्रमोशन थांबवा", "प्रमोशन बंद करा", "जाहिराती थांबवा", "जाहिराती बंद करा", "ऑफर बंद करा"),
    "bn": ("প্রমোশন বন্ধ করুন", "প্রচার বন্ধ করুন", "প্রচারণা বন্ধ করুন", "অফার বন্ধ করুন"),
    "ar": (
        "إيقاف العروض",
        "ايقاف العروض",
        "إيقاف العروض الترويجية",
        "إيقاف الترويج",
        "أوقف العروض",
        "اوقف العروض",
    ),
}
START_WORDS = {
    "en": ("start", "unstop", "subscribe", "resubscribe", "opt in", "optin"),
    "id": ("mulai", "langganan", "berlangganan"),
    "hi": ("शुरू", "शुरू करो", "शुरू करें", "चालू करो", "shuru karo"),
    "mr": ("सुरू", "सुरू करा", "चालू करा", "suru kara"),
    "bn": ("শুরু", "শুরু করুন", "চালু করুন"),
    "ar": ("ابدأ", "ابدا", "اشتراك", "تشغيل"),
}
POLITE_WORDS = {
    "en": (
        "please",
        "pls",
        "plz",
        "kindly",
        "thanks",
        "thank you",
        "thx",
        "ok",
        "okay",
        "hi",
        "hello",
        "sorry",
    ),
    "id": (
        "tolong",
        "mohon",
        "silakan",
        "terima kasih",
        "makasih",
        "dong",
        "ya",
        "kak",
        "min",
        "maaf",
        "halo",
    ),
    "hi": ("कृपया", "प्लीज", "प्लीज़", "धन्यवाद", "शुक्रिया", "जी", "नमस्ते", "please", "kripya"),
    "mr": ("कृपया", "प्लीज", "धन्यवाद", "नमस्कार", "krupaya"),
    "bn": ("দয়া করে", "প্লিজ", "অনুগ্রহ করে", "ধন্যবাদ", "ভাই", "আপু"),
    "ar": ("من فضلك", "من فضلكم", "لو سمحت", "لو سمحتم", "رجاء", "رجاءً", "الرجاء", "شكرا", "شكرًا"),
}
BY_PROVIDER = "keyword"  # in `extra`: the keyword that a provider which knows them itself saw in the message
_KINDS = frozenset({"text", "button"})
_READ = frozenset({"text", "button", "media"})
# `At the end of March` asks for a day, and says END to nobody.
_END_OF_A_TIME = re.compile(
    r" end of (the |this |next )?(day|week|month|year|season|ramadan|ramadhan|jan\w*|feb\w*|mar|march|apr\w*|may|june?"
    r"|july?|aug\w*|sep\w*|oct\w*|nov\w*|dec\w*)(?= )"
)
_TATWEEL = "\u0640"  # only stretches an Arabic word


@dataclass(frozen=True)
class Keyword:
    """A yes or no, and the word that said it. `purposes`: for which on its channel; `is_everywhere`: a no to marketing
    on every other channel too.
    """

    granted: bool
    word: str
    purposes: tuple[ConsentPurpose, ...] = PURPOSES
    is_everywhere: bool = False


def keyword_in(org: Org, message: InboundMessage) -> Keyword | None:
    """The keyword that is all of a message but for politeness; None if it has more, or is not the customer's own."""
    if message.origin != "customer" or message.kind not in _KINDS:
        return None
    word = _without_politeness(plain_words(message.text or ""))
    return _no_of(org, word, message.extra.get(BY_PROVIDER)) or _yes_of(
        org, word, message.extra.get(BY_PROVIDER)
    )


def _no_of(org: Org, word: str, by_provider: object) -> Keyword | None:
    if word in _STOP_ALL:
        return Keyword(False, word, is_everywhere=True)
    if by_provider == "stop" or word in _STOP | _plain(org.settings.messages.stop_words):
        return Keyword(False, word or "stop")
    return Keyword(False, word, purposes=("marketing",)) if word in _STOP_PROMOTIONS else None


def _yes_of(org: Org, word: str, by_provider: object) -> Keyword | None:
    is_yes = by_provider == "start" or word in _START | _plain(org.settings.messages.start_words)
    return Keyword(True, word or "start") if is_yes else None


def is_for_person(org: Org, message: InboundMessage) -> bool:
    """Whether a customer's message has a word of STOP among others, so that a person has to read what it means."""
    if message.origin != "customer" or message.kind not in _READ or keyword_in(org, message) is not None:
        return False
    text = _END_OF_A_TIME.sub(" ", f" {plain_words(message.text or '')} ")
    return any(f" {word} " in text for word in _STOP | _plain(org.settings.messages.stop_words))


def _without_politeness(text: str) -> str:
    """A plain text without polite words before and after it, and without saying one word again and again."""
    padded = f" {text} "
    while polite := next(
        (f" {w} " for w in _POLITE if padded.startswith(f" {w} ") or padded.endswith(f" {w} ")), None
    ):
        padded = f" {padded.removeprefix(polite).removesuffix(polite).strip()} "
    words = padded.split()
    return words[0] if words and len(set(words)) == 1 else " ".join(words)


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


def _all_of(by_language: Mapping[str, Iterable[str]]) -> frozenset[str]:
    return _plain(word for words in by_language.values() for word in words)


_STOP, _STOP_ALL, _STOP_PROMOTIONS = map(_all_of, (STOP_WORDS, STOP_ALL_WORDS, STOP_PROMOTIONS_WORDS))
_START, _POLITE = map(_all_of, (START_WORDS, POLITE_WORDS))

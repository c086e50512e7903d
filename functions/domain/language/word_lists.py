"""What customers of a travel agency say, by language and meaning: our lists, which a business may replace by its own.

No seed but the payment phrases of S003-14 names one: they are what people plainly write, in the usual spellings and
abbreviations of chats.
"""

from collections.abc import Mapping

from functions.domain.language.arabic_phrases import ARABIC
from functions.domain.language.english_phrases import ENGLISH
from functions.domain.language.indonesian_phrases import INDONESIAN
from functions.domain.language.meanings import Meaning as Meaning

OURS: Mapping[str, Mapping[Meaning, tuple[str, ...]]] = {"id": INDONESIAN, "en": ENGLISH, "ar": ARABIC}

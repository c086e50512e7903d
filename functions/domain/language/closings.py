"""Texts that end a talk for now, and want no answer: somebody asks their family first, thinks it over, or says thanks.

The words between are free: `saya diskusi dulu sama suami`, `tak rembugan karo bojoku sik`, `thanks, too dear for us`.
"""

from collections.abc import Sequence
from typing import Final

_CONSIDER = """
    diskusi diskusikan rembugan rembukan rembug rundingan rundingkan musyawarah mikir pikir mikirin pikirkan
    pertimbangkan consider discuss think
"""
_ASK = "tanya tanyakan nanya takon tanglet matur bicara bicarakan ngomong bilang ask talk speak"
_OTHERS = """
    istri suami keluarga orangtua ortu anak ibu bapak ayah mama papa kakak adik saudara bojo bojoku semah simbok
    teman kantor bos wife husband family parents mother father
"""
_FIRST = "dulu dl dlu sik disik disek rumiyin riyin first"
_CONSIDERING: Final = frozenset(_CONSIDER.split())
_ASKING: Final = frozenset(_ASK.split())
_FAMILY: Final = frozenset(_OTHERS.split())
_ENDS: Final = frozenset(_FIRST.split())
_THANKS = "terimakasih makasih makasi kasih suwun nuwun thanks thank thx شكرا jazakallah jazakumullah"
_QUESTIONS = """
    apa apakah mana dimana berapa brp kapan bagaimana gimana gmn kenapa siapa bisa boleh tanya menanyakan minta mohon
    tolong kirim opo endi piye piro pundi pripun pinten nopo what where how when who why which can could please send
"""
_THANKING: Final = frozenset(_THANKS.split())
_ASKED: Final = frozenset(_QUESTIONS.split())
_MOST_WORDS: Final = 14


def is_goodbye(words: Sequence[str]) -> bool:
    """Whether a short text says thanks and asks for nothing that shows."""
    said = frozenset(words)
    return len(words) <= _MOST_WORDS and not _THANKING.isdisjoint(said) and _ASKED.isdisjoint(said)


def is_postponed(words: Sequence[str]) -> bool:
    """Whether a short text says that something else comes first."""
    said = frozenset(words)
    if len(words) > _MOST_WORDS or _ENDS.isdisjoint(said):
        return False
    return not _CONSIDERING.isdisjoint(said) or not (_ASKING.isdisjoint(said) or _FAMILY.isdisjoint(said))

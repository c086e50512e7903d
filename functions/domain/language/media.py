"""What of a package's media a customer asks for (S003-24)."""

from collections.abc import Mapping
from typing import Final

from functions.domain.language.folding import stems_in
from functions.domain.settings.packages import Medium, MediumKind, Package

# What names a kind of medium, in the languages that customers mix.
_WORDS: Mapping[MediumKind, frozenset[str]] = {
    "location": frozenset(
        stems_in("lokasi lokasinya peta petanya map maps sharelok shareloc location الموقع خريطة")
    ),
    "video": frozenset(
        stems_in("video videonya vidio testimoni testimoninya testimonial testimonials فيديو")
    ),
    "image": frozenset(
        stems_in("foto fotonya gambar gambarnya brosur brosurnya photo photos picture brochure صورة")
    ),
    "document": frozenset(stems_in("pdf itinerary itinerarynya dokumen document ملف")),
}

# With which none of these is meant: where the office is, a call.
_OTHERS: Final = frozenset(
    stems_in("kantor kantornya office cabang branch kumpul bandara airport call panggilan")
)


def asked_medium(package: Package, words: tuple[str, ...], *kinds: MediumKind) -> str | None:
    """The id of the medium, of these kinds, that a text asks for: of several the one whose id and captions share most
    words with it. None where it asks for none, or the package has none of the kind.
    """
    said = frozenset(stems_in(" ".join(words)))
    wanted = [kind for kind in kinds if said & _WORDS[kind] and not said & _OTHERS]
    found = {id: each for id, each in package.all_media.items() if each.kind in wanted}
    return max(found, key=lambda id: len(said & _words_of(id, found[id])), default=None)


def _words_of(id: str, medium: Medium) -> frozenset[str]:
    return frozenset(stems_in(" ".join((id.replace("_", " ").replace("-", " "), *medium.caption.values()))))

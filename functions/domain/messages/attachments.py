"""Files that go along with what staff, or the assistant, write.

A file of a package's goes along by its address, a place as the address of a map: of WhatsApp's providers not each sends
a place, and none sends one with words beside it.
"""

from typing import Final, Literal

from functions.domain.kernel.decisions import Value
from functions.domain.settings.packages import Medium

_MAP: Final = "https://www.google.com/maps/search/?api=1&query="


class Attachment(Value):
    """A file that goes along with a text of no template, by its public address."""

    kind: Literal["image", "video", "audio", "document"]
    url: str
    filename: str | None = None


def attachment_of(medium: Medium) -> Attachment | None:
    """The file of a medium; None of a place."""
    if medium.kind == "location" or medium.url is None:
        return None
    return Attachment(kind=medium.kind, url=medium.url, filename=medium.filename)


def link_of(medium: Medium) -> str | None:
    """Where a medium can be opened: a file's address, or the map at a place."""
    if medium.kind == "location":
        return f"{_MAP}{medium.latitude},{medium.longitude}"
    return medium.url

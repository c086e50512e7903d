"""Files that go along with what staff, or the assistant, write."""

from typing import Literal

from functions.domain.kernel.decisions import Value


class Attachment(Value):
    """A file that goes along with a text of no template, by its public address."""

    kind: Literal["image", "video", "audio", "document"]
    url: str
    filename: str | None = None

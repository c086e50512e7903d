"""The id of a document that is saved by its name alone: `First-time customers` is `first-time_customers`."""

import re
import unicodedata

LONGEST = 60
_OTHER = re.compile(r"[^a-z0-9-]+")


def id_of(name: str) -> str:
    """An id in Latin letters, whatever the name's script; empty where nothing of the name can be one."""
    folded = unicodedata.normalize("NFKC", name).casefold()
    if not folded.isascii():
        from anyascii import anyascii

        folded = anyascii(folded).casefold()
    return _OTHER.sub("_", folded).strip("_-")[:LONGEST].strip("_-")

"""Entity tags: a document's `ETag`, by which `If-Match` and `If-None-Match` tell whether it has changed."""

import hashlib
import json
from typing import Any


def names(header: str, tag: str, *, weakly: bool = False) -> bool:
    """Whether a list of tags, or `*`, names a document that is there. `weakly`: also by the tag that a proxy marks `W/`
    because it packed the answer (RFC 9110, 8.8.3.2).
    """
    tags = [each.strip() for each in header.split(",")]
    return "*" in tags or tag in ([each.removeprefix("W/") for each in tags] if weakly else tags)


def tag_of(value: Any) -> str:
    """The tag of what is answered: another one as soon as a byte of it differs."""
    content = json.dumps(value, sort_keys=True, default=str).encode()
    return f'"{hashlib.sha256(content).hexdigest()[:32]}"'

"""Entity tags: a document's `ETag`, by which `If-Match` and `If-None-Match` tell whether it has changed."""

import hashlib
import json
from typing import Any


def tag_of(value: Any) -> str:
    """The tag of what is answered: another one as soon as a byte of it differs."""
    content = json.dumps(value, sort_keys=True, default=str).encode()
    return f'"{hashlib.sha256(content).hexdigest()[:32]}"'

"""What came with a message beside its text, as the store can keep it: what a provider nests there costs no message, and
no STOP that stands in one.
"""

import json
import re
from collections.abc import Mapping
from typing import Any

from functions.domain.kernel.decisions import LARGEST

DEEPEST = 12  # Firestore nests 20 maps, and what is read here lies in some
_RESERVED = re.compile(r"__.*__|", re.DOTALL)
_LONGEST_NAME = 375  # a name may have 1,500 bytes, and a sign 4


def storable(value: Any, depth: int = 0, *, is_in_list: bool = False) -> Any:
    """The value with what Firestore does not have as the text of its JSON: a list in a list, maps in too many others, a
    number that is too large. A name that it does not take has an underscore in front.
    """
    if depth >= DEEPEST or (is_in_list and isinstance(value, list | tuple)):
        return json.dumps(value, ensure_ascii=False, default=str)
    if isinstance(value, Mapping):
        return {_name(str(name)): storable(each, depth + 1) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [storable(each, depth + 1, is_in_list=True) for each in value]
    return str(value) if isinstance(value, int) and abs(value) > LARGEST else value


def _name(name: str) -> str:
    return f"_{name}"[:_LONGEST_NAME] if _RESERVED.fullmatch(name) else name[:_LONGEST_NAME]

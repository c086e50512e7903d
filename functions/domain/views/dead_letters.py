"""Dead letters as those who lead the business see them: what failed and why, with secrets left out of what came."""

import re
from collections.abc import Mapping
from typing import Any

from functions.domain.kernel.dead_letters import DeadLetter
from functions.domain.kernel.decisions import NOTHING, Decision, Find, get
from functions.domain.kernel.errors import NotFound
from functions.domain.orgs.org import Org
from functions.domain.staff.permissions import permitted
from functions.domain.staff.readership import LEADERS
from functions.domain.views.pages import Wanted, page

LEFT_OUT = "(left out)"
_WORDS = r"(?:secret|token|passw|signature|authori[sz]ation|api[_-]?key|credential)"
_SECRET = re.compile(rf"[\w.-]*{_WORDS}[\w.-]*", re.IGNORECASE)
# `"name": "value"` of JSON, escaped or not, and `name=value` of a form or an address. It begins at the word, and the
# rest of a name is bounded: a picture in base64 is a name of 250,000 letters, and each may begin one.
_IN_TEXT = re.compile(
    rf"""({_WORDS}[\w.-]{{0,40}})(\\?["']?\s*[:=]\s*\\?["']?)([^"'\\&\s,}}]+)""", re.IGNORECASE
)


def listed_dead_letters(org: Org, uid: str, wanted: Wanted) -> Decision[dict[str, Any]]:
    """A page of dead letters, the newest first, without what came. Bills 1 read and 1 a row. Raises Forbidden to those
    who do not lead, and Malformed at `cursor`.
    """
    yield from permitted(uid, LEADERS)
    query = Find(DeadLetter, (), "at", "DESCENDING", wanted.limit)
    return NOTHING, (yield from page(org, query, wanted, show=_row))


def shown_dead_letter(uid: str, id: str) -> Decision[dict[str, Any]]:
    """A dead letter with what came. Bills 2 reads. Raises Forbidden to those who do not lead, NotFound."""
    yield from permitted(uid, LEADERS)
    letter = yield from get(DeadLetter, id)
    if letter is None:
        raise NotFound("dead letter")
    return NOTHING, {**_row(letter), "payload": without_secrets(letter.payload)}


def without_secrets(value: Any) -> Any:
    """The same with what stands under a secret's name left out, also inside texts."""
    if isinstance(value, Mapping):
        return {
            name: LEFT_OUT if _SECRET.fullmatch(str(name)) else without_secrets(each)
            for name, each in value.items()
        }
    if isinstance(value, list | tuple):
        return [without_secrets(each) for each in value]
    if isinstance(value, str):
        return _IN_TEXT.sub(rf"\1\2{LEFT_OUT}", value)
    return value if value is None or isinstance(value, bool | int | float) else str(value)


def _row(letter: DeadLetter) -> dict[str, Any]:
    return {"id": letter.id, **letter.model_dump(mode="json", include={"source", "error", "at", "attempts"})}

"""The agency's chats as they are played: each step with its instant (`chats.yaml` says what there is)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any, Literal
from zoneinfo import ZoneInfo

from demo.lengths import ChatRow, read_chat_rows
from demo.phones import fictional_phone

Does = Literal["says", "old", "staff", "phone", "reserves", "pays", "gives_back"]
DOES: tuple[Does, ...] = ("says", "old", "staff", "phone", "reserves", "pays", "gives_back")
ZONE = ZoneInfo("Asia/Jakarta")
FIRST_DAY = datetime(2025, 1, 13, tzinfo=ZONE)
SETTING_UP = timedelta(hours=1)
USUALLY_AFTER = "3m"
_UNITS = {"m": "minutes", "h": "hours", "d": "days"}


@dataclass(frozen=True)
class Step:
    """A step of a chat. `what`: a text, the messages of a burst, or seats of `package`."""

    chat: str
    number: int
    at: datetime
    does: Does
    what: Any
    package: str | None = None
    days: int = 0
    is_twice: bool = False
    when: str | None = None

    @property
    def messages(self) -> Sequence[Any]:
        """Those of a burst, one by one."""
        return self.what if isinstance(self.what, list) else [self.what]


@dataclass(frozen=True)
class Script:
    """A conversation. `at`: a while before it begins; `phone`, `name`: the customer's."""

    id: str
    at: datetime
    phone: str
    name: str
    steps: Sequence[Step]


def read_scripts(length: str, most: int | None = None) -> Sequence[Script]:
    """The conversations of a run in the order in which they begin, the first `most` of them."""
    return [_script(number, row) for number, row in enumerate(read_chat_rows(length, most))]


def _script(number: int, row: ChatRow) -> Script:
    steps = tuple(_steps(row))
    return Script(row["id"], steps[0].at - SETTING_UP, fictional_phone(number), f"Jamaah {number + 1}", steps)


def _steps(row: ChatRow) -> Iterator[Step]:
    at = FIRST_DAY + timedelta(days=row["day"] - 1)
    at = datetime.combine(at, time.fromisoformat(row["time"]), ZONE)
    for number, given in enumerate(row["turns"]):
        if number:
            at += _duration(given.get("after", USUALLY_AFTER))
        yield _step((row["id"], number), at, given)


def _step(place: tuple[str, int], at: datetime, given: Mapping[str, Any]) -> Step:
    does = next(each for each in DOES if each in given)
    return Step(
        *place,
        at,
        does,
        given[does],
        package=given.get("package"),
        days=given.get("days", 0),
        is_twice=given.get("twice", False),
        when=given.get("when"),
    )


def _duration(text: str) -> timedelta:
    return timedelta(**{_UNITS[text[-1]]: int(text[:-1])})

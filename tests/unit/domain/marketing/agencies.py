"""A travel agency's chats by the dozen, and their figures as they are counted."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any
from unittest.mock import patch

from functions.domain.assistant.handovers import given_back
from functions.domain.bookings.documents import Booking
from functions.domain.bookings.holding import Payment, cancel, confirm
from functions.domain.conversations.documents import Conversation
from functions.domain.kernel.decisions import Changes, Decision, get
from functions.domain.kernel.jobs import PageDone
from functions.domain.marketing import counting
from functions.domain.marketing.counting import ID, MarketingJob, asked_for, count_page
from functions.domain.marketing.periods import Period, month
from tests.chats import Chats
from tests.memory import DictBackend, a_store, run

CODE = "UMR_MAR_2025_HEMAT"
JANUARY = month("2025-01")
PRICE = 2_500_000_000


def phone(number: int) -> str:
    return f"+62812555{number:05}"


def asks(chats: Chats, number: int, *texts: str, after: float = 2) -> str:
    """A customer writes, each text answered before the next, `after` seconds later; the conversation's id."""
    place = ""
    for text in texts:
        due = chats.says(text, phone=phone(number))
        assert due is not None
        chats.wait(after)
        chats.turn(due.conversation_id)
        chats.wait(60)
        place = due.conversation_id
    return place


def gives_back(chats: Chats, place: str, phase: Any = None) -> None:
    def decide() -> Decision[None]:
        conversation = yield from get(Conversation, place)
        assert conversation is not None
        return Changes(put=(given_back(conversation, phase=phase, now=chats.now),)), None

    run(a_store(chats.backend), decide)


def books(chats: Chats, place: str, id: str = "b", *, seats: int = 1) -> None:
    """Seats that are reserved for a chat."""
    booking = Booking(
        id=id,
        package_id="none",
        conversation_id=place,
        seats=seats,
        status="reserved",
        price_minor=PRICE,
        total_minor=PRICE * seats,
        currency="IDR",
        created_at=chats.now,
    )
    chats.backend.put(booking)


def pays(chats: Chats, id: str = "b") -> None:
    run(a_store(chats.backend), lambda: confirm(id, Payment("finance"), chats.now))


def cancels(chats: Chats, id: str = "b") -> None:
    run(a_store(chats.backend), lambda: cancel(id, by="finance", reason=None, now=chats.now))


def wants(chats: Chats, period: Period = JANUARY, now: datetime | None = None) -> None:
    """Somebody has the period counted."""

    def decide() -> Decision[None]:
        job = asked_for((yield from get(MarketingJob, ID)), period, now or chats.now)
        return Changes(put=() if job is None else (job,)), None

    run(a_store(chats.backend), decide)


def a_page(chats: Chats, at: datetime | None = None) -> PageDone | None:
    when = at or chats.now + timedelta(minutes=1)
    done: PageDone | None = run(a_store(chats.backend), lambda: count_page(chats.org, when))
    return done


def counted(chats: Chats, period: Period = JANUARY, at: datetime | None = None) -> dict[str, Any]:
    """The figures of a period, counted now."""
    wants(chats, period, at)
    when = (at or chats.now) + timedelta(minutes=1)
    while a_page(chats, when) is not None:
        pass
    return figures(chats.backend, period)


def figures(backend: DictBackend, period: Period = JANUARY) -> dict[str, Any]:
    return backend.all("marketing")[f"analytics:{period.id}"]


def journey(chats: Chats, place: str, cycle: int = 1) -> dict[str, Any]:
    found: dict[str, Any] = chats.conversations[place]["journeys"][str(cycle)]
    return found


@contextmanager
def pages_of(size: int) -> Iterator[None]:
    with patch.object(counting, "PAGE_SIZE", size):
        yield


def beside(chats: Chats, other: Callable[[], Any]) -> None:
    """A page whose worker is overtaken between reading and writing."""
    tries: list[int] = []

    def decide() -> Decision[PageDone | None]:
        changes, name = yield from count_page(chats.org, chats.now + timedelta(minutes=1))
        if not tries:
            tries.append(1)
            other()
        return changes, name

    run(a_store(chats.backend), decide)

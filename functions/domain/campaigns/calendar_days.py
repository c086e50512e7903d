"""When the offers of a business's year are proposed, launched and over: worked out from its calendar alone."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from functions.domain.orgs.org import Org
from functions.domain.settings.offer_calendar import CalendarEntry

LOOKED_AHEAD = timedelta(days=60)  # an occasion without a date is told of so long before its year begins


@dataclass(frozen=True)
class Launch:
    """An offer in a year: `year` is part of its campaign's id, so that there is one."""

    entry_id: str
    year: str
    asks_at: datetime
    starts_at: datetime
    ends_at: datetime

    @property
    def campaign_id(self) -> str:
        return f"{self.entry_id}-{self.year}"

    @property
    def other_ids(self) -> tuple[str, ...]:
        """The campaigns of the same offer before and after it: of the years beside its own, and twice in each."""
        year = int(self.year[:4])
        years = (f"{each}{again}" for each in range(year - 1, year + 2) for again in ("", "-2"))
        return tuple(f"{self.entry_id}-{each}" for each in years if each != self.year)


@dataclass(frozen=True)
class Undated:
    """An offer whose occasion has no date for a year, which launches nothing in it."""

    entry_id: str
    occasion: str
    year: str

    @property
    def name(self) -> str:
        return f"{self.entry_id}-{self.year}"


def launches(org: Org, entry_id: str, years: range) -> tuple[Launch, ...]:
    """The days of an offer in some years of the common calendar, the earliest first; none of one that is off."""
    entry = org.offer_calendar[entry_id]
    if not entry.enabled:
        return ()
    days = _by_occasion(org, entry, years) if entry.occasion is not None else _by_month(org, entry, years)
    return tuple(
        sorted((_launch(org, entry_id, year, on=on) for year, on in days), key=lambda one: one.starts_at)
    )


def around(org: Org, entry_id: str, now: datetime) -> tuple[Launch, ...]:
    """Those of the last year, of this one and of the next."""
    year = org.local(now).year
    return launches(org, entry_id, range(year - 1, year + 2))


def undated(org: Org, now: datetime) -> tuple[Undated, ...]:
    """The offers that have no date for this year, or for the one that begins within 60 days."""
    today = org.day_of(now)
    years = sorted({today.year, (today + LOOKED_AHEAD).year})
    return tuple(
        Undated(id, entry.occasion, str(year))
        for id, entry in sorted(org.offer_calendar.items())
        for year in years
        if entry.enabled and entry.occasion is not None and not _is_dated(org, entry.occasion, year)
    )


def next_morning(org: Org, now: datetime) -> datetime:
    """The calendar's hour, when it is next."""
    zone = org.zone
    today = now.astimezone(zone).date()
    at = _at(org, today)
    return at if at > now else _at(org, today + timedelta(days=1))


def _by_month(org: Org, entry: CalendarEntry, years: range) -> Iterator[tuple[str, date]]:
    assert entry.month is not None, "an offer has a month or an occasion"
    month = (org.settings.offer_calendar.year_starts_in + entry.month - 2) % 12 + 1
    for year in years:
        yield str(year), date(year, month, entry.day)


def _by_occasion(org: Org, entry: CalendarEntry, years: range) -> Iterator[tuple[str, date]]:
    occasion = org.settings.offer_calendar.occasions.get(entry.occasion or "")
    for year, day in occasion.dates.items() if occasion is not None else ():
        if int(year[:4]) in years:
            yield year, date.fromisoformat(day) - timedelta(days=entry.days_before)


def _is_dated(org: Org, occasion: str, year: int) -> bool:
    known = org.settings.offer_calendar.occasions.get(occasion)
    return known is not None and str(year) in known.dates


def _launch(org: Org, entry_id: str, year: str, *, on: date) -> Launch:
    calendar, entry = org.settings.offer_calendar, org.offer_calendar[entry_id]
    return Launch(
        entry_id,
        year,
        asks_at=_at(org, on - timedelta(days=calendar.asked_days_before)),
        starts_at=_at(org, on),
        ends_at=_at(org, on + timedelta(days=entry.lasts_days)),
    )


def _at(org: Org, on: date) -> datetime:
    """The calendar's hour of a day, as an instant."""
    hour = time.fromisoformat(org.settings.offer_calendar.hour)
    local = datetime.combine(on, hour, org.zone)
    return local.astimezone(ZoneInfo("UTC"))

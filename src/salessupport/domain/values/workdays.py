"""Work days of the Chinese office calendar, with make-up work days, and the plain answer "unknown" where it ends.

The State Council names the days of a year in the November before, so a date some months ahead is often not covered.
Nobody may guess in silence there: a question about one day answers None, a count of days needs a policy for the days
beyond (`raise`, or `weekends`: Monday to Friday, and the answer says that it is provisional).
Source: requirements "rules that hold for every row" 2. Dates: `workday_tables`.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import MAXYEAR, MINYEAR, date, timedelta
from functools import cache
from typing import Literal

from attrs import frozen

from salessupport.domain.values.errors import DomainError, InvalidDate
from salessupport.domain.values.workday_tables import OFFICIAL

Beyond = Literal["raise", "weekends"]
"""What holds on a day without an official calendar: refuse it, or take the plain week and say so."""

_DAY = timedelta(days=1)
_SATURDAY = 5


@frozen
class Workday:
    """A work day that was reckoned; `provisional` if a day on the way to it has no official calendar yet."""

    day: date
    provisional: bool = False


def is_workday(day: date) -> bool | None:
    """Tell whether the office works on that day; None where no official calendar covers it."""
    year = _years().get(day.year)
    if year is None:
        return None
    off, made_up = year
    month_day = f"{day.month:02d}{day.day:02d}"
    return month_day not in off if day.weekday() < _SATURDAY else month_day in made_up


def coverage() -> tuple[date, date]:
    """Give the first and the last day that the official calendar covers."""
    years = sorted(_years())
    return date(years[0], 1, 1), date(years[-1], 12, 31)


def next_workday(day: date, *, beyond: Beyond) -> Workday:
    """Give the day itself if it is a work day, else the first one after it."""
    return _reach(day, day, 1, 1, beyond)


def previous_workday(day: date, *, beyond: Beyond) -> Workday:
    """Give the day itself if it is a work day, else the last one before it."""
    return _reach(day, day, 1, -1, beyond)


def add_workdays(day: date, count: int, *, beyond: Beyond) -> Workday:
    """Give the `count`-th work day after `day`, or before it if negative; `day` is never counted, 0 gives it back."""
    if count == 0:
        return Workday(day)
    step = 1 if count > 0 else -1
    return _reach(day, _step(day, step), abs(count), step, beyond)


def _reach(asked: date, day: date, count: int, step: int, beyond: Beyond) -> Workday:
    """Walk from `day` in the direction of `step`, `day` included, to the `count`-th work day."""
    provisional = False
    while True:
        works = is_workday(day)
        if works is None:
            works, provisional = _plain_week(asked, day, beyond), True
        count -= works
        if count == 0:
            return Workday(day, provisional)
        day = _step(day, step)


def _step(day: date, step: int) -> date:
    try:
        return day + step * _DAY
    except OverflowError:
        raise InvalidDate("date.range", first=MINYEAR, last=MAXYEAR) from None


def _plain_week(asked: date, day: date, beyond: Beyond) -> bool:
    if beyond == "weekends":
        return day.weekday() < _SATURDAY
    first, last = coverage()
    raise DomainError("workday.unknown", asked=asked, day=day, first=first, last=last)


@cache
def _years() -> Mapping[int, tuple[frozenset[str], frozenset[str]]]:
    """Year → (weekdays off, weekend days worked)."""
    years = {}
    for entry in OFFICIAL.replace("\n      ", " ").strip().split("\n"):
        year, _, days = entry.partition(":")
        off, _, made_up = days.partition("|")
        years[int(year)] = frozenset(off.split()), frozenset(made_up.split())
    return years

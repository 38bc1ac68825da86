"""Civil dates: strict reading, month arithmetic clamped to the month's end, months and periods as values.

Conventions 4: months are added before days and stay on the same day, clamped to the month's end (B46).
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import MAXYEAR, MINYEAR, date, time, timedelta
from typing import Literal

from attrs import frozen

from salessupport.domain.values.errors import InvalidDate, WrongType

_DATE = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})\Z")
_MONTH = re.compile(r"([0-9]{4})-(0[1-9]|1[0-2])\Z")
_QUARTER = re.compile(r"([0-9]{4})Q([1-4])\Z")
_TIME = re.compile(r"[T ]([01][0-9]|2[0-3]):([0-5][0-9])(?::([0-5][0-9]))?\Z")
_YEAR = re.compile(r"([0-9]{4})\Z")


PeriodKind = Literal["month", "quarter", "year"]
"""How long a period is."""


def parse_date(text: str) -> date:
    """Read `YYYY-MM-DD`; nothing else, not even the week dates of ISO 8601 (B41, B42)."""
    _require_text(text, "a date as YYYY-MM-DD")
    found = _DATE.match(text)
    if found is None:
        raise InvalidDate("date.invalid", value=text[:40])
    try:
        return date(*map(int, found.groups()))
    except ValueError:
        raise InvalidDate("date.invalid", value=text) from None


def _require_text(value: object, expected: str) -> None:
    if not isinstance(value, str):
        raise WrongType("type.wrong", expected=expected, kind=type(value).__name__)


def add_months(day: date, months: int) -> date:
    """Give the same day `months` later, clamped to the month's end: 31 January plus one month is 28 or 29 February."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    if not MINYEAR <= year <= MAXYEAR:
        raise InvalidDate("date.range", first=MINYEAR, last=MAXYEAR)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def days_overdue(due_on: date, as_of: date) -> int:
    """As-of date minus due date: zero on the day itself, negative before it (Conventions 4)."""
    return (as_of - due_on).days


@frozen
class Period:
    """A month, quarter or year of whole days, `first` and `last` included."""

    name: str
    first: date
    last: date

    @classmethod
    def parse(cls, text: str) -> Period:
        """Read `2026-10`, `2026Q1` or `2026`."""
        _require_text(text, "a month, quarter or year")
        if found := _MONTH.match(text):
            return cls._span(text, int(found[1]), int(found[2]), 1)
        if found := _QUARTER.match(text):
            return cls._span(text, int(found[1]), int(found[2]) * 3 - 2, 3)
        if found := _YEAR.match(text):
            return cls._span(text, int(found[1]), 1, 12)
        raise InvalidDate("period.invalid", value=text[:40])

    @classmethod
    def month(cls, text: str) -> Period:
        """Read a month, `2026-10`, and no other period."""
        _require_text(text, "a month as YYYY-MM")
        if not _MONTH.match(text):
            raise InvalidDate("month.invalid", value=text[:40])
        return cls.parse(text)

    @classmethod
    def month_of(cls, day: date) -> Period:
        """Give the month that a day lies in."""
        return cls.month(f"{day.year:04d}-{day.month:02d}")

    @classmethod
    def of(cls, kind: PeriodKind, day: date) -> Period:
        """Give the month, quarter or year that a day lies in."""
        if kind == "month":
            return cls.month_of(day)
        quarter = f"Q{(day.month + 2) // 3}" if kind == "quarter" else ""
        return cls.parse(f"{day.year:04d}{quarter}")

    @property
    def kind(self) -> PeriodKind:
        """How long it is, as its name says."""
        return "quarter" if "Q" in self.name else "month" if "-" in self.name else "year"

    @classmethod
    def _span(cls, name: str, year: int, month: int, months: int) -> Period:
        if not MINYEAR < year < MAXYEAR:  # so that the days before and after the period exist
            raise InvalidDate("period.invalid", value=name)
        first = date(year, month, 1)
        return cls(name, first, add_months(first, months) - timedelta(days=1))

    @property
    def day_before(self) -> date:
        """The last day before the period: the date of its opening balances."""
        return self.first - timedelta(days=1)

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last


@frozen
class Moment:
    """A day, with the time of day where it is known. Two moments of one day are in order only if both have a time."""

    day: date
    at: time | None = None

    @classmethod
    def parse(cls, text: str) -> Moment:
        """Read `YYYY-MM-DD`, with an optional `HH:MM` or `HH:MM:SS` behind a blank or a `T`."""
        _require_text(text, "a date as YYYY-MM-DD")
        day = parse_date(text[:10])
        if len(text) == 10:
            return cls(day)
        found = _TIME.match(text[10:])
        if found is None:
            raise InvalidDate("date.invalid", value=text[:40])
        hour, minute, second = map(int, found.groups(default="0"))
        return cls(day, time(hour, minute, second))

    def __str__(self) -> str:
        return self.day.isoformat() if self.at is None else f"{self.day.isoformat()}T{self.at.isoformat()}"

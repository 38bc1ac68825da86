"""The work-day calendar: its tables against two public libraries, and the days that are printed in our docs."""

from __future__ import annotations

from datetime import date, timedelta

import chinese_calendar
import holidays
import pytest
from chinese_calendar import constants

from salessupport.domain.values.errors import DomainError, InvalidDate
from salessupport.domain.values.workday_tables import OFFICIAL
from salessupport.domain.values.workdays import (
    Workday,
    add_workdays,
    coverage,
    is_workday,
    next_workday,
    previous_workday,
)


def every_day(first: date, last: date) -> list[date]:
    """List the days from the first to the last."""
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


class TestTables:
    def test_made_again_they_are_the_same(self) -> None:
        """The table is what the described one-off makes of chinesecalendar, year by year."""
        for entry in OFFICIAL.replace("\n      ", " ").strip().split("\n"):
            year, _, days = entry.partition(": ")
            off = [day for day in constants.holidays if day.year == int(year) and day.weekday() < 5]
            made_up = [day for day in constants.workdays if day.year == int(year) and day.weekday() >= 5]
            assert days == " | ".join(" ".join(f"{day:%m%d}" for day in sorted(each)) for each in (off, made_up))

    def test_every_covered_day_agrees_with_chinesecalendar(self) -> None:
        """On each of the 8,401 days covered the answer is chinesecalendar's."""
        days = every_day(*coverage())
        assert len(days) == 8401
        assert [day for day in days if is_workday(day) is not chinese_calendar.is_workday(day)] == []

    def test_agrees_with_holidays(self) -> None:
        """On each day of 2024 to 2026 the answer is that of the library holidays."""
        china = holidays.country_holidays("CN", years=range(2024, 2027))
        days = every_day(date(2024, 1, 1), date(2026, 12, 31))
        assert [day for day in days if is_workday(day) is not china.is_working_day(day)] == []

    def test_make_up_days_of_2026(self) -> None:
        """The weekend days worked in 2026 are the six of the notice."""
        days = every_day(date(2026, 1, 1), date(2026, 12, 31))
        worked = [f"{day:%m-%d}" for day in days if day.weekday() >= 5 and is_workday(day)]
        assert worked == ["01-04", "02-14", "02-28", "05-09", "09-20", "10-10"]


class TestReckoning:
    @pytest.mark.parametrize(
        ("day", "expected"),
        [
            (date(2026, 10, 3), date(2026, 10, 8)),
            (date(2026, 2, 14), date(2026, 2, 14)),
            (date(2026, 2, 15), date(2026, 2, 24)),
        ],
    )
    def test_next_work_day(self, day: date, expected: date) -> None:
        """The next work day passes over the holidays and stops on a make-up Saturday."""
        assert next_workday(day, beyond="raise") == Workday(expected, provisional=False)

    def test_ten_work_days(self) -> None:
        """Ten work days after 24 September 2026 is 15 October, the make-up Saturday counted."""
        assert add_workdays(date(2026, 9, 24), 10, beyond="raise") == Workday(date(2026, 10, 15))
        assert add_workdays(date(2026, 10, 15), -10, beyond="raise") == Workday(date(2026, 9, 24))

    def test_previous_work_day(self) -> None:
        """The work day before the National Day holidays of 2026 is 30 September."""
        assert previous_workday(date(2026, 10, 5), beyond="raise").day == date(2026, 9, 30)

    def test_none_counted_is_the_day(self) -> None:
        """No work days after a day is that day, even a day off."""
        assert add_workdays(date(2026, 10, 1), 0, beyond="raise") == Workday(date(2026, 10, 1))


class TestBeyondCoverage:
    def test_one_day_is_unknown(self) -> None:
        """Nobody knows yet whether 2027 begins with a day off."""
        assert is_workday(date(2027, 1, 1)) is None
        assert is_workday(date(2003, 12, 31)) is None

    def test_weekends_are_provisional(self) -> None:
        """Ten work days after 30 December 2026 are reckoned by the plain week, and the answer says so."""
        assert add_workdays(date(2026, 12, 30), 10, beyond="weekends") == Workday(date(2027, 1, 13), provisional=True)

    def test_refusal_names_the_days(self) -> None:
        """The refusal names the day without calendar and the days covered."""
        with pytest.raises(DomainError) as caught:
            next_workday(date(2027, 1, 1), beyond="raise")
        assert "2027-01-01" in caught.value.message("en")
        assert "2004-01-01 to 2026-12-31" in caught.value.message("en")

    def test_end_of_the_calendar(self) -> None:
        """Work days beyond the year 9999 are `date.range`, not a bare OverflowError."""
        with pytest.raises(InvalidDate, match=r"date\.range"):
            add_workdays(date(9999, 12, 20), 30, beyond="weekends")

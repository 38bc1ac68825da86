"""Laws of dates, periods, moments and the work-day calendar, which is held against two public libraries."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from itertools import pairwise

import chinese_calendar
import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from salessupport.domain.values.dates import Moment, Period, add_months, days_overdue, parse_date
from salessupport.domain.values.errors import DomainError, InvalidDate
from salessupport.domain.values.workdays import (
    add_workdays,
    coverage,
    is_workday,
    next_workday,
    previous_workday,
)

DAYS = st.dates()
OFFICE_DAYS = st.dates(date(1990, 1, 1), date(2060, 12, 31))
COVERED = st.dates(date(2005, 1, 1), date(2025, 12, 31))
DAY = timedelta(days=1)


class TestReading:
    @given(DAYS)
    def test_what_is_written_reads_back(self, day: date) -> None:
        """A day reads back from its ISO text, alone and as a moment."""
        assert parse_date(day.isoformat()) == day
        assert Moment.parse(day.isoformat()) == Moment(day)

    @given(DAYS, st.times().map(lambda at: at.replace(microsecond=0)), st.sampled_from("T "))
    def test_moments_read_back(self, day: date, at: time, between: str) -> None:
        """A moment reads back from its text, with seconds or without, behind a T or a blank."""
        assert Moment.parse(str(Moment(day, at))) == Moment(day, at)
        short = f"{day.isoformat()}{between}{at.hour:02d}:{at.minute:02d}"
        assert Moment.parse(short) == Moment(day, at.replace(second=0))

    @given(st.text(max_size=30) | st.text("0123456789-T: Q", max_size=20) | st.datetimes().map(datetime.isoformat))
    @example("2026-01-01T24:00")
    @example("2026-01-01T10:00+08:00")
    @example("2026-01-01\n")
    def test_any_text_is_read_or_refused(self, text: str) -> None:
        """Text is what its reader says or InvalidDate, and what was read is written the same again."""
        for read in (parse_date, Moment.parse, Period.parse, Period.month):
            try:
                found = read(text)
            except InvalidDate:
                continue
            written = found.name if isinstance(found, Period) else str(found)
            assert written[:16].replace("T", " ") == text[:16].replace("T", " ")


class TestMonths:
    @given(OFFICE_DAYS, st.integers(-500, 500))
    def test_land_in_the_month_counted(self, day: date, months: int) -> None:
        """Adding months lands that many months away, on the same day or, if it is missing, on the month's last."""
        later = add_months(day, months)
        assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
        assert later.day == day.day or (later.day < day.day and (later + DAY).day == 1)

    @given(OFFICE_DAYS, OFFICE_DAYS, st.integers(-60, 60))
    def test_keep_the_order_of_days(self, a: date, b: date, months: int) -> None:
        """Of two days the earlier is not the later one after months are added to both."""
        assert add_months(min(a, b), months) <= add_months(max(a, b), months)

    @given(OFFICE_DAYS, OFFICE_DAYS)
    def test_overdue_counts_days(self, due_on: date, as_of: date) -> None:
        """Conventions 4: days overdue are as-of date minus due date, zero on the day."""
        assert due_on + timedelta(days=days_overdue(due_on, as_of)) == as_of


class TestPeriods:
    @given(st.integers(2, 9998))
    def test_months_and_quarters_partition_the_year(self, year: int) -> None:
        """Twelve months, and four quarters, follow each other without gap or overlap and fill the year."""
        whole = Period.parse(f"{year:04d}")
        months = [Period.parse(f"{year:04d}-{month:02d}") for month in range(1, 13)]
        quarters = [Period.parse(f"{year:04d}Q{quarter}") for quarter in range(1, 5)]
        for parts in (months, quarters):
            assert (parts[0].first, parts[-1].last) == (whole.first, whole.last)
            assert all(a.last == b.day_before for a, b in pairwise(parts))

    @given(st.dates(date(2, 1, 1), date(9998, 12, 31)))
    def test_every_day_lies_in_its_month_only(self, day: date) -> None:
        """A day lies in its month, and not in the months beside it."""
        month = Period.month_of(day)
        assert day in month
        assert month.day_before not in month
        assert month.last + DAY not in month
        assert Period.month(month.name) == month


class TestWorkdays:
    @given(st.dates(date(2004, 1, 1), date(2026, 12, 31)))
    def test_agrees_with_chinesecalendar(self, day: date) -> None:
        """A day within coverage is a work day exactly where chinesecalendar has one."""
        assert is_workday(day) is chinese_calendar.is_workday(day)

    @given(DAYS)
    def test_unknown_exactly_outside_coverage(self, day: date) -> None:
        """The answer is None exactly where no official calendar covers the day."""
        first, last = coverage()
        assert (is_workday(day) is None) is not (first <= day <= last)

    @given(COVERED)
    def test_neighbours_are_the_nearest(self, day: date) -> None:
        """The next and previous work days are work days, with none between them and the day; a work day is its own."""
        after, before = next_workday(day, beyond="raise").day, previous_workday(day, beyond="raise").day
        assert is_workday(after)
        assert is_workday(before)
        assert before <= day <= after
        assert not any(is_workday(before + DAY * n) for n in range(1, (after - before).days))
        assert (before == day == after) is is_workday(day)

    @given(COVERED, st.integers(-120, 120))
    def test_count_is_the_work_days_passed(self, day: date, count: int) -> None:
        """As many work days lie behind the day, up to the result, as were asked for."""
        assume(date(2004, 1, 1) <= day + timedelta(days=2 * count) <= date(2026, 12, 31))
        found = add_workdays(day, count, beyond="raise").day
        step = DAY if count >= 0 else -DAY
        passed = [day + step * n for n in range(1, abs((found - day).days) + 1)]
        assert sum(bool(is_workday(each)) for each in passed) == abs(count)
        assert count == 0 or is_workday(found)

    @given(COVERED, st.integers(0, 60), st.integers(0, 60))
    def test_counts_add_up(self, day: date, a: int, b: int) -> None:
        """Work days counted in two steps are those counted in one."""
        assume(day < date(2025, 1, 1))
        once = add_workdays(day, a + b, beyond="raise").day
        assert add_workdays(add_workdays(day, a, beyond="raise").day, b, beyond="raise").day == once

    @given(st.dates(date(2024, 1, 1), date(2030, 12, 31)), st.integers(-300, 300))
    def test_policy_beyond_coverage(self, day: date, count: int) -> None:
        """`weekends` always answers and says if it went beyond; `raise` refuses exactly those."""
        found = add_workdays(day, count, beyond="weekends")
        if not found.provisional:
            assert add_workdays(day, count, beyond="raise") == found
            return
        assert None in {is_workday(found.day), is_workday(day + (DAY if count > 0 else -DAY))}
        with pytest.raises(DomainError, match=r"workday\.unknown"):
            add_workdays(day, count, beyond="raise")

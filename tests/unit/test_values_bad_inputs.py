"""The catalogue of bad inputs, one test for each number (reliability §4), as far as values refuse them."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import date
from decimal import ROUND_DOWN, Context, Decimal, localcontext

import pytest

from salessupport.domain.values.dates import Moment, Period, add_months, parse_date
from salessupport.domain.values.errors import (
    CurrencyMismatch,
    InvalidDate,
    InvalidIdentifier,
    InvalidMoney,
    InvalidNumber,
    InvalidText,
    SalesSupportError,
    TooLarge,
    WrongType,
)
from salessupport.domain.values.identifiers import parse_uscc
from salessupport.domain.values.money import BOUND, Money, convert, parse_minor
from salessupport.domain.values.names import name_key, same_party
from salessupport.domain.values.quantity import decimal_text, parse_decimal, parse_quantity, parse_rate, parse_ratio
from salessupport.domain.values.split import split
from salessupport.domain.values.text import check_text, mojibake_sample


def code_of(kind: type[SalesSupportError], act: Callable[[], object]) -> str:
    """Do what must be refused with exactly this type, and give the code; its texts must be writable."""
    with pytest.raises(kind) as caught:
        act()
    assert type(caught.value) is kind
    assert caught.value.outcome == "NOT_DONE"
    assert caught.value.message("zh_CN") != caught.value.message("en")
    return caught.value.code


def parsing(text: str, currency: str = "CNY") -> Callable[[], object]:
    """Read an amount later."""
    return lambda: Money.parse(text, currency)


def shortest_time(act: Callable[[], object]) -> float:
    """Give the seconds of the fastest of five refusals."""
    runs = []
    for _ in range(5):
        start = time.perf_counter()
        with pytest.raises(SalesSupportError):
            act()
        runs.append(time.perf_counter() - start)
    return min(runs)


class TestMoney:
    def test_float(self) -> None:
        """B1: a float is no amount."""
        assert code_of(InvalidMoney, lambda: Money(0.1, "CNY")) == "money.float"  # type: ignore[arg-type]
        assert code_of(InvalidMoney, lambda: Money.parse(0.1, "CNY")) == "money.float"  # type: ignore[arg-type]
        assert code_of(InvalidMoney, lambda: Money(Decimal(1), "CNY")) == "money.type"  # type: ignore[arg-type]
        assert code_of(InvalidMoney, lambda: Money.parse(1, "CNY")) == "money.type"  # type: ignore[arg-type]

    def test_bool(self) -> None:
        """B2: a truth value is no amount."""
        assert code_of(InvalidMoney, lambda: Money(True, "CNY")) == "money.bool"

    @pytest.mark.parametrize("text", ["NaN", "sNaN", "nan123", "Infinity", "-inf", " NaN "])
    def test_not_finite(self, text: str) -> None:
        """B3: what is not finite is named so."""
        assert code_of(InvalidMoney, parsing(text)) == "money.not_finite"

    @pytest.mark.parametrize("text", ["1e5", "1E5", "1.5e-3", "-1e+2"])
    def test_exponent(self, text: str) -> None:
        """B4: an exponent is named so."""
        assert code_of(InvalidMoney, parsing(text)) == "money.exponent"

    @pytest.mark.parametrize("text", ["1_000", "", " ", "-", ".", ".5", "1.", "+1", "1 ", "1\n", "−1", "0x10", "1.2.3"])
    def test_underscore_and_other_forms(self, text: str) -> None:
        """B5: what Python's own readers take but no clerk writes is not well formed."""
        assert code_of(InvalidMoney, parsing(text)) == "money.format"

    def test_full_width(self) -> None:
        """B6: full-width digits need `normalize_width`."""
        assert code_of(InvalidMoney, parsing("１２.５")) == "money.format"
        assert Money.parse("１２.５", "CNY", normalize_width=True) == Money(1250, "CNY")

    @pytest.mark.parametrize("text", ["1,23.4", ",123", "1234,567", "1,234,56", "1,,234"])
    def test_grouping(self, text: str) -> None:
        """B7: commas need `grouping`, and then stand between thousands only."""
        assert code_of(InvalidMoney, parsing("1,234.5")) == "money.format"
        assert Money.parse("-1,234.5", "CNY", grouping=True) == Money(-123450, "CNY")
        assert code_of(InvalidMoney, lambda: Money.parse(text, "CNY", grouping=True)) == "money.format"

    def test_scale(self) -> None:
        """B8: more decimals than the currency has are refused, never rounded, not even zeros."""
        assert code_of(InvalidMoney, parsing("0.005")) == "money.scale"
        assert code_of(InvalidMoney, parsing("0.100")) == "money.scale"

    def test_negative_zero(self) -> None:
        """B9: -0.00 is zero and prints so."""
        assert Money.parse("-0.00", "CNY") == Money.zero("CNY")
        assert str(Money.parse("-0.00", "CNY")) == "0.00"

    def test_range(self) -> None:
        """B10: 10^15 minor units are out of range, one less is not, in reading, making and converting."""
        assert code_of(InvalidMoney, lambda: Money(BOUND, "CNY")) == "money.range"
        assert code_of(InvalidMoney, lambda: Money(-BOUND, "CNY")) == "money.range"
        assert code_of(InvalidMoney, parsing("10000000000000.00")) == "money.range"
        assert code_of(InvalidMoney, lambda: parse_minor("10000000000000.00", "CNY")) == "money.range"
        assert parse_minor("0009999999999999.99", "CNY") == BOUND - 1
        assert code_of(InvalidMoney, lambda: convert(Money(BOUND - 1, "CNY"), Decimal(2), "USD")) == "money.range"
        assert Money.parse("-9999999999999.99", "CNY").minor == 1 - BOUND

    def test_five_thousand_nines(self) -> None:
        """B11: 5,000 digits are out of range, in under a millisecond, since no number is made of them."""
        assert code_of(InvalidMoney, parsing("9" * 5000)) == "money.range"
        assert shortest_time(parsing("9" * 5000)) < 0.001

    def test_huge_exponent(self) -> None:
        """B12: an exponent of three million is refused in under a millisecond, since no number is made of it."""
        assert code_of(InvalidMoney, parsing("1e3000000")) == "money.exponent"
        assert shortest_time(parsing("1e3000000")) < 0.001

    def test_two_currencies(self) -> None:
        """B13: yuan and dollars are never added."""
        assert code_of(CurrencyMismatch, lambda: Money(1, "CNY") + Money(1, "USD")) == "currency.mismatch"
        assert code_of(InvalidMoney, lambda: Money(1, "CNY") + 1) == "money.type"  # type: ignore[operator]

    def test_unknown_currency(self) -> None:
        """B14: RMB is no ISO code, and the text says which is."""
        with pytest.raises(InvalidMoney) as caught:
            Money(1, "RMB")
        assert caught.value.code == "currency.unknown"
        assert "did you mean CNY?" in caught.value.message("en")
        assert "是否为 CNY" in caught.value.message("zh_CN")
        assert code_of(InvalidMoney, parsing("1", "cny")) == "currency.unknown"
        assert code_of(InvalidMoney, lambda: Money(1, None)) == "currency.unknown"  # type: ignore[arg-type]

    def test_yen_has_no_decimals(self) -> None:
        """B15: 1.5 yen are refused, 1.5 dinars are 1,500 fils."""
        assert code_of(InvalidMoney, parsing("1.5", "JPY")) == "money.scale"
        assert Money.parse("1.5", "KWD").minor == 1500

    def test_weights_of_nothing(self) -> None:
        """B16: weights (0, 0) cannot split."""
        assert code_of(InvalidMoney, lambda: split(100, [0, 0])) == "allocate.zero_weights"

    def test_negative_weight(self) -> None:
        """B17: a negative weight cannot split, not even a very small one."""
        assert code_of(InvalidMoney, lambda: split(100, [2, Decimal("-1e-9")])) == "allocate.negative_weight"

    def test_one_fen_in_three(self) -> None:
        """B18: one fen in three equal parts goes to the first."""
        assert split(1, [1, 1, 1]) == [1, 0, 0]
        assert split(-1, [1, 1, 1]) == [-1, 0, 0]

    def test_tax_rate_in_percent(self) -> None:
        """B19: 13 is no ratio; 0.13 and 13% are."""
        assert code_of(InvalidNumber, lambda: parse_ratio("13")) == "rate.range"
        assert code_of(InvalidNumber, lambda: parse_ratio("-1%")) == "rate.range"
        assert parse_ratio("13%") == parse_ratio("0.13") == Decimal("0.13")
        assert (parse_ratio("0"), parse_ratio("100%")) == (0, 1)

    def test_callers_context(self) -> None:
        """B20: precision 3 and rounding down in the caller's context change no amount, ratio or quantity."""
        with localcontext(Context(prec=3, rounding=ROUND_DOWN)):
            assert Money.parse("123456.78", "CNY").times(Decimal("1.00005")).minor == 12346295
            assert str(parse_decimal("123456.789012")) == "123456.789012"
            assert str(parse_ratio("12.3456%")) == "0.123456"
            assert split(10_000_007, [Decimal("0.33333"), Decimal("0.66667")]) == [3333302, 6666705]


class TestNumbers:
    @pytest.mark.parametrize("text", ["", "1e5", "NaN", "1_0", "１", "1,000", "1" * 19, "0." + "1" * 13, "+1", " 1"])
    def test_not_plain(self, text: str) -> None:
        """A quantity is plain decimal text and nothing else."""
        for read in (parse_decimal, parse_quantity, parse_rate, parse_ratio):
            assert code_of(InvalidNumber, lambda read=read: read(text)) == "number.invalid"  # type: ignore[misc]

    def test_wrong_kinds(self) -> None:
        """B23, B24: a float or a truth value is no quantity."""
        for value in (1.9, True, None, 3):
            assert code_of(WrongType, lambda value=value: parse_quantity(value)) == "type.wrong"  # type: ignore[misc]
            assert code_of(WrongType, lambda value=value: parse_ratio(value)) == "type.wrong"  # type: ignore[misc]

    @pytest.mark.parametrize(
        ("text", "written"),
        [("1.50", "1.5"), ("100", "100"), ("0.000", "0"), ("-0.10", "-0.1"), ("7.000000000001",) * 2],
    )
    def test_written_plainly(self, text: str, written: str) -> None:
        """A number is written without exponent and without zeros at its end, and reads back equal."""
        assert decimal_text(parse_decimal(text)) == written
        assert decimal_text(Decimal("1E+3")) == "1000"

    def test_signs(self) -> None:
        """Quantities are zero or more and never -0; rates are above zero."""
        assert code_of(InvalidNumber, lambda: parse_quantity("-1")) == "number.range"
        assert code_of(InvalidNumber, lambda: parse_rate("0")) == "number.range"
        assert not parse_quantity("-0.0").is_signed()
        assert parse_rate("7.1234") == Decimal("7.1234")


class TestTexts:
    def test_lone_surrogate(self) -> None:
        """B33: half a surrogate pair is refused with its place."""
        assert code_of(InvalidText, lambda: check_text("a\ud800")) == "text.surrogate"

    @pytest.mark.parametrize("text", ["關(guān)聯(lián)", "銷(xiāo)售", "上海（hǎi）"])
    def test_mojibake(self, text: str) -> None:
        """B36: garbled text of the common kind is accepted and suspected."""
        check_text(text)
        sample = mojibake_sample(text)
        assert sample is not None
        assert sample in text

    @pytest.mark.parametrize(
        ("text", "code_point", "position"),
        [("上海\u200b东今", "U+200B", 3), ("\u202e", "U+202E", 1), ("ab\x00", "U+0000", 3), ("\ufeffa", "U+FEFF", 1)],
    )
    def test_zero_width_and_direction(self, text: str, code_point: str, position: int) -> None:
        """B37: an invisible character is refused with its code point and position."""
        with pytest.raises(InvalidText) as caught:
            check_text(text)
        assert caught.value.code == "text.control"
        assert dict(caught.value.context) == {"code_point": code_point, "position": position}
        for language in ("zh_CN", "en"):
            assert code_point in caught.value.message(language)

    def test_trailing_blank_in_a_name(self) -> None:
        """B38: a trailing blank makes no other customer: the keys are equal, the names stay two."""
        assert name_key("上海东今 ") == name_key("上海东今")
        assert same_party("上海东今 ", "上海东今")

    def test_very_long(self) -> None:
        """B39: 10,001 characters are too many, 10,000 are not."""
        check_text("名" * 10_000)
        assert code_of(TooLarge, lambda: check_text("名" * 10_001)) == "text.too_long"

    @pytest.mark.parametrize(
        ("text", "code", "position"),
        [
            ("9144030070846113XT", "uscc.check", 18),
            ("91440300708461136t", "uscc.character", 18),
            ("9144O300708461136T", "uscc.character", 5),
            ("91A40300708461136T", "uscc.character", 3),
            ("9144030A708461136T", "uscc.character", 8),
            ("91440300I08461136T", "uscc.character", 9),
            ("9144030070846113VT", "uscc.character", 17),
            ("S1440300708461136T", "uscc.character", 1),
            ("Z1440300708461136T", "uscc.character", 1),
            ("９1440300708461136T", "uscc.character", 1),
            ("91440300708461136", "uscc.length", 18),
            ("91440300708461136T0", "uscc.length", 19),
            ("", "uscc.length", 1),
        ],
    )
    def test_credit_codes(self, text: str, code: str, position: int) -> None:
        """B40: a wrong check, lower case, or a letter that is not used is refused with its position."""
        with pytest.raises(InvalidIdentifier) as caught:
            parse_uscc(text)
        assert (caught.value.code, caught.value.context["position"]) == (code, position)


class TestDates:
    @pytest.mark.parametrize("text", ["2026-02-30", "2025-02-29", "2026-13-01", "2026-00-10", "0000-01-01"])
    def test_no_such_day(self, text: str) -> None:
        """B41: a day that is not in the calendar is refused."""
        assert code_of(InvalidDate, lambda: parse_date(text)) == "date.invalid"

    @pytest.mark.parametrize(
        "text", ["2026-W01-1", "20260101", "2026-1-1", "２０２６-01-01", "2026/01/01", "2026-01-01 "]
    )
    def test_other_forms(self, text: str) -> None:
        """B42: week dates and other forms are refused, whatever `date.fromisoformat` takes."""
        assert code_of(InvalidDate, lambda: parse_date(text)) == "date.invalid"

    @pytest.mark.parametrize("value", [date(2026, 1, 1), 46023, None, b"2026-01-01"])
    def test_no_text(self, value: str) -> None:
        """What is no text is WrongType, in every reader of dates."""
        for read in (parse_date, Moment.parse, Period.parse, Period.month):
            assert code_of(WrongType, lambda read=read: read(value)) == "type.wrong"  # type: ignore[misc]

    @pytest.mark.parametrize(
        ("day", "months", "expected"),
        [
            (date(2024, 2, 29), 12, date(2025, 2, 28)),
            (date(2024, 2, 29), 48, date(2028, 2, 29)),
            (date(2026, 1, 31), 1, date(2026, 2, 28)),
            (date(2026, 3, 31), -1, date(2026, 2, 28)),
            (date(2026, 8, 31), 6, date(2027, 2, 28)),
            (date(2026, 12, 15), 1, date(2027, 1, 15)),
        ],
    )
    def test_leap_days_and_month_ends(self, day: date, months: int, expected: date) -> None:
        """B46: a month or year later is the same day, clamped to the month's end."""
        assert add_months(day, months) == expected

    def test_beyond_the_calendar(self) -> None:
        """Months that leave the years 1 to 9999 are `date.range`, not a bare ValueError."""
        assert code_of(InvalidDate, lambda: add_months(date(9999, 12, 1), 1)) == "date.range"
        assert code_of(InvalidDate, lambda: add_months(date(1, 1, 1), -1)) == "date.range"
        for text in ("0001-01", "9999", "9999Q4", "0000-01"):
            assert code_of(InvalidDate, lambda text=text: Period.parse(text)) == "period.invalid"  # type: ignore[misc]

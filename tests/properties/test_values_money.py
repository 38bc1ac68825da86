"""Laws of money: reading and writing, adding, comparing, multiplying and converting exactly."""

from __future__ import annotations

import pickle
from decimal import ROUND_DOWN, Context, Decimal, localcontext
from fractions import Fraction

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from salessupport.domain.values.currency import digits_of, known_currencies
from salessupport.domain.values.errors import CurrencyMismatch, InvalidMoney, SalesSupportError
from salessupport.domain.values.money import BOUND, Money, convert, format_minor, parse_minor, total
from salessupport.domain.values.split import rounded

CURRENCIES = st.sampled_from(["CNY", "JPY", "KWD"]) | st.sampled_from(known_currencies())
EDGES = st.sampled_from([0, 1, 9, 10, 99, 100, 101, 999, 1000, BOUND - 1])
MINORS = st.one_of(EDGES, EDGES.map(int.__neg__), st.integers(1 - BOUND, BOUND - 1))
SMALL = st.integers(-(10**12), 10**12)
FACTORS = st.decimals(-1000, 1000, places=6)
RATES = st.decimals("0.000001", 1000, places=6)


class TestReadingAndWriting:
    @given(MINORS, CURRENCIES)
    @example(-5, "CNY")
    @example(-5, "KWD")
    @example(5, "JPY")
    def test_what_is_written_reads_back(self, minor: int, currency: str) -> None:
        """Reading the text of an amount gives the amount, in a currency of any number of digits."""
        assert Money.parse(str(Money(minor, currency)), currency) == Money(minor, currency)

    @given(MINORS, CURRENCIES)
    def test_text_is_worth_the_amount(self, minor: int, currency: str) -> None:
        """The text, read as a rational number, is the minor units over the currency's power of ten, and never -0."""
        text = format_minor(minor, currency)
        assert Fraction(text) == Fraction(minor, 10 ** digits_of(currency))
        assert len(text.partition(".")[2]) == digits_of(currency)
        assert minor != 0 or not text.startswith("-")

    @given(MINORS, CURRENCIES)
    def test_grouped_text_reads_the_same(self, minor: int, currency: str) -> None:
        """With `grouping`, commas between thousands change nothing; full-width digits do not with `normalize_width`."""
        whole, point, rest = format_minor(minor, currency).partition(".")
        grouped = f"{int(whole):,}" if int(whole) else whole
        assert parse_minor(grouped + point + rest, currency, grouping=True) == minor
        wide = (whole + point + rest).translate({ord(c): ord(c) + 0xFEE0 for c in "0123456789.-"})
        assert parse_minor(wide, currency, normalize_width=True) == minor

    @given(
        st.text() | st.text("0123456789.,-+eE_ ０１NaInf\u0660", max_size=25), CURRENCIES, st.booleans(), st.booleans()
    )
    @example("1" * 5000, "CNY", False, False)
    @example("²", "CNY", False, True)
    def test_any_text_is_read_or_refused(self, text: str, currency: str, grouping: bool, width: bool) -> None:
        """Text is an amount or InvalidMoney, and nothing else."""
        try:
            read = Money.parse(text, currency, grouping=grouping, normalize_width=width)
        except InvalidMoney:
            return
        assert Money.parse(str(read), currency) == read

    @given(MINORS, CURRENCIES)
    def test_pickles(self, minor: int, currency: str) -> None:
        """An amount survives pickling, equal and with an equal hash."""
        amount = Money(minor, currency)
        again = pickle.loads(pickle.dumps(amount))
        assert (again, hash(again)) == (amount, hash(amount))


class TestAdding:
    @given(SMALL, SMALL, SMALL)
    def test_is_a_group(self, a: int, b: int, c: int) -> None:
        """Adding is associative and commutative, zero changes nothing, and taking away undoes it."""
        x, y, z = Money(a, "CNY"), Money(b, "CNY"), Money(c, "CNY")
        assert (x + y) + z == x + (y + z)
        assert x + y == y + x
        assert x + Money.zero("CNY") == x
        assert x + y - y == x
        assert x - x == Money.zero("CNY")
        assert x.__neg__().__neg__() == x
        assert x - y == x + -y

    @given(st.lists(SMALL, max_size=8))
    def test_total_adds_up(self, minors: list[int]) -> None:
        """A total is the sum of its minor units; of nothing it is zero."""
        assert total((Money(minor, "CNY") for minor in minors), "CNY") == Money(sum(minors), "CNY")

    @given(MINORS, MINORS)
    def test_sum_leaves_no_range(self, a: int, b: int) -> None:
        """A sum outside the bound is `money.range`, never a wrapped or rounded number."""
        if abs(a + b) < BOUND:
            assert (Money(a, "CNY") + Money(b, "CNY")).minor == a + b
        else:
            with pytest.raises(InvalidMoney, match=r"money\.range"):
                Money(a, "CNY") + Money(b, "CNY")

    @given(SMALL, SMALL)
    def test_order_is_that_of_minor_units(self, a: int, b: int) -> None:
        """Comparing amounts of one currency compares their minor units, and only no money is false."""
        x, y = Money(a, "CNY"), Money(b, "CNY")
        assert (x < y, x <= y, x > y, x >= y, x == y) == (a < b, a <= b, a > b, a >= b, a == b)
        assert bool(x) is (a != 0)

    @given(SMALL, SMALL, CURRENCIES, CURRENCIES)
    def test_two_currencies_never_meet(self, a: int, b: int, left: str, right: str) -> None:
        """B13: adding, subtracting and ordering two currencies is CurrencyMismatch; equal they are never."""
        assume(left != right)
        x, y = Money(a, left), Money(b, right)
        for meet in (lambda: x + y, lambda: x - y, lambda: x < y, lambda: x <= y, lambda: total([y], left)):
            with pytest.raises(CurrencyMismatch):
                meet()
        assert x != y


class TestMultiplying:
    @given(st.integers(-(10**6), 10**6), st.integers(1, 10**4))
    @example(1, 2)
    @example(-1, 2)
    def test_rounds_half_away_from_zero(self, numerator: int, denominator: int) -> None:
        """Conventions 1: the result is the nearest whole number, on a tie the one further from zero."""
        exact, result = Fraction(numerator, denominator), rounded(numerator, denominator)
        assert abs(result - exact) <= Fraction(1, 2)
        if abs(result - exact) == Fraction(1, 2):
            assert abs(result) > abs(exact)
        assert rounded(-numerator, denominator) == -result

    @given(st.integers(-(10**9), 10**9), FACTORS)
    def test_is_exact_then_rounded_once(self, minor: int, factor: Decimal) -> None:
        """An amount times a factor is the exact rational product, rounded once."""
        exact = Fraction(factor) * minor
        assert Money(minor, "CNY").times(factor).minor == rounded(exact.numerator, exact.denominator)

    @given(st.integers(-(10**8), 10**8), RATES, st.sampled_from(["CNY", "JPY", "KWD"]), st.sampled_from(["CNY", "JPY"]))
    def test_converting_minds_both_units(self, minor: int, rate: Decimal, source: str, target: str) -> None:
        """Converting multiplies major units by the rate and rounds once to the target's minor unit."""
        exact = Fraction(minor, 10 ** digits_of(source)) * Fraction(rate) * 10 ** digits_of(target)
        assert convert(Money(minor, source), rate, target).minor == rounded(exact.numerator, exact.denominator)

    @given(MINORS, st.floats() | st.sampled_from([Decimal("NaN"), Decimal("Infinity"), Decimal("sNaN")]))
    def test_inexact_factors_are_refused(self, minor: int, factor: Decimal) -> None:
        """A float, NaN or infinity as factor or rate is a typed error, never a number."""
        with pytest.raises(SalesSupportError):
            Money(minor, "CNY").times(factor)
        with pytest.raises(SalesSupportError):
            convert(Money(minor, "CNY"), factor, "USD")


class TestCallersContext:
    @given(MINORS, st.integers(-(10**9), 10**9), FACTORS, RATES)
    def test_changes_nothing(self, minor: int, small: int, factor: Decimal, rate: Decimal) -> None:
        """B20: precision 3 and rounding down in the caller's decimal context leave every result as it was."""
        weights = [abs(factor), rate, 3]

        def results() -> list[object]:
            amount = Money(small, "CNY")
            parts = amount.split(weights)
            return [str(Money(minor, "CNY")), amount.times(factor), convert(amount, rate, "JPY"), parts]

        plain = results()
        with localcontext(Context(prec=3, rounding=ROUND_DOWN)):
            assert results() == plain

"""Laws of amounts in Chinese capital words."""

from __future__ import annotations

from contextlib import suppress
from decimal import Decimal

import cn2an
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from salessupport.domain.values.errors import InvalidMoney
from salessupport.domain.values.money import BOUND, Money
from salessupport.domain.values.words import ZeroStyle, amount_in_words, parse_words

MINORS = (
    st.integers(1 - BOUND, BOUND - 1)
    | st.integers(-(10**9), 10**9)
    | st.builds(lambda digits: int("".join(digits)), st.lists(st.sampled_from("000005"), min_size=1, max_size=15))
)
STYLES: st.SearchStrategy[ZeroStyle] = st.sampled_from(["full", "short"])


class TestRoundTrip:
    @given(MINORS, STYLES)
    @example(10700053, "full")
    @example(0, "full")
    @example(1, "short")
    def test_what_is_written_reads_back(self, minor: int, zeros: ZeroStyle) -> None:
        """Reading the words of an amount gives the amount, in either style of zeros."""
        amount = Money(minor, "CNY")
        assert parse_words(amount_in_words(amount, zeros=zeros)) == amount

    @given(MINORS, MINORS, STYLES, STYLES)
    def test_different_amounts_have_different_words(self, one: int, two: int, a: ZeroStyle, b: ZeroStyle) -> None:
        """Two amounts never share their words, whatever the styles."""
        same = amount_in_words(Money(one, "CNY"), zeros=a) == amount_in_words(Money(two, "CNY"), zeros=b)
        assert not same or one == two

    @given(MINORS)
    def test_short_only_leaves_zeros_out(self, minor: int) -> None:
        """The two styles differ in 零 alone."""
        full, short = (amount_in_words(Money(minor, "CNY"), zeros=zeros) for zeros in ("full", "short"))
        assert full.replace("零", "") == short.replace("零", "")
        assert len(short) <= len(full) <= len(short) + 1

    @given(MINORS, st.data())
    def test_a_slip_is_never_read_as_another_writing(self, minor: int, data: st.DataObject) -> None:
        """A text with one character left out is refused or is the proper writing of another amount, never tolerated."""
        text = amount_in_words(Money(minor, "CNY"))
        cut = data.draw(st.integers(0, len(text) - 1))
        slip = text[:cut] + text[cut + 1 :]
        try:
            read = parse_words(slip)
        except InvalidMoney:
            return
        forms = {amount_in_words(read, zeros="full"), amount_in_words(read, zeros="short")}
        assert slip.replace("零", "") in {form.replace("零", "") for form in forms}


class TestOracle:
    @given(st.integers(0, 10**14))
    @example(10001000700000)
    def test_short_agrees_with_cn2an(self, minor: int) -> None:
        """Inside its safe domain (exact decimals of two places, below 10^12 yuan) cn2an writes the same words."""
        exact = Decimal(minor).scaleb(-2)
        assert amount_in_words(Money(minor, "CNY"), zeros="short") == cn2an.an2cn(exact, "rmb")


class TestRefusal:
    @given(st.text(max_size=80) | st.text("零壹贰玖仟佰拾万亿元角分整负", max_size=30))
    def test_any_text_is_read_or_refused(self, text: str) -> None:
        """A text is an amount in words or an error of words or range, and nothing else happens."""
        with suppress(InvalidMoney):
            assert parse_words(text).currency == "CNY"

    @given(st.sampled_from(["USD", "JPY", "KWD", "HKD"]), MINORS)
    def test_other_currencies_are_refused(self, currency: str, minor: int) -> None:
        """Only CNY has capital words."""
        with pytest.raises(InvalidMoney) as caught:
            amount_in_words(Money(minor, currency))
        assert caught.value.code == "words.currency"

"""The strict converter: what is coerced elsewhere is refused here, every fault at once and at its place (B20-B33)."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal, getcontext
from enum import Enum
from pathlib import Path
from typing import Any, Literal

import pytest
from attrs import field, frozen
from hypothesis import given
from hypothesis import strategies as st

from salessupport.domain.facts import Receipt
from salessupport.domain.values.dates import Moment, Period
from salessupport.domain.values.errors import ValidationReport
from salessupport.domain.values.money import Money, SignedMoney
from salessupport.domain.values.quantity import ExchangeRate, Quantity, Ratio, SignedQuantity
from salessupport.runtime.converter import StrictConverter
from salessupport.spi.errors import ContractViolation, SecretExposure
from salessupport.spi.secret import Secret

CONVERTER = StrictConverter()


class Kind(Enum):
    BLUE = "blue"
    RED = "red"


@frozen
class Line:
    qty: int
    text: str = ""
    from_: str = ""


@frozen
class Document:
    paid: bool
    lines: tuple[Line, ...] = ()


@frozen
class Everything:
    text: str
    whole: int
    number: Decimal
    quantity: Quantity
    change: SignedQuantity
    ratio: Ratio
    rate: ExchangeRate
    amount: Money
    difference: SignedMoney
    day: date
    at: datetime
    wait: timedelta
    moment: Moment
    period: Period
    kind: Kind
    choice: Literal["a", 1]
    folder: Path
    line: Line
    maybe: Line | None
    names: tuple[str, ...]
    pair: tuple[int, str]
    words: list[str]
    amounts: Mapping[str, Money]
    anything: object


@frozen
class Account:
    name: str
    token: Secret


@frozen
class Inexact:
    share: float


@frozen
class Within:
    things: tuple[Inexact, ...]


@frozen
class Even:
    count: int = field()

    @count.validator
    def _even(self, _attribute: Any, value: int) -> None:
        if value % 2:
            raise ValueError(f"odd: call 13800138000 about {value}")


PLAIN = {
    "text": "上海东今", "whole": 3, "number": "-1.5", "quantity": "2", "change": "-2", "ratio": "0.13", "rate": "7.1",
    "amount": {"amount": "1.50", "currency": "CNY"}, "difference": {"amount": "-3", "currency": "JPY"},
    "day": "2026-10-01", "at": "2026-10-01T08:00:00+08:00", "wait": "90s", "moment": "2026-10-01T08:30:00",
    "period": "2026Q1", "kind": "red", "choice": 1, "folder": "books", "line": {"qty": 1, "text": "", "from": "a"},
    "maybe": None, "names": ["a", "b"], "pair": [1, "x"], "words": ["w"],
    "amounts": {"CON-1": {"amount": "2.00", "currency": "USD"}}, "anything": {"free": [1, None]},
}  # fmt: skip


def faults(value: object, kind: type[object]) -> list[tuple[str, str]]:
    """Give the place and code of every fault of one report."""
    with pytest.raises(ValidationReport) as raised:
        CONVERTER.structure(value, kind)
    return [(str(finding.place), finding.code) for finding in raised.value.findings]


class TestReads:
    def test_every_kind(self) -> None:
        """Each kind of field is read from its plain form."""
        made = CONVERTER.structure(PLAIN, Everything)
        assert (made.number, made.ratio, made.amount) == (Decimal("-1.5"), Decimal("0.13"), Money(150, "CNY"))
        assert (made.difference, made.kind, made.choice, made.pair) == (Money(-3, "JPY"), Kind.RED, 1, (1, "x"))
        assert made.at == datetime(2026, 10, 1, tzinfo=UTC)
        assert (made.wait, made.maybe, made.names) == (timedelta(seconds=90), None, ("a", "b"))
        assert made.line == Line(1, from_="a")
        assert made.amounts == {"CON-1": Money(200, "USD")}

    def test_and_back(self) -> None:
        """What was read is written as plain JSON that reads the same."""
        made = CONVERTER.structure(PLAIN, Everything)
        written = json.loads(json.dumps(CONVERTER.unstructure(made)))
        assert {**written, "wait": "90s"} == PLAIN
        assert CONVERTER.structure(written, Everything) == made

    def test_a_fact(self) -> None:
        """A row of the books is read like any other class."""
        plain = {"id": "R-1", "received_on": "2026-10-01", "amount": {"amount": "10.00", "currency": "CNY"}}
        assert CONVERTER.structure(plain, Receipt) == Receipt(
            id="R-1", received_on=date(2026, 10, 1), amount=Money(1000, "CNY")
        )

    @given(st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-(10**15), max_value=10**15))
    def test_numbers_of_json(self, number: Decimal) -> None:
        """An exact number of strict JSON is the same decimal as its text."""
        assert CONVERTER.structure(number, Decimal) == CONVERTER.structure(format(number, "f"), Decimal) == number

    @given(st.integers(min_value=-(10**15) + 1, max_value=10**15 - 1), st.sampled_from(["CNY", "JPY", "KWD"]))
    def test_money_and_back(self, minor: int, currency: str) -> None:
        """Every amount survives, below zero only where the field says so."""
        plain = CONVERTER.unstructure(Money(minor, currency))
        assert CONVERTER.structure(plain, SignedMoney) == Money(minor, currency)

    @given(st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=10**6)))
    def test_spans_and_back(self, span: timedelta) -> None:
        """A length of time survives to the millisecond."""
        whole = span // timedelta(milliseconds=1) * timedelta(milliseconds=1)
        if whole // timedelta(milliseconds=1) < 10**9:
            assert CONVERTER.structure(CONVERTER.unstructure(whole), timedelta) == whole

    def test_whatever_the_callers_context(self) -> None:
        """Settings of the caller's thread change nothing (B20)."""
        before = getcontext().prec
        try:
            getcontext().prec = 3
            assert CONVERTER.structure("123456.789", Decimal) == Decimal("123456.789")
        finally:
            getcontext().prec = before


class TestRefuses:
    @pytest.mark.parametrize(
        ("value", "kind", "code"),
        [
            ("false", bool, "type.wrong"), (0, bool, "type.wrong"), (1, bool, "type.wrong"),
            (None, str, "type.wrong"), (1, str, "type.wrong"), (b"a", str, "type.wrong"),
            ("a\ud800", str, "text.surrogate"),
            (1.9, int, "type.wrong"), (True, int, "type.wrong"), ("1_0", int, "type.wrong"),
            ("１２", int, "type.wrong"),
            (Decimal(1), int, "type.wrong"), (10**18, int, "number.range"),
            (0.1, Decimal, "type.wrong"), (True, Decimal, "type.wrong"), ("1e5", Decimal, "number.invalid"),
            ("NaN", Decimal, "number.invalid"), (Decimal("NaN"), Decimal, "money.not_finite"),
            (Decimal("1e300000"), Decimal, "number.invalid"), (Decimal("-Infinity"), Decimal, "money.not_finite"),
            ("-1", Quantity, "number.range"), ("13", Ratio, "rate.range"), ("0", ExchangeRate, "number.range"),
            ("1.00", Money, "type.wrong"), ({"amount": 1.5, "currency": "CNY"}, Money, "money.float"),
            ({"amount": True, "currency": "CNY"}, Money, "money.bool"),
            ({"amount": "0.005", "currency": "CNY"}, Money, "money.scale"),
            ({"amount": "-1", "currency": "CNY"}, Money, "money.negative"),
            ({"amount": "1", "currency": "RMB"}, Money, "currency.unknown"),
            ({"amount": "1"}, Money, "field.missing"),
            ({"amount": "1", "currency": "CNY", "unit": "x"}, Money, "field.unknown"),
            ("2026-02-30", date, "date.invalid"), ("2026-W01-1", date, "date.invalid"), (20260101, date, "type.wrong"),
            (datetime(2026, 1, 1, tzinfo=UTC), date, "type.wrong"),
            ("2026-10-01T08:00:00", datetime, "instant.invalid"), ("2026-10-01", datetime, "instant.invalid"),
            (datetime(2026, 1, 1), datetime, "instant.invalid"),  # noqa: DTZ001
            ("2026-02-30T08:00:00Z", datetime, "instant.invalid"), (30, timedelta, "type.wrong"),
            ("-3s", timedelta, "span.invalid"), ("3", timedelta, "span.invalid"),
            ("1000000000d", timedelta, "span.invalid"), ("2026-13", Period, "period.invalid"),
            (3, Moment, "type.wrong"),
            ("green", Kind, "choice.unknown"), (1, Kind, "type.wrong"), (True, Literal["a", 1], "type.wrong"),
            ("b", Literal["a", 1], "choice.unknown"), ("abc", tuple[str, ...], "type.wrong"),
            ({"a": 1}, tuple[str, ...], "type.wrong"), ({"a"}, list[str], "type.wrong"),
            ([1], tuple[int, str], "type.wrong"),
            ([("a", 1)], Mapping[str, int], "type.wrong"), ([], Document, "type.wrong"),
            ("abc", Document, "type.wrong"),
            ({1: True}, Document, "type.wrong"), (None, Document, "type.wrong"),
        ],
    )  # fmt: skip
    def test_what_is_another_thing(self, value: object, kind: type[object], code: str) -> None:
        """A value that only looks alike is refused at `$` with its code."""
        where = {"field.missing": "$.currency", "field.unknown": "$.unit"}.get(code, "$")
        assert faults(value, kind) == [(where, code)]

    @pytest.mark.parametrize("lines", ["abc", {"0": {"qty": 1}}, 3, None])
    def test_lines_that_are_none(self, lines: object) -> None:
        """Lines that are no list are one fault, not one for each letter (B26, B27)."""
        assert faults({"paid": True, "lines": lines}, Document) == [("$.lines", "type.wrong")]

    def test_three_bad_lines(self) -> None:
        """Three bad lines are one report with three paths, in order (B29)."""
        lines: list[object] = [{"qty": 1.9}, {"qty": 1}, {"qty": True, "text": None}, {}]
        assert faults({"paid": True, "lines": lines}, Document) == [
            ("$.lines[0].qty", "type.wrong"),
            ("$.lines[2].qty", "type.wrong"),
            ("$.lines[2].text", "type.wrong"),
            ("$.lines[3].qty", "field.missing"),
        ]

    def test_an_unknown_key_says_what_was_meant(self) -> None:
        """An unknown key is a fault that names the nearest known one (B25)."""
        with pytest.raises(ValidationReport) as raised:
            CONVERTER.structure({"payd": True, "paid": True, "zzz": 1}, Document)
        first, second = raised.value.findings
        assert (str(first.place), str(second.place)) == ("$.payd", "$.zzz")
        assert "paid?" in first.message("en")
        assert "paid？" in first.message("zh_CN")
        assert "?" not in second.message("en")

    def test_keys_and_values_of_mappings(self) -> None:
        """Every value of a mapping is read by its kind; an unusual key is quoted in the path."""
        assert faults({"a b": 1, "c": "x", "d": 2}, dict[str, str]) == [
            ('$["a b"]', "type.wrong"),
            ("$.d", "type.wrong"),
        ]

    @pytest.mark.parametrize(("value", "kind"), [({"share": 1}, Inexact), ({"things": [{"share": 0.5}]}, Within)])
    def test_a_class_with_floats(self, value: object, kind: type[object]) -> None:
        """A class with a float is a mistake of its author, whatever the value."""
        with pytest.raises(ContractViolation) as raised:
            CONVERTER.structure(value, kind)
        assert raised.value.code == "converter.unsupported"
        assert "float" in str(raised.value)

    def test_the_words_of_a_validator(self) -> None:
        """What a class's own validator says is kept, without personal data."""
        assert faults({"count": 3}, Even) == [("$", "value.refused")]
        with pytest.raises(ValidationReport) as raised:
            CONVERTER.structure({"count": 3}, Even)
        said = raised.value.findings[0].message("en")
        assert "odd" in said
        assert "13800138000" not in said

    @given(
        st.recursive(
            st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.decimals(),
            lambda inner: (
                st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(list(PLAIN)), inner, max_size=5)
            ),
            max_leaves=12,
        )
    )
    def test_no_other_error(self, value: object) -> None:
        """Whatever comes in, only a report goes out, and none of its texts fails."""
        with pytest.raises(ValidationReport) as raised:
            CONVERTER.structure(value, Everything)
        assert all(finding.message(language) for finding in raised.value.findings for language in ("en", "zh_CN"))
        assert raised.value.__context__ is None


class TestSecrets:
    def test_the_token_of_an_answer(self) -> None:
        """A secret is read from text and hidden from then on."""
        account = CONVERTER.structure({"name": "a", "token": "tok-13579"}, Account)
        assert account.token.reveal() == "tok-13579"
        assert "tok-13579" not in repr(account)

    @pytest.mark.parametrize("token", [["tok-13579"], {"tok-13579": 1}, 13579, True])
    def test_a_fault_does_not_show_it(self, token: object) -> None:
        """The report of a bad secret does not quote it."""
        with pytest.raises(ValidationReport) as raised:
            CONVERTER.structure({"name": "a", "token": token}, Account)
        assert "13579" not in json.dumps(raised.value.as_json()) + repr(raised.value)

    def test_it_is_never_written(self) -> None:
        """A record with a secret is not written out."""
        with pytest.raises(SecretExposure):
            CONVERTER.unstructure(Account("a", Secret("tok-13579")))


class TestLight:
    def test_importing_does_not_import_cattrs(self) -> None:
        """The library behind the converter is imported on its first use."""
        script = "import sys, salessupport.runtime.converter; sys.exit('cattrs' in sys.modules)"
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
        assert subprocess.run([sys.executable, "-c", script], env=environment, check=False).returncode == 0

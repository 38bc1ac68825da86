"""Books that were written read back equal, in every form and language, and written again give the same bytes (M13)."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from datetime import date, time
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from salessupport.books.currency import reading_order
from salessupport.books.reader import read_tables
from salessupport.books.records import Books
from salessupport.books.schema import Column, Kind, Table
from salessupport.books.tables import TABLES
from salessupport.books.writer import append_rows, write_books
from salessupport.domain.facts import Customer, Fact, Facts, RegisterEntry
from salessupport.domain.values.dates import Moment
from salessupport.domain.values.money import BOUND, Money
from salessupport.domain.values.policies import Company
from salessupport.domain.values.text import without_invisible
from salessupport.tabular.csvio import neutral, plain

FORMS = [("csv", "zh_CN"), ("csv", "en"), ("xlsx", "zh_CN"), ("xlsx", "en")]


@pytest.fixture(autouse=True, scope="module")
def _no_waiting_for_the_disk() -> Iterator[None]:
    """Thousands of small files are written here; that they reach the disk is for `test_tabular_atomic` to see."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("salessupport.tabular.atomic.os.fsync", lambda _: None)
        yield


def read(folder: Path) -> Books:
    """Read the tables alone: what random rows mean is nonsense."""
    return read_tables(folder).books()


def _is_kept(text: str) -> bool:
    """Whether a cell can hold a text as it is: not empty, nothing around it, line ends as line feeds, all visible."""
    return text != "" and text == text.strip() == without_invisible(text) and "\r" not in text


HOSTILE = [
    "=1+1",
    "+86 138",
    "-",
    "@x",
    "'=x",
    "''",
    "＝SUM",
    '"',
    'a"b,c',
    "a\nb",
    "007",
    "_x0041_",
    "x005F_",
    "1e5",
    "是",
    "<b>&",
]
texts = st.one_of(st.sampled_from(HOSTILE), st.text(max_size=12).filter(_is_kept))
names = texts.filter(lambda text: ";" not in text and "；" not in text)
days = st.dates(min_value=date(1899, 12, 1))
decimals = st.builds(
    lambda whole, fraction: Decimal(f"{whole}.{fraction:03d}").normalize() + 0,
    st.integers(0, 10**14) | st.integers(0, 99),
    st.integers(0, 999),
)
ratios = st.integers(0, 10**6).map(lambda parts: Decimal(parts) / 10**6)
moments = st.builds(Moment, days, st.none() | st.times().map(lambda at: time(at.hour, at.minute, at.second)))


@cache
def values(column: Column, currency: str) -> st.SearchStrategy[Any]:
    """Give the values of a column that is no reference."""
    if column.name == "currency":
        return st.just(currency)
    if column.kind is Kind.CHOICE:
        return st.sampled_from(column.choices)
    kinds: dict[Kind, st.SearchStrategy[Any]] = {
        Kind.TEXT: texts,
        Kind.TEXTS: st.lists(names, max_size=3).map(tuple),
        Kind.BOOLEAN: st.booleans(),
        Kind.INTEGER: st.integers(0, 10**9 - 1),
        Kind.DATE: days,
        Kind.MOMENT: moments,
        Kind.MONEY: st.integers(0, BOUND - 1).map(lambda minor: Money(minor, currency)),
        Kind.SIGNED_MONEY: st.integers(-BOUND + 1, BOUND - 1).map(lambda minor: Money(minor, currency)),
        Kind.QUANTITY: decimals,
        Kind.SIGNED_QUANTITY: decimals.map(lambda value: -value + 0),
        Kind.PRICE: decimals,
        Kind.RATIO: ratios,
        Kind.RATE: decimals.filter(bool),
    }
    return kinds[column.kind]


@st.composite
def facts_of(draw: st.DrawFn, home: str) -> Facts:
    """Rows of every table: each document refers to documents of the same customer, so that currencies agree."""
    rows: dict[str, dict[object, Fact]] = {name: {} for name in TABLES}
    numbers = iter(range(10**6))
    for _ in range(draw(st.integers(1, 2))):
        currency = draw(st.sampled_from([home, "USD", "JPY", "KWD"]))
        ids: dict[str, list[str]] = {}
        for table in sorted(TABLES.values(), key=lambda table: reading_order(table.name)):
            of_customer = "customers" in ids and _follows_customer(table)
            for _ in range(1 if table.name == "customers" else draw(st.integers(0, 2))):
                own = currency if of_customer or table.name == "customers" else home
                row = _row(
                    draw, table, home, own, ids, f"{draw(st.sampled_from(['', '=', '甲', chr(39)]))}{next(numbers)}"
                )
                if row is not None:
                    key = tuple(getattr(row, table.column(name).attribute) for name in table.key) or next(numbers)
                    rows[table.name].setdefault(key, row)
                    ids.setdefault(table.name, []).append(getattr(row, "id", ""))
    return Facts(**{name: tuple(found.values()) for name, found in rows.items()})  # type: ignore[arg-type]


def _follows_customer(table: Table) -> bool:
    from salessupport.books.currency import _FOLLOWED

    return table.name in _FOLLOWED


def _row(
    draw: st.DrawFn, table: Table, home: str, currency: str, ids: Mapping[str, list[str]], number: str
) -> Fact | None:
    given: dict[str, Any] = {}
    for column in table.columns:
        known = [i for name in column.refers_to for i in ids.get(name, ())]
        if column.name == "id":
            given["id"] = f"{table.name[:4]}{number}" if number[:1].isdigit() else f"{number}{table.name[:4]}"
        elif column.name in ("customer", "currency", "about", "source") and (column.refers_to == () or known):
            given[column.attribute] = known[0] if column.refers_to else currency
        elif column.required or draw(st.booleans()):
            if column.refers_to and not known:
                if column.required:
                    return None
                continue
            strategy = st.sampled_from(known) if column.refers_to else values(column, currency)
            given[column.attribute] = draw(strategy)
    if given.get("kind") == "fx":  # a revaluation is in the company's currency
        given["amount"] = Money(given["amount"].minor, home)
    return table.fact(**given)


class TestRoundTrip:
    @pytest.mark.parametrize(("form", "language"), FORMS)
    @given(data=st.data())
    @settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
    def test_written_books_read_back_equal(self, form: Any, language: Any, data: st.DataObject) -> None:
        """Random valid rows of all tables are read back equal, whatever the form and the language."""
        home = data.draw(st.sampled_from(["CNY", "JPY"]))
        facts = data.draw(facts_of(home))
        with tempfile.TemporaryDirectory() as base:
            write_books(Path(base) / "a", Company(name="甲", currency=home), facts, form=form, language=language)
            back = read(Path(base) / "a")
            assert back.facts == facts
            assert back.company == Company(name="甲", currency=home)

    @pytest.mark.parametrize(("form", "language"), FORMS)
    @given(data=st.data())
    @settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))
    def test_export_import_export_gives_same_bytes(self, form: Any, language: Any, data: st.DataObject) -> None:
        """Books written, read and written again are the same files byte by byte (M13)."""
        facts = data.draw(facts_of("CNY"))
        with tempfile.TemporaryDirectory() as base:
            first, second = Path(base) / "a", Path(base) / "b"
            write_books(first, Company(name="甲"), facts, form=form, language=language)
            back = read(first)
            write_books(second, back.company, back.facts, form=form, language=language, extras=back.extras)
            assert {p.name: p.read_bytes() for p in first.iterdir()} == {
                p.name: p.read_bytes() for p in second.iterdir()
            }

    @pytest.mark.parametrize(("form", "language"), FORMS)
    @given(data=st.data())
    @settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
    def test_appended_rows_stand_behind_old_ones(self, form: Any, language: Any, data: st.DataObject) -> None:
        """Rows that are appended read back behind those that were there, which are unchanged."""
        customers = st.builds(
            Customer, id=st.uuids().map(str), name=texts, phone=st.none() | texts, aliases=st.lists(names).map(tuple)
        )
        old, new = data.draw(st.lists(customers, max_size=3)), data.draw(st.lists(customers, max_size=3))
        with tempfile.TemporaryDirectory() as base:
            folder = Path(base) / "a"
            write_books(folder, Company(name="甲"), Facts(customers=tuple(old)), form=form, language=language)
            before = (folder / "customers.csv").read_bytes() if form == "csv" and old else b""
            append_rows(folder, "customers", new)
            assert read(folder).facts.customers == (*old, *new)
            if before:
                rest = before.partition(b"\r\n")[2]
                assert rest in (folder / "customers.csv").read_bytes()

    @given(st.lists(st.dictionaries(names.map(lambda n: f"列{n}"), texts, max_size=3), max_size=3))
    @settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
    def test_registers_keep_their_own_columns(self, entries: list[dict[str, str]]) -> None:
        """A register with columns of its own reads back with every value under its header."""
        facts = tuple(RegisterEntry(id=f"{i}", values=row) for i, row in enumerate(entries, start=1))
        with tempfile.TemporaryDirectory() as base:
            write_books(
                Path(base) / "a", Company(name="甲"), Facts(registers={"register_samples": facts} if facts else {})
            )
            assert read(Path(base) / "a").facts.rows("register_samples") == facts


class TestNeutralising:
    @given(st.text())
    @example("'=1")
    @example("''\t")
    def test_neutral_texts_are_given_back(self, text: str) -> None:
        """What is neutralised for a spreadsheet program reads back as it was, and begins with nothing dangerous."""
        assert plain(neutral(text)) == text
        assert not neutral(text).startswith(("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠"))

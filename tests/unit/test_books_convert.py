"""One row → one fact, strictly: no cell is coerced, every fault of a row is found."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from salessupport.books.convert import FAILS, RowConverter
from salessupport.books.tables import TABLES
from salessupport.domain.facts import Customer, Fact, Invoice
from salessupport.domain.values import errors
from salessupport.domain.values.money import Money

INVOICE = {
    "id": "F1",
    "kind": "invoice",
    "customer": "C1",
    "issued_on": "2026-03-05",
    "gross": "113",
    "status": "issued",
}
CNY = "CNY"


def convert(table: str, cells: Any, currency: str = CNY) -> Fact:
    """Convert one row."""
    return RowConverter(TABLES[table]).structure(currency)(cells, TABLES[table].fact)


def problems(table: str, cells: Any, currency: str = CNY) -> list[tuple[str, str]]:
    """Give attribute and code of every fault of a row that fails."""
    with pytest.raises(FAILS):
        convert(table, cells, currency)
    return [(p.attribute, p.code) for p in RowConverter(TABLES[table]).problems(cells, currency)]


class TestCells:
    def test_a_row_becomes_its_fact(self) -> None:
        """Cells take the types of their columns; what is not given has the fact's default."""
        fact = convert(
            "invoices", {**INVOICE, "rate": "7.1", "instalment": "2", "disputed": "否", "due_on": "2026-04-05"}
        )
        assert fact == Invoice(
            id="F1", kind="invoice", customer="C1", issued_on=date(2026, 3, 5), gross=Money(11300, CNY),
            status="issued", rate=Decimal("7.1"), instalment=2, disputed=False, due_on=date(2026, 4, 5),
        )  # fmt: skip

    @pytest.mark.parametrize("words", [("prepayment", "issued", "yes"), ("预付款发票", "已开具", "是")])
    def test_words_are_read_in_both_languages(self, words: tuple[str, str, str]) -> None:
        """A choice or a boolean is the English or the Chinese word."""
        kind, status, disputed = words
        fact = convert("invoices", {**INVOICE, "kind": kind, "status": status, "disputed": disputed})
        assert isinstance(fact, Invoice)
        assert (fact.kind, fact.status, fact.disputed) == ("prepayment", "issued", True)

    def test_texts_are_separated_by_semicolons(self) -> None:
        """Names between semicolons of either width are trimmed; empty ones fall away."""
        fact = convert("customers", {"id": "C", "name": "甲", "aliases": " 乙 ;丙；;"})
        assert isinstance(fact, Customer)
        assert fact.aliases == ("乙", "丙")

    def test_amounts_are_of_the_rows_currency(self) -> None:
        """The same cell is other money in another currency, and too fine for one without decimals (B15)."""
        assert convert("invoices", {**INVOICE, "gross": "1.5"}, "KWD").gross == Money(1500, "KWD")  # type: ignore[attr-defined]
        assert problems("invoices", {**INVOICE, "gross": "1.5"}, "JPY") == [("gross", "money.scale")]

    @pytest.mark.parametrize(
        ("column", "cell", "code"),
        [
            ("gross", "1_000", "money.format"),
            ("gross", "１２.５", "money.format"),
            ("gross", "1,234.5", "money.format"),
            ("gross", "0.005", "money.scale"),
            ("gross", "1e5", "money.exponent"),
            ("gross", "NaN", "money.not_finite"),
            ("gross", "9" * 5000, "money.range"),
            ("gross", "-1", "money.negative"),
            ("issued_on", "2026-02-30", "date.invalid"),
            ("issued_on", "2026-W01-1", "date.invalid"),
            ("issued_on", "2026/3/5", "date.invalid"),
            ("issued_on", "2026-03-05T10:00:00+08:00", "date.invalid"),
            ("instalment", "1.9", "number.invalid"),
            ("instalment", "１", "number.invalid"),
            ("instalment", "1_0", "number.invalid"),
            ("rate", "0", "number.range"),
            ("disputed", "false", "boolean.invalid"),
            ("disputed", "1", "boolean.invalid"),
            ("kind", "Invoice", "choice.unknown"),
            ("currency", "RMB", "currency.unknown"),
        ],
    )
    def test_nothing_is_coerced(self, column: str, cell: str, code: str) -> None:
        """A cell that is not exactly of its column's kind is refused (B3-B8, B11, B14, B21, B23, B41-B43)."""
        assert problems("invoices", {**INVOICE, column: cell}) == [(column, code)]

    def test_a_tax_rate_of_thirteen_is_refused(self) -> None:
        """13% is written 0.13 or 13%, never 13 (B19)."""
        line = {"invoice": "F1", "line": "1", "net": "100"}
        assert problems("invoice_lines", {**line, "tax_rate": "13"}) == [("tax_rate", "rate.range")]
        assert convert("invoice_lines", {**line, "tax_rate": "13%"}) == convert(
            "invoice_lines", {**line, "tax_rate": "0.13"}
        )

    def test_the_word_for_a_wrong_choice_names_the_right_ones(self) -> None:
        """The message lists the words that are taken, in both languages."""
        (problem,) = RowConverter(TABLES["invoices"]).problems({**INVOICE, "status": "open"}, CNY)
        assert problem.context["choices"] == "draft 草稿, issued 已开具, void 作废"


class TestTypes:
    @pytest.mark.parametrize("value", [None, 1, Decimal("1.9"), True, ["a"], {"a": 1}])
    @pytest.mark.parametrize("column", ["id", "gross", "issued_on", "instalment", "rate", "disputed", "currency"])
    def test_what_is_no_text_is_no_cell(self, column: str, value: object) -> None:
        """Values of other types are refused by a typed error at their column, never made into text (B21-B24, B27)."""
        found = problems("invoices", {**INVOICE, column: value})
        assert [attribute for attribute, _ in found] == [column]
        assert {code for _, code in found} <= {"type.wrong", "money.type", "money.bool", "boolean.invalid"}

    def test_unknown_keys_are_refused(self) -> None:
        """A key that the table does not have is a fault of the row (B25)."""
        assert problems("invoices", {**INVOICE, "grosss": "1"}) == [("grosss", "field.unknown")]

    def test_one_text_is_one_text(self) -> None:
        """A list column given a mapping is one error, not one per letter (B26, B27)."""
        assert problems("customers", {"id": "C", "name": "甲", "aliases": {"a": 1}}) == [("aliases", "type.wrong")]


class TestProblems:
    def test_every_fault_of_a_row_is_found_in_order(self) -> None:
        """The fast way stops at the first fault; then all are found, each at its column."""
        cells = {**INVOICE, "gross": "x", "issued_on": "2026-13-01", "status": "?"}
        del cells["id"]
        assert problems("invoices", cells) == [
            ("id", "field.missing"), ("issued_on", "date.invalid"), ("gross", "money.format"),
            ("status", "choice.unknown"),
        ]  # fmt: skip

    def test_a_sound_row_has_none(self) -> None:
        """A row that converts has no problems."""
        assert list(RowConverter(TABLES["invoices"]).problems(INVOICE, CNY)) == []

    def test_unknown_currency_of_the_books_is_the_callers_error(self) -> None:
        """A converter cannot be made for a currency that does not exist."""
        with pytest.raises(errors.InvalidMoney):
            convert("invoices", INVOICE, "XXX")

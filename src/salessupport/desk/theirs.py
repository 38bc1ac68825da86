"""The customer's list of what they say they owe (`reconcile --theirs`): a CSV or workbook → signed lines.

Columns are known by English or Chinese headers; without a `kind` the sign says it (what another system lists as open).
A row 合计 or `total` states the sum, and then the rows have to add up to it. All faults are one `ValidationReport`;
nothing is guessed, nothing read in part. Source: books.md Conventions 15; DN-02.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import islice
from pathlib import Path
from typing import TypeVar

from attrs import define, field, frozen

from salessupport.domain.reconciliation.lines import TheirKind, TheirLine, exact_name
from salessupport.domain.values.dates import parse_date
from salessupport.domain.values.errors import SalesSupportError, TemplateMismatch, TooLarge, ValidationReport
from salessupport.domain.values.findings import Finding, Place, by_place
from salessupport.domain.values.money import Money, total
from salessupport.domain.values.text import check_text
from salessupport.tabular.csvio import plain
from salessupport.tabular.foreign import WORKBOOKS, read_bytes
from salessupport.tabular.grid import Row, header_key, is_blank
from salessupport.tabular.text import open_text, rows_of, sniff_delimiter
from salessupport.tabular.workbook import open_workbook

LIMIT = 100_000
"""Rows that a list may have."""
_HEADERS: Mapping[str, tuple[str, ...]] = {
    "id": ("id", "number", "编号", "单据号", "单据编号", "发票号", "发票号码"),
    "kind": ("kind", "类型", "类别", "单据类型", "摘要"),
    "date": ("date", "日期", "单据日期", "开票日期"),
    "amount": ("amount", "金额", "余额", "未付金额", "应付金额", "价税合计"),
    "currency": ("currency", "币种"),
    "remark": ("remark", "备注"),
}
_COLUMNS = {header_key(header): name for name, headers in _HEADERS.items() for header in headers}
_KIND_WORDS: Mapping[TheirKind, tuple[str, ...]] = {
    "invoice": ("invoice", "发票", "应付", "应付款"),
    "credit_note": ("credit_note", "贷项", "红字发票", "贷项通知单", "折让"),
    "advance": ("advance", "预付款", "预付", "预收款"),
    "payment_in_transit": ("payment_in_transit", "在途付款", "在途", "在途款"),
}
KINDS: Mapping[str, TheirKind] = {header_key(word): kind for kind, words in _KIND_WORDS.items() for word in words}
_TOTAL = frozenset(map(header_key, ("total", "合计", "总计")))
_TOP_ROWS = 30
_DAY = re.compile(r"([0-9]{4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})\Z")
_Read = TypeVar("_Read")


@frozen
class TheirList:
    """The lines of a list, in its order; `warnings` name the columns that were not read."""

    lines: tuple[TheirLine, ...]
    warnings: tuple[Finding, ...] = ()


@frozen
class Table:
    """The rows of a file, with its name and sheet; `neutralised` if texts may stand behind a `'`, as in CSV."""

    file: str
    sheet: str
    rows: Iterator[Row] = field(eq=False)
    neutralised: bool

    def place(self, row: int | None, column: str = "") -> Place:
        """The place of a cell."""
        return Place(self.file, row, column, self.sheet)


def open_table(path: Path, *, known: Iterable[str], encoding: str = "") -> Table:
    """Open a CSV or the first visible sheet of a workbook; a `FileError` says why it cannot be read."""
    data = read_bytes(path)
    if path.suffix.lower() not in WORKBOOKS:
        text = open_text(data, declared=encoding, path=path.name)
        delimiter = sniff_delimiter(text, frozenset(known))
        return Table(path.name, "", rows_of(text, delimiter=delimiter, path=path.name), neutralised=True)
    sheets = open_workbook(data, path=path.name)
    chosen = next((one for one in sheets if not one.hidden), sheets[0])
    return Table(path.name, chosen.name, chosen.rows(), neutralised=False)


def read_theirs(path: str | Path, *, currency: str, encoding: str = "") -> TheirList:
    """Read a customer's list; its amounts are of `currency`, the customer's.

    Raises the error of the file itself, `TemplateMismatch` without a header row, `TooLarge` above `LIMIT` rows, else
    one `ValidationReport` with every fault.
    """
    table = open_table(Path(path), known=_COLUMNS, encoding=encoding)
    rows = (row for row in table.rows if not is_blank(row))
    header = _header(table, rows)
    reader = _Reader(table, currency, {at: name for at, cell in enumerate(header[1]) if (name := _column(cell))})
    reader.check_header(header)
    for number, row in enumerate(rows, 1):
        if number > LIMIT:
            raise TooLarge("theirs.too_many", path=str(table.place(row[0])), limit=LIMIT)
        reader.read(row)
    return reader.result()


def _column(cell: str) -> str | None:
    return _COLUMNS.get(header_key(cell))


def _header(table: Table, rows: Iterator[Row]) -> Row:
    """Find the header row under titles: the first row with an amount and another known column."""
    for row in islice(rows, _TOP_ROWS):
        found = {_column(cell) for cell in row[1]} - {None}
        if "amount" in found and len(found) > 1:
            return row
    raise TemplateMismatch("header.not_found", path=str(table.place(None)))


@define
class _Reader:
    """Reads the rows under one header, noting every fault at its place."""

    table: Table
    currency: str
    columns: Mapping[int, str]
    lines: list[TheirLine] = field(factory=list)
    findings: list[Finding] = field(factory=list)
    first: dict[tuple[bool, str], int] = field(factory=dict)
    totals: list[tuple[int, Money]] = field(factory=list)

    def check_header(self, header: Row) -> None:
        """Note columns that stand twice, and those that are not read."""
        number, cells, _ = header
        names = list(self.columns.values())
        for at, cell in enumerate(cells):
            name = self.columns.get(at)
            if name is not None and names.count(name) > 1:
                self.note("column.twice", number, cell, column=cell)
            elif cell and name is None:
                place = self.table.place(number, cell)
                self.findings.append(Finding("column.unknown", place, "warning", context={"column": cell}))

    def read(self, row: Row) -> None:
        """Read a row: a line of the list, or its total."""
        number, cells, faults = row
        for at, (code, stored) in faults.items():
            if at in self.columns:
                self.note(code, number, self.columns[at], stored)
        given = {name: self.text(number, name, cells[at]) for at, name in self.columns.items() if at < len(cells)}
        if any(header_key(given.get(name, "")) in _TOTAL for name in ("id", "kind")):
            stated = self.value(number, "amount", self.money, given.get("amount", ""))
            self.totals += [(number, stated)] if stated is not None else []
        elif any(given.values()) and not faults.keys() & self.columns.keys():
            self.line(number, given)

    def line(self, number: int, given: Mapping[str, str]) -> None:
        """Read a line; it is kept only if nothing is wrong with it."""
        if (code := given.get("currency") or self.currency) != self.currency:
            self.note("theirs.currency", number, "currency", code, given=code, currency=self.currency)
            return
        amount = self.value(number, "amount", self.money, given.get("amount", ""))
        day = self.value(number, "date", parse_day, given["date"]) if given.get("date") else None
        kind = self.kind(number, given, amount)
        if amount is None or kind is None or (day is None and given.get("date")):
            return
        if kind == "credit_note" and amount.minor > 0:
            amount = -amount  # the kind says the sign (Conventions 14)
        if amount.minor and (amount.minor > 0) != (kind == "invoice"):
            self.note("theirs.sign", number, "amount", given["amount"], kind=kind)
        elif self.is_new(number, kind, given.get("id", "")):
            self.lines.append(TheirLine(given.get("id") or None, kind, amount, day, remark=given.get("remark", "")))

    def kind(self, number: int, given: Mapping[str, str], amount: Money | None) -> TheirKind | None:
        """Give the kind as written, or by the sign where the list has no such column."""
        if "kind" not in self.columns.values():
            return "invoice" if amount is None or amount.minor >= 0 else "advance"
        word = given.get("kind", "")
        found = KINDS.get(header_key(word))
        if found is None:
            choices = ", ".join(f"{words[0]} {words[1]}" for words in _KIND_WORDS.values())
            self.note("choice.unknown" if word else "field.missing", number, "kind", word, value=word, choices=choices)
        return found

    def is_new(self, number: int, kind: TheirKind, row_id: str) -> bool:
        """Whether a document is listed for the first time; several payments may name what they pay."""
        if not row_id or kind == "payment_in_transit":
            return True
        first = self.first.setdefault((kind == "invoice", exact_name(row_id)), number)
        if first != number:
            self.note("theirs.duplicate", number, "id", row_id, id=row_id, row=first)
        return first == number

    def text(self, number: int, name: str, cell: str) -> str:
        """Give a cell's text; a character that no record may hold is a fault."""
        text = plain(cell) if self.table.neutralised else cell
        self.value(number, name, check_text, text)
        return text

    def money(self, text: str) -> Money:
        """Read an amount, its thousands marked or not."""
        return Money.parse(text.removeprefix("+"), self.currency, grouping=True, normalize_width=True)

    def value(self, number: int, name: str, read: Callable[[str], _Read], text: str) -> _Read | None:
        """Read a value, or note what is wrong with it."""
        try:
            return read(text)
        except SalesSupportError as error:
            code = error.code if text or name != "amount" else "field.missing"
            self.note(code, number, name, text[:40], **error.context)
            return None

    def note(self, code: str, number: int, column: str, value: str = "", /, **context: object) -> None:
        """Note an error."""
        self.findings.append(Finding(code, self.table.place(number, column), value=value, context=context))

    def result(self) -> TheirList:
        """Give the list, or raise everything that was found."""
        if all(finding.level == "warning" for finding in self.findings):
            self.check_total()
        found: Sequence[Finding] = sorted(self.findings, key=by_place)
        if any(finding.level == "error" for finding in found):
            raise ValidationReport(tuple(found))
        return TheirList(tuple(self.lines), tuple(found))

    def check_total(self) -> None:
        """Compare the total that the list states with the sum of its lines."""
        whole = total((line.amount for line in self.lines), self.currency)
        for number, stated in self.totals:
            if stated != whole:
                self.note("theirs.total", number, "amount", str(stated), sum=str(whole), stated=str(stated))


def parse_day(text: str) -> date:
    """Read a day; the year stands first, whatever is between its parts."""
    found = _DAY.match(text)
    return parse_date("{}-{:0>2}-{:0>2}".format(*found.groups()) if found else text)

"""A returned statement: the workbook of `reports.sheets.reply`, filled in by the customer → their lines.

A numbered row answers our line of that number, wherever it stands now; a row without a number is a document that they
add. A line without an answer is agreed to, as long as anything was answered at all. All faults are one report, each at
its row; a reply whose own balance its lines don't add up to is refused. Source: DN-02; sheet S20.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Literal, TypeVar

from attrs import define, field, frozen

from salessupport.desk.theirs import KINDS, Table, open_table, parse_day
from salessupport.domain.reconciliation.lines import TheirKind, TheirLine
from salessupport.domain.reconciliation.reply import OPENING
from salessupport.domain.values.errors import SalesSupportError, TemplateMismatch, ValidationReport
from salessupport.domain.values.findings import Finding, by_place
from salessupport.domain.values.money import Money, total
from salessupport.domain.values.text import check_text
from salessupport.reports.sheets.reply import LABELS, REPLY
from salessupport.reports.terms import KINDS as MOVEMENTS
from salessupport.tabular.grid import Fault, Row, header_key

Conclusion = Literal["agreed", "differs"]
_COLUMNS = {header_key(words): column.key for column in REPLY.columns for words in column.heading}
_NEEDED = frozenset({"line", "id", "debit", "credit", "theirs"})
_WORDS: Mapping[Conclusion, tuple[str, ...]] = {
    "agreed": ("相符", "一致", "是", "对", "√", "✓", "☑", "agreed", "agree", "yes", "y", "ok"),
    "differs": ("不符", "不一致", "否", "不对", "×", "✗", "☒", "differs", "disagree", "no", "n"),
}
_ANSWERS: Mapping[str, Conclusion] = {header_key(word): answer for answer, words in _WORDS.items() for word in words}
_PAID = frozenset(map(header_key, ("付款", "已付款", "payment", "paid")))
_NOTES = frozenset(map(header_key, MOVEMENTS["credit_note"]))
_LABELS = {header_key(words.rstrip(":：")): name for name, pair in LABELS.items() for words in pair}
_FILL = " _　"
_Read = TypeVar("_Read")


@frozen
class Reply:
    """What a customer replied; `balance` is what their books show, `lines` answer our lines or add documents."""

    number: str
    customer: str
    conclusion: Conclusion | None
    balance: Money | None
    by: str
    on: date | None
    lines: tuple[TheirLine, ...]


def read_reply(path: str | Path, *, currency: str) -> Reply:
    """Read a returned statement of a customer's currency.

    Raises the error of the file itself, `TemplateMismatch` where it is not our sheet, else one `ValidationReport`.
    """
    table = open_table(Path(path), known=_COLUMNS)
    reader = _Reader(table, currency)
    for row in table.rows:
        reader.read(row)
    return reader.result()


@define
class _Reader:
    """Reads the sheet from top to bottom: head, table, totals, reply."""

    table: Table
    currency: str
    columns: Mapping[str, int] = field(factory=dict)
    below: bool = False
    head: dict[str, str] = field(factory=dict)
    said: dict[str, tuple[int, str]] = field(factory=dict)
    lines: list[TheirLine] = field(factory=list)
    changed: list[tuple[int, Money, Money]] = field(factory=list)
    answered: bool = False
    findings: list[Finding] = field(factory=list)

    def read(self, row: Row) -> None:
        """Read a row by where it stands."""
        number, cells, faults = row
        if not self.columns:
            self.above(cells)
        elif self.below:
            self.labelled(number, cells)
        else:
            given = {name: cells[at] if at < len(cells) else "" for name, at in self.columns.items()}
            spoiled = {name: faults[at] for name, at in self.columns.items() if at in faults and name in _READ}
            self.in_table(number, given, spoiled)

    def above(self, cells: Sequence[str]) -> None:
        """Find the number and customer in the head, and the header row beneath."""
        found = {_COLUMNS[header_key(cell)]: at for at, cell in enumerate(cells) if header_key(cell) in _COLUMNS}
        if found.keys() >= _NEEDED:
            self.columns = found
        for cell in cells:
            label, _, value = cell.replace("：", ":").partition(":")
            if (name := _HEAD.get(header_key(label))) and value:
                self.head.setdefault(name, value.strip())

    def in_table(self, number: int, given: Mapping[str, str], spoiled: Mapping[str, Fault]) -> None:
        """Read a row of the table; the first whose number is none, that of the totals, ends it."""
        line = given["line"]
        if line and not line.isdecimal():
            self.below = True
            return
        for name, (code, stored) in spoiled.items():
            self.note(code, number, name, stored)
        for name in ("id", "remark"):
            self.value(number, name, check_text, given.get(name, ""))
        if spoiled:
            return
        if line:
            self.answer(number, int(line), given)
        elif any(given[name] for name in _READ & given.keys()):
            self.addition(number, given)

    def answer(self, number: int, line: int, given: Mapping[str, str]) -> None:
        """Read the answer to our line."""
        ours = self.ours(number, line, given)
        word = given.get("answer", "")
        answer = self.word(number, word)
        theirs = self.money(number, "theirs", given["theirs"]) if given["theirs"] else None
        if ours is None or (theirs is None and given["theirs"]):
            return
        self.answered |= bool(word or theirs is not None)
        if theirs is None and answer == "differs":
            self.note("reply.amount_missing", number, "theirs")
        is_credit = line > 0 and bool(given["credit"])
        said = ours if theirs is None else -abs_of(theirs) if is_credit else theirs
        if said != ours:
            self.changed.append((number, ours, said))
        row_id = OPENING if line == 0 else given["id"] or None
        kind: TheirKind = "invoice" if not is_credit and said.minor >= 0 else "advance"
        self.lines.append(TheirLine(row_id, kind, said, self.day(number, given), line, given.get("remark", "")))

    def ours(self, number: int, line: int, given: Mapping[str, str]) -> Money | None:
        """The amount that stands on the sheet: the balance brought forward, else debit less credit."""
        if line == 0:
            return self.money(number, "balance", given.get("balance", ""))
        debit = self.money(number, "debit", given["debit"] or "0")
        credit = self.money(number, "credit", given["credit"] or "0")
        return None if debit is None or credit is None else debit - credit

    def addition(self, number: int, given: Mapping[str, str]) -> None:
        """Read a document that they add: its debit or credit, else their amount."""
        self.answered = True
        word = header_key(given.get("kind", ""))
        if given["debit"] or given["credit"]:
            amount = self.ours(number, 1, given)
        else:
            amount = self.money(number, "theirs", given["theirs"])
            is_credit = word in _PAID or word in _NOTES or KINDS.get(word, "invoice") != "invoice"
            amount = -abs_of(amount) if amount is not None and is_credit else amount
        if amount is None:
            return
        kind: TheirKind = KINDS.get(word, "invoice" if amount.minor >= 0 else "advance")
        if amount.minor < 0:
            kind = "payment_in_transit" if word in _PAID else "credit_note" if word in _NOTES else kind
        day = self.day(number, given)
        self.lines.append(TheirLine(given["id"] or None, kind, amount, day, remark=given.get("remark", "")))

    def labelled(self, number: int, cells: Sequence[str]) -> None:
        """Read a line of the reply beneath the table: what stands behind its label, in its cell or the next ones."""
        label, _, value = "".join(cells).replace("：", ":").partition(":")
        if (name := _LABELS.get(header_key(label))) is not None:
            self.said.setdefault(name, (number, value.strip(_FILL)))

    def word(self, number: int, word: str) -> Conclusion | None:
        """Read an answer; none where nothing was written."""
        found = _ANSWERS.get(header_key(word)) if word else None
        if word and found is None:
            self.note("reply.word", number, "answer", word)
        return found

    def day(self, number: int, given: Mapping[str, str]) -> date | None:
        """Read the day of a row, if it has one."""
        return self.value(number, "date", parse_day, given["date"]) if given.get("date") else None

    def money(self, number: int, name: str, text: str) -> Money | None:
        """Read an amount, its thousands marked or not."""

        def read(text: str) -> Money:
            return Money.parse(text, self.currency, grouping=True, normalize_width=True)

        return self.value(number, name, read, text)

    def value(self, number: int, name: str, read: Callable[[str], _Read], text: str) -> _Read | None:
        """Read a value, or note what is wrong with it."""
        try:
            return read(text)
        except SalesSupportError as error:
            self.note(error.code if text else "field.missing", number, name, text[:40], **error.context)
            return None

    def note(self, code: str, number: int, column: str, value: str = "", /, **context: object) -> None:
        """Note an error at a row, under the header that stands on the sheet."""
        self.findings.append(Finding(code, self.table.place(number, column), value=value, context=context))

    def result(self) -> Reply:
        """Give the reply, or raise what was found."""
        if not self.columns:
            raise TemplateMismatch("reply.not_found", path=str(self.table.place(None)))
        conclusion_row, word = self.said.get("conclusion", (0, ""))
        conclusion = self.word(conclusion_row, word)
        balance = self.stated()
        on_row, on = self.said.get("on", (0, ""))
        replied = self.value(on_row, "on", parse_day, on) if on else None
        if not (self.answered or word or self.findings):
            self.note("reply.unanswered", conclusion_row, "")
        if conclusion == "agreed":
            for number, ours, theirs in self.changed:
                self.note("reply.contradiction", number, "theirs", str(theirs), ours=str(ours), theirs=str(theirs))
        if self.findings:
            raise ValidationReport(tuple(sorted(self.findings, key=by_place)))
        by = self.said.get("by", (0, ""))[1]
        head = self.head
        return Reply(
            head.get("number", ""), head.get("customer", ""), conclusion, balance, by, replied, tuple(self.lines)
        )

    def stated(self) -> Money | None:
        """The balance that the reply states; its lines have to add up to it."""
        number, text = self.said.get("balance", (0, ""))
        balance = self.money(number, "balance", text) if text else None
        whole = total((line.amount for line in self.lines), self.currency)
        if balance is not None and balance != whole and not self.findings:
            self.note("theirs.total", number, "balance", text, sum=str(whole), stated=str(balance))
        return balance


_HEAD: Mapping[str, str] = {
    header_key(label): name
    for name, labels in {"number": ("编号", "No."), "customer": ("客户", "Customer")}.items()
    for label in labels
}
_READ = frozenset({"id", "debit", "credit", "theirs", "answer", "remark", "date"})
"""Columns that are the customer's to fill; the others are only ours."""


def abs_of(amount: Money) -> Money:
    """An amount without its sign."""
    return -amount if amount.minor < 0 else amount

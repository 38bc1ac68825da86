"""What is asked of a content before a byte is written: the right types, clean texts, figures that add up.

Totals and formulas carry the domain's figures as cached values; here each is compared with what the formula will give
(`AssertionError`: a program gone wrong, not a user). A float, NaN among them, is `InvalidMoney` (B73), a control
character `InvalidText`. Works column by column at the speed of the built-ins, since the rows may be half a million.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import chain
from typing import Any, NoReturn

from attrs import frozen

from salessupport.domain.values.currency import digits_of
from salessupport.domain.values.errors import InvalidDate, InvalidText, WrongType
from salessupport.domain.values.money import Money
from salessupport.reports.formula import ABOVE, FIRST, Formula
from salessupport.reports.sheet import Block, Kind, Row, Sheet, SheetColumn, SheetContent

EXACT = 10**15
"""From here on a spreadsheet's numbers lose digits: such an amount is written as text (B75)."""
FIRST_DAY = date(1900, 3, 1)
"""Before it the serial numbers of spreadsheets differ from each other."""
LONGEST = 32767
"""UTF-16 units that a cell holds."""

_FORBIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_TYPES: Mapping[Kind, frozenset[type]] = {
    "text": frozenset({str}),
    "words": frozenset({tuple}),
    "date": frozenset({date}),
    "integer": frozenset({int}),
    "quantity": frozenset({Decimal}),
    "percent": frozenset({Decimal, Fraction}),
    "money": frozenset({int}),
    "amount": frozenset({Money}),
}


@frozen
class Measures:
    """What the check found out for writing.

    `figures` is the longest figure of each money column in characters; `values_only` is true where an amount is too
    long for a number, so that the whole sheet holds values in place of formulas.
    """

    figures: Mapping[str, int]
    values_only: bool


def check(content: SheetContent) -> Measures:
    """Check a content; errors name sheet, column and row (counted from 1 within its block)."""
    for text in _loose_texts(content):
        check_text(text, path=content.sheet.name_en)
    figures: dict[str, int] = {}
    values_only = False
    for block in content.blocks:
        columns = _columns(content.sheet, block)
        for column in content.sheet.columns:
            _check_column(content.sheet, column, block, columns[column.key])
            if column.kind in ("money", "amount"):
                largest = _largest(column, columns[column.key], block)
                values_only |= largest >= EXACT
                figures[column.key] = max(figures.get(column.key, 0), _characters(largest))
        _check_formulas(content.sheet, block, columns)
    return Measures(figures, values_only)


def check_text(text: str, *, path: str) -> None:
    """Refuse what a cell cannot hold: control characters (`text.control`), halves of characters, too much text."""
    found = None if text.isprintable() else _FORBIDDEN.search(text)
    if found is not None:
        code = "text.surrogate" if "\ud800" <= found[0] <= "\udfff" else "text.control"
        raise InvalidText(code, path=path, code_point=f"U+{ord(found[0]):04X}", position=found.start() + 1)
    if len(text) > LONGEST // 2 and len(text.encode("utf-16-le")) // 2 > LONGEST:
        raise InvalidText("sheet.text_too_long", path=path)


def _loose_texts(content: SheetContent) -> list[str]:
    values = [field.value for line in content.fields for field in line]
    texts = [content.company, *(value for value in values if isinstance(value, str))]
    pairs = [value for value in values if isinstance(value, tuple)] + [remark.text for remark in content.remarks]
    return texts + list(chain.from_iterable(pairs))


def _columns(sheet: Sheet, block: Block) -> Mapping[str, Sequence[Any]]:
    """Turn the rows by 90 degrees, the opening row first."""
    rows: list[Row] = [*([block.opening] if block.opening is not None else ()), *block.rows]
    if set(map(len, rows)) - {len(sheet.columns)}:
        raise AssertionError(f"{sheet.name_en}: a row is not as wide as the sheet")
    return {column.key: [row[i] for row in rows] for i, column in enumerate(sheet.columns)}


def _check_column(sheet: Sheet, column: SheetColumn, block: Block, cells: Sequence[Any]) -> None:
    path = f"{sheet.name_en}!{column.key}"
    wrong = set(map(type, cells)) - _TYPES[column.kind] - {type(None)}
    if wrong:
        at = next(at for at, cell in enumerate(cells) if type(cell) in wrong)
        _refuse(column.kind, cells[at], block.currency, f"{path}[{at + 1 - (block.opening is not None)}]")
    if column.kind in ("text", "words"):
        _check_texts([cell or "" for cell in cells], path)
    elif column.kind == "date":
        early = [cell for cell in cells if cell is not None and cell < FIRST_DAY]
        if early:
            raise InvalidDate("sheet.date_too_early", path=path, value=early[0])


def _refuse(kind: Kind, cell: Any, currency: str, path: str) -> NoReturn:
    if kind == "money":
        Money(cell, currency)  # says best what is wrong with an amount
    raise WrongType("type.wrong", path=path, expected=kind, kind=type(cell).__name__)


def _check_texts(cells: Sequence[str | tuple[str, str]], path: str) -> None:
    texts = [cell if isinstance(cell, str) else "".join(cell) for cell in cells]
    joined = "".join(texts)
    if (joined.isprintable() or _FORBIDDEN.search(joined) is None) and max(map(len, texts), default=0) <= LONGEST // 2:
        return
    for at, cell in enumerate(cells, 1):
        for text in (cell,) if isinstance(cell, str) else cell:
            check_text(text, path=f"{path}[{at}]")


def _largest(column: SheetColumn, cells: Sequence[Any], block: Block) -> int:
    """Give the largest absolute amount of a column and its total, in minor units."""
    present = [cell for cell in cells if cell is not None]
    if column.kind == "amount":
        return max((abs(cell.minor) for cell in present), default=0)
    return max(max(present, default=0), -min(present, default=0), abs(block.totals.get(column.key, 0)))


def _characters(largest: int) -> int:
    whole = len(str(largest // 100))
    return whole + (whole - 1) // 3 + len("-.00")


def _check_formulas(sheet: Sheet, block: Block, columns: Mapping[str, Sequence[Any]]) -> None:
    if set(block.totals) != {column.key for column in sheet.columns if column.total is not None}:
        raise AssertionError(f"{sheet.name_en}: totals are given for other columns than are declared")
    if set(map(type, block.totals.values())) - {int}:
        raise AssertionError(f"{sheet.name_en}: a total is not a whole number of minor units")
    digits_of(block.currency)
    for column in sheet.columns:
        if column.formula is not None:
            _check_rows(sheet, column, column.formula, block, columns)
        if column.total is not None:
            _check_total(sheet, column, column.total, block, columns)


def _check_rows(
    sheet: Sheet, column: SheetColumn, formula: Formula, block: Block, columns: Mapping[str, Sequence[Any]]
) -> None:
    own = columns[column.key]
    terms = [(sign, columns[key]) for key, sign in formula.terms.items() if key != ABOVE]
    above = formula.terms.get(ABOVE, 0)
    start = 0 if block.opening is None else 1
    if above and not start and own:
        raise AssertionError(f"{sheet.name_en}: {column.key} needs an opening row")
    for at in range(start, len(own)):
        expected = sum(sign * (cells[at] or 0) for sign, cells in terms) + (above * own[at - 1] if above else 0)
        if own[at] != expected:
            raise AssertionError(f"{sheet.name_en}!{column.key}[{at + 1 - start}]: {own[at]} is not {expected}")


def _check_total(
    sheet: Sheet, column: SheetColumn, total: Formula | str, block: Block, columns: Mapping[str, Sequence[Any]]
) -> None:
    cells = columns[column.key]
    if isinstance(total, Formula):
        first = cells[0] or 0 if block.opening is not None else 0
        expected = total.value({**block.totals, FIRST: first})
    else:
        expected = sum(cell for cell in cells if cell is not None)
    if block.totals[column.key] != expected:
        raise AssertionError(f"{sheet.name_en}!{column.key}, totals row: {block.totals[column.key]} is not {expected}")

"""The closed set of operations that a layout may derive a cell with; there is no other, and no text is ever evaluated.

Where a cell is asked for, a text names a header (or a derived column), and a table of one operation derives it:

    "Order Date"                                              the cell under this header
    { text = "USD" }                                          this text in every row
    { template = "INV-{order_id}" }                           cells within a text; empty if one of them is
    { join = ["street", "city"], with = ", " }                the cells that are given, one behind the other
    { first_of = ["delivered", "promised"] }                  the first that is given
    { map = "State", to = { Shipped = "confirmed" } }         one word for another; an unknown word is a fault
    { date = "Posting Date", order = "DMY" }                  digits in this order, as YYYY-MM-DD
    { lookup = "orders.shipped_date", on = "order_id" }       that cell of the one record with the same order_id …
    { lookup = "shippers.name", on = "id", by = "ship_via" }  … or whose id is our ship_via
    { sum = "lines.value", on = "order_id" }                  over all records with the same order_id; 0 of none
    { count = "lines", on = "order_id" }                      how many there are
    { number_within = "order_id" }                            1, 2, 3 … among the records with the same order_id
    { add = ["goods", "freight"] }                            a sum
    { multiply = ["price", "quantity", { one_minus = "discount" }], decimals = 2 }

Numbers are exact. `decimals` of `add`, `multiply` and `sum` rounds the result once, half up. What is derived from an
empty cell is empty, except by `join` and `first_of`: not given is not zero. Source: books.md Conventions 1.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from functools import partial
from math import prod

from salessupport.domain.values.dates import parse_date
from salessupport.domain.values.errors import InvalidDate, InvalidNumber
from salessupport.domain.values.findings import Finding
from salessupport.domain.values.quantity import CONTEXT, decimal_text, parse_decimal
from salessupport.tabular.foreign import Derive, Files, Line, Unusable
from salessupport.tabular.residue import fixed
from salessupport.tabular.spec import Operation, Spec

_ORDERS = ("DMY", "MDY", "YMD")
_GROUPS = re.compile(r"([0-9]{1,4})[-./ ]([0-9]{1,2})[-./ ]([0-9]{1,4})(?:[T ][0-9:.]+)?\Z")
_COMPACT = {"DMY": (2, 2, 4), "MDY": (2, 2, 4), "YMD": (4, 2, 2)}


def _text(spec: Spec) -> Derive:
    text = spec.text(spec.name)
    return lambda _line, _files: text


def _template(spec: Spec) -> Derive:
    pieces = spec.pieces(spec.name)

    def derive(line: Line, files: Files) -> str:
        texts = [(before, "" if cell is None else cell(line, files), cell) for before, cell in pieces]
        missing = any(cell is not None and not text for _, text, cell in texts)
        return "" if missing else "".join(before + text for before, text, _ in texts)

    return derive


def _join(spec: Spec) -> Derive:
    cells, between = spec.cells(spec.name), spec.text("with", default=" ")
    return lambda line, files: between.join(text for cell in cells if (text := cell(line, files)))


def _first_of(spec: Spec) -> Derive:
    cells = spec.cells(spec.name)
    return lambda line, files: next((text for cell in cells if (text := cell(line, files))), "")


def _map(spec: Spec) -> Derive:
    cell, words = spec.cell(spec.name), spec.words("to")

    def derive(line: Line, files: Files) -> str:
        text = cell(line, files)
        if text and text not in words:
            raise line.unusable("choice.unknown", _header(spec), text, choices=", ".join(words))
        return words[text] if text else ""

    return derive


def _date(spec: Spec) -> Derive:
    cell, order = spec.cell(spec.name), spec.text("order")
    if order not in _ORDERS:
        spec.fault("order", f"one of {', '.join(_ORDERS)} is needed", "日期顺序应为其中之一")

    def derive(line: Line, files: Files) -> str:
        text = cell(line, files)
        try:
            return parse_date(_iso(text, order)).isoformat() if text else ""
        except InvalidDate:
            raise line.unusable("date.invalid", _header(spec), text) from None

    return derive


def _iso(text: str, order: str) -> str:
    """Put the digits of a date in order; what is no date comes out as none."""
    found = _GROUPS.match(text)
    if found is not None:
        parts: Sequence[str] = found.groups()
    elif text.isascii() and text.isdigit() and len(text) == 8:
        first, second, _ = _COMPACT[order]
        parts = text[:first], text[first : first + second], text[first + second :]
    else:
        return text
    named = dict(zip(order, parts, strict=True))
    return f"{named['Y']}-{named['M']:>02}-{named['D']:>02}"


def _lookup(spec: Spec) -> Derive:
    source, header = spec.other(spec.name)
    on, by = spec.on(source)

    def derive(line: Line, files: Files) -> str:
        value = by(line, files)
        if not value:
            return ""
        found = files[source].having(on, value, files)
        if len(found) != 1:
            code = "lookup.ambiguous" if found else "lookup.unknown"
            raise line.unusable(code, _header(spec, "by", "on"), value, file=files[source].file, column=on)
        return found[0].text(header, files)

    return derive


def _sum(spec: Spec) -> Derive:
    source, header = spec.other(spec.name)
    (on, by), decimals = spec.on(source), spec.decimals()

    def derive(line: Line, files: Files) -> str:
        lines = files[source].having(on, by(line, files), files)
        tries = [partial(_number_under, one, header, files) for one in lines]
        return _total(_gathered(tries), decimals)

    return derive


def _count(spec: Spec) -> Derive:
    source, _ = spec.other(spec.name, whole=True)
    on, by = spec.on(source)
    return lambda line, files: str(len(files[source].having(on, by(line, files), files)))


def _number_within(spec: Spec) -> Derive:
    header = spec.header(spec.name)
    return lambda line, files: str(line.records.position(line, header, files))


def _add(spec: Spec) -> Derive:
    cells, decimals = spec.cells(spec.name), spec.decimals()
    return lambda line, files: _total(_numbers(spec, cells, line, files), decimals)


def _multiply(spec: Spec) -> Derive:
    cells, decimals = spec.cells(spec.name), spec.decimals()

    def derive(line: Line, files: Files) -> str:
        factors = _numbers(spec, cells, line, files)
        given = [factor for factor in factors if factor is not None]
        return _written(prod(given, start=Fraction(1)), decimals) if len(given) == len(factors) else ""

    return derive


def _one_minus(spec: Spec) -> Derive:
    cell = spec.cell(spec.name)

    def derive(line: Line, files: Files) -> str:
        number = _number(line, cell(line, files), _header(spec))
        return "" if number is None else _written(1 - number, None)

    return derive


OPERATIONS: Mapping[str, Operation] = {
    "text": Operation(_text),
    "template": Operation(_template),
    "join": Operation(_join, ("with",)),
    "first_of": Operation(_first_of),
    "map": Operation(_map, ("to",)),
    "date": Operation(_date, ("order",)),
    "lookup": Operation(_lookup, ("on", "by")),
    "sum": Operation(_sum, ("on", "by", "decimals")),
    "count": Operation(_count, ("on", "by")),
    "number_within": Operation(_number_within),
    "add": Operation(_add, ("decimals",)),
    "multiply": Operation(_multiply, ("decimals",)),
    "one_minus": Operation(_one_minus),
}
"""Every operation by its name."""


def _header(spec: Spec, *options: str) -> str:
    """Give the header that a fault of this operation is about, where one is named."""
    named = next((spec.given[option] for option in (*options, spec.name) if option in spec.given), "")
    return named if isinstance(named, str) else ""


def _numbers(spec: Spec, cells: Sequence[Derive], line: Line, files: Files) -> list[Fraction | None]:
    given = spec.given[spec.name]
    names = [name if isinstance(name, str) else "" for name in given] if isinstance(given, list) else ()
    pairs = zip(cells, names, strict=True)
    return _gathered([partial(_number_of, cell, line, files, name) for cell, name in pairs])


def _gathered(tries: Iterable[Callable[[], Fraction | None]]) -> list[Fraction | None]:
    """Read numbers, all of them before any is refused."""
    numbers: list[Fraction | None] = []
    findings: list[Finding] = []
    for one in tries:
        try:
            numbers.append(one())
        except Unusable as error:
            findings.extend(error.findings)
    if findings:
        raise Unusable(*findings)
    return numbers


def _number_of(cell: Derive, line: Line, files: Files, header: str) -> Fraction | None:
    return _number(line, cell(line, files), header)


def _number_under(line: Line, header: str, files: Files) -> Fraction | None:
    return _number(line, line.text(header, files), header)


def _number(line: Line, text: str, header: str) -> Fraction | None:
    """Read the number of a cell; None where it is empty."""
    try:
        return Fraction(parse_decimal(text)) if text else None
    except InvalidNumber as error:
        raise line.unusable(error.code, header, text) from None


def _total(numbers: Iterable[Fraction | None], decimals: int | None) -> str:
    total = Fraction(0)
    for number in numbers:
        if number is None:
            return ""
        total += number
    return _written(total, decimals)


def _written(number: Fraction, decimals: int | None) -> str:
    """Write a number, rounded where that is asked for; sums and products of decimals are decimals."""
    if decimals is not None:
        return fixed(number, decimals)
    return decimal_text(CONTEXT.divide(*map(Decimal, number.as_integer_ratio())))

"""Adding rows to a sheet of a workbook without touching anything else in it.

No library reads a workbook and writes the same again: openpyxl loses the values of formulas, drop-downs that are
extensions, and parts of texts that look like escapes. So the new rows are put into the sheet's XML where they belong,
every other byte of the sheet stays, and every other part is copied. New cells take the style of the cell that was
formatted for them, of the row above, or of their column. Values that formulas show are reckoned anew when the workbook
is opened in a spreadsheet program. Source: reliability §0.7; ECMA-376 part 1, 18.3.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Literal, NamedTuple
from xml.parsers import expat
from xml.sax.saxutils import escape

from attrs import define, field, frozen

from salessupport.domain.values.errors import NotXlsx, TemplateMismatch
from salessupport.tabular.preflight import column_number

_REFERENCE = re.compile("([A-Z]+)([0-9]+)")
_LIKE_AN_ESCAPE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
_DAY_ZERO = date(1899, 12, 30)
_BETWEEN_SYSTEMS = 1_462


@frozen
class SheetPart:
    """Where a sheet stands in its workbook: the part's name, the styles that are dates', and the date system."""

    name: str
    dates: frozenset[int] = frozenset()
    from_1904: bool = False


class NewCell(NamedTuple):
    """A cell to be written: a text, or a number or a day (`YYYY-MM-DD`) that a sheet can hold exactly."""

    text: str
    kind: Literal["text", "number", "day"] = "text"


@define
class _Row:
    """A row that is there: its number, where its XML begins and ends, and the styles of its cells by column."""

    number: int
    start: int
    end: int = 0
    closing: int = 0
    styles: dict[int, str] = field(factory=dict)


def with_rows(
    data: bytes,
    part: SheetPart,
    *,
    rows: Sequence[Sequence[NewCell]],
    after: int,
    header: int,
    added: Sequence[str] = (),
) -> bytes:
    """Give the workbook with `rows` behind the row `after` (0: the sheet is empty).

    All rows below `after` are blank; `added` are further headers for the row `header`, behind its last cell. Raises
    `TemplateMismatch` where merged cells are in the way, `NotXlsx` for XML that is not UTF-8.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        sheet = archive.read(part.name)
        found = _Map(part.name)
        found.read(sheet)
        found.refuse_merged(after + 1, after + len(rows))
        edits = [*_header_edit(found, header, added), *_row_edits(found, part, rows, after)]
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w") as written:
            for info in archive.infolist():
                content = archive.read(info) if info.filename != part.name else _edited(sheet, edits)
                written.writestr(info, content)
    return buffer.getvalue()


class _Edit(NamedTuple):
    start: int
    end: int
    text: str


def _edited(sheet: bytes, edits: Sequence[_Edit]) -> bytes:
    for start, end, text in sorted(edits, reverse=True):
        sheet = sheet[:start] + text.encode() + sheet[end:]
    return sheet


def _header_edit(found: _Map, number: int, added: Sequence[str]) -> Iterator[_Edit]:
    row = found.rows.get(number)
    if row is None or not added:
        return
    last = max(row.styles)
    style = row.styles[last]
    cells = "".join(found.cell(number, last + i, NewCell(text), style) for i, text in enumerate(added, start=1))
    yield _Edit(row.closing, row.closing, cells)


def _row_edits(found: _Map, part: SheetPart, rows: Sequence[Sequence[NewCell]], after: int) -> Iterator[_Edit]:
    """Put the new rows behind the last that says anything, in the place of blank ones."""
    above = found.rows.get(after)
    new = "".join(found.row(number, cells, part, above) for number, cells in enumerate(rows, start=after + 1))
    yield from (_Edit(row.start, row.end, "") for n, row in found.rows.items() if after < n <= after + len(rows))
    if above is not None:
        yield _Edit(above.end, above.end, new)
    elif found.is_empty:
        yield _Edit(found.start, found.end, f"<{found.prefix}sheetData>{new}</{found.prefix}sheetData>")
    else:
        yield _Edit(found.start, found.start, new)


class _Map:
    """Where things stand in the XML of a sheet, in bytes: its rows, the styles of its columns, merged cells."""

    def __init__(self, part: str) -> None:
        self.part = part
        self.rows: dict[int, _Row] = {}
        self.columns: dict[int, str] = {}
        self.merged: list[tuple[int, int]] = []
        self.prefix = ""
        self.start = self.end = 0
        self.is_empty = False
        self._number = self._column = 0

    def read(self, sheet: bytes) -> None:
        self._sheet = sheet
        self._parser = expat.ParserCreate()
        self._parser.XmlDeclHandler = self._declared
        self._parser.StartElementHandler = self._begin
        self._parser.EndElementHandler = self._finish
        self._parser.Parse(sheet, True)  # noqa: FBT003 - expat takes no keywords

    def _declared(self, _: str, encoding: str | None, __: int) -> None:
        if (encoding or "utf-8").lower() not in ("utf-8", "us-ascii"):
            raise NotXlsx("xlsx.damaged", path=self.part, reason=str(encoding))

    def _tag_end(self) -> int:
        return self._sheet.index(b">", self._parser.CurrentByteIndex) + 1

    def _is_closed_at_once(self) -> bool:
        return self._sheet[self._tag_end() - 2 : self._tag_end()] == b"/>"

    def _begin(self, name: str, attributes: Mapping[str, str]) -> None:
        prefix, _, kind = name.rpartition(":")
        if kind == "sheetData":
            self.prefix = f"{prefix}:" if prefix else ""
            self.start, self.end = self._parser.CurrentByteIndex, self._tag_end()
            self.is_empty = self._is_closed_at_once()
            self.start = self.start if self.is_empty else self.end
        elif kind == "row":
            self._number, self._column = int(attributes.get("r", self._number + 1)), 0
            end = self._tag_end() if self._is_closed_at_once() else 0
            self.rows[self._number] = _Row(self._number, self._parser.CurrentByteIndex, end)
        elif kind == "c":
            found = _REFERENCE.match(attributes.get("r", ""))
            self._column = column_number(found[1]) if found else self._column + 1
            self.rows[self._number].styles[self._column] = attributes.get("s", "")
        elif kind == "col" and attributes.get("style"):
            span = range(int(attributes["min"]), min(int(attributes["max"]), 1_000) + 1)
            self.columns |= dict.fromkeys(span, attributes["style"])
        elif kind == "mergeCell":
            numbers = [int(number) for _, number in _REFERENCE.findall(attributes.get("ref", ""))]
            self.merged.append((min(numbers), max(numbers)))

    def _finish(self, name: str) -> None:
        row = self.rows.get(self._number)
        if name.rpartition(":")[2] == "row" and row is not None and not row.end:
            row.closing, row.end = self._parser.CurrentByteIndex, self._tag_end()

    def refuse_merged(self, first: int, last: int) -> None:
        for top, bottom in self.merged:
            if top <= last and bottom >= first:
                raise TemplateMismatch("xlsx.merged", path=f"{self.part}:{max(top, first)}")

    def row(self, number: int, cells: Sequence[NewCell], part: SheetPart, above: _Row | None) -> str:
        styles = self.columns | (above.styles if above is not None and number > 2 else {})
        styles |= self.rows[number].styles if number in self.rows else {}
        written = "".join(
            self.dated(number, index, cell, styles.get(index, ""), part)
            for index, cell in enumerate(cells, start=1)
            if cell.text or styles.get(index)
        )
        return f'<{self.prefix}row r="{number}">{written}</{self.prefix}row>'

    def dated(self, number: int, index: int, cell: NewCell, style: str, part: SheetPart) -> str:
        """Write a day as a number only under a date's style, any other number only under another."""
        is_date = style != "" and int(style) in part.dates
        if cell.kind == "day" and not is_date:
            cell = NewCell(cell.text)
        elif cell.kind == "day":
            days = (date.fromisoformat(cell.text) - _DAY_ZERO).days - (_BETWEEN_SYSTEMS if part.from_1904 else 0)
            cell = NewCell(str(days), "number")
        elif cell.kind == "number" and is_date:
            style = ""
        return self.cell(number, index, cell, style)

    def cell(self, number: int, index: int, cell: NewCell, style: str) -> str:
        p = self.prefix
        opened = f'<{p}c r="{_letters(index)}{number}"' + (f' s="{style}"' if style else "")
        if not cell.text:
            return f"{opened}/>"
        if cell.kind == "number":
            return f"{opened}><{p}v>{cell.text}</{p}v></{p}c>"
        text = escape(_LIKE_AN_ESCAPE.sub("_x005F_", cell.text))
        return f'{opened} t="inlineStr"><{p}is><{p}t xml:space="preserve">{text}</{p}t></{p}is></{p}c>'


def _letters(index: int) -> str:
    letters = ""
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters

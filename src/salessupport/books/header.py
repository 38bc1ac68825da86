"""The header row of a table: which cell of a row is which column, and what is wrong with the header itself.

A column is found by its English name, its Chinese header or another of its headers, compared without white space, width
and case. Where a file has two headers of one column, the column's own name stands before its other headers, which are
then unknown columns; two equally good ones are an error. Source: books.md "Form".
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from attrs import frozen

from salessupport.books.schema import Column, Table
from salessupport.tabular.grid import header_key


@frozen
class HeaderRow:
    """A header as read: the attribute of each cell (None: unknown or empty), and the header of each cell as written."""

    attributes: tuple[str | None, ...]
    written: tuple[str, ...]
    columns: Mapping[str, Column]
    unknown: Mapping[int, str]
    problems: tuple[tuple[str, str], ...]

    @property
    def headers(self) -> Mapping[str, str]:
        """The header as written, by the column's English name."""
        pairs = zip(self.attributes, self.written, strict=True)
        return {self.columns[attribute].name: header for attribute, header in pairs if attribute is not None}


def read_header(table: Table, cells: Sequence[str]) -> HeaderRow:
    """Match the cells of a header row with the table's columns; `problems` are (code, header) and keep rows unread."""
    ranks = {header_key(name): (rank, column) for column in table.columns for rank, name in _ranked(column)}
    best: dict[str, tuple[int, int]] = {}  # attribute → rank and index of the header that stands for it
    twice: list[str] = []
    for index, cell in enumerate(cells):
        if (match := ranks.get(header_key(cell))) is None:
            continue
        rank, column = match
        if column.attribute in best and best[column.attribute][0] == rank:
            twice.append(cell)
        if column.attribute not in best or rank < best[column.attribute][0]:
            best[column.attribute] = rank, index
    places = {index: attribute for attribute, (_, index) in best.items()}
    missing = [column for column in table.columns if column.required and column.attribute not in best]
    chinese = any(not cell.isascii() for cell in cells)
    return HeaderRow(
        attributes=tuple(places.get(index) for index in range(len(cells))),
        written=tuple(cells),
        columns={column.attribute: column for column in table.columns},
        unknown={index: cell for index, cell in enumerate(cells) if cell and index not in places and cell not in twice},
        problems=tuple(_problems(cells, best, twice, [c.zh if chinese else c.name for c in missing])),
    )


def _ranked(column: Column) -> Iterator[tuple[int, str]]:
    """Rank the headers of a column: the English and the Chinese one are its own, others stand behind them."""
    yield from ((0, name) for name in (column.name, column.zh))
    yield from ((1, name) for name in column.also)


def _problems(
    cells: Sequence[str], best: Mapping[str, object], twice: Sequence[str], missing: Sequence[str]
) -> Iterator[tuple[str, str]]:
    if not best:
        yield "header.not_found", ""
        return
    named = [cell for cell in cells if cell]
    again = {cell for index, cell in enumerate(named) if cell in named[:index]}
    yield from (("column.twice", header) for header in dict.fromkeys((*twice, *sorted(again))))
    yield from (("column.missing", header) for header in missing)

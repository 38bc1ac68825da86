"""What every table file is read into: rows of cells as text, each with its address and what is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping
from unicodedata import normalize

Fault = tuple[str, str]
"""What is wrong with a cell of a workbook: the finding's code, and the cell as it was stored."""
Row = tuple[int, list[str], Mapping[int, Fault]]
"""The row's number, counted from 1; its cells as text, trimmed, `""` where empty; faults by the cell's index."""

NO_FAULTS: Mapping[int, Fault] = {}


def is_blank(row: Row) -> bool:
    """Whether a row says nothing at all."""
    return not any(row[1]) and not row[2]


def header_key(header: str) -> str:
    """Give the form in which two spellings of one header are equal: no white space, half width, lower case."""
    return "".join(normalize("NFKC", header).split()).casefold()

"""What a sheet is, as data: its columns, its header block, its blocks of rows with totals, its remarks and its chart.

A `Sheet` is a declaration and the same every month; a `SheetContent` fills it with the domain's figures. Both are
free of language: texts are pairs (Chinese, English), and the renderer picks one (architecture decisions 11 and 14;
requirements §2: a totals row on every sheet, a header block with company, period, unit, prepared, checked and date).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from attrs import field, frozen

from salessupport.domain.values.messages import Language
from salessupport.domain.values.money import Money
from salessupport.reports.formula import ABOVE, FIRST, Formula

Words = tuple[str, str]
"""A text in Chinese and in English."""
Kind = Literal["text", "words", "date", "integer", "quantity", "percent", "money", "amount"]
"""What a column holds: `money` whole minor units of its block's currency, `amount` a `Money` of any currency (so it has
no total), `quantity` an exact decimal of any unit (no total either), `percent` an exact ratio, `words` a text in both
languages."""
Cell = str | Words | date | int | Decimal | Fraction | Money | None
Row = Sequence[Cell]
_SUMMED = ("money", "integer")


def say(words: Words, language: Language) -> str:
    """Pick the text of a language."""
    return words[0] if language == "zh_CN" else words[1]


def _formula(text: str | None) -> Formula | None:
    return None if text is None else Formula.parse(text)


def _total(text: str | None) -> Formula | Literal["sum"] | None:
    return "sum" if text == "sum" else _formula(text)


@frozen
class SheetColumn:
    """A column; `width` in characters of Latin text, money columns grow with their figures.

    `formula` makes the cells of every row formulas, `total` the cell of the totals row: `sum`, or a formula over the
    totals row (see `formula`). `vocabulary` translates codes of a text column.
    """

    key: str
    zh: str
    en: str
    kind: Kind = "text"
    width: int = 12
    total: Formula | Literal["sum"] | None = field(default=None, converter=_total)
    formula: Formula | None = field(default=None, converter=_formula)
    vocabulary: Mapping[str, Words] = field(factory=dict, hash=False)

    @property
    def heading(self) -> Words:
        """The header of the column."""
        return self.zh, self.en


@frozen
class Sheet:
    """A declared sheet: its tab's name (at most 31 characters), its title, its columns and how it lies on A4."""

    name_zh: str
    name_en: str
    title_zh: str
    title_en: str
    columns: tuple[SheetColumn, ...]
    landscape: bool = False

    def __attrs_post_init__(self) -> None:
        kinds: dict[str, Kind] = {column.key: column.kind for column in self.columns}
        if len(kinds) != len(self.columns) or {ABOVE, FIRST} & set(kinds):
            raise ValueError(f"{self.name_en}: keys of columns are unique and neither {ABOVE!r} nor {FIRST!r}")
        for column in self.columns:
            for formula in (column.formula, column.total):
                if formula is not None:
                    self._check(column, formula, kinds)

    def _check(self, column: SheetColumn, formula: Formula | Literal["sum"], kinds: Mapping[str, Kind]) -> None:
        keys = formula.terms if isinstance(formula, Formula) else ()
        terms = [key for key in keys if key not in (ABOVE, FIRST)]
        if column.kind not in _SUMMED or any(kinds.get(key) != column.kind for key in terms):
            raise ValueError(f"{self.name_en}: {column.key} can only be calculated from columns of its kind")

    @property
    def name(self) -> Words:
        """The name of the tab."""
        return self.name_zh, self.name_en

    @property
    def title(self) -> Words:
        """The title over the sheet."""
        return self.title_zh, self.title_en


@frozen
class Block:
    """Rows of one currency under one totals row; `totals` are the domain's figures, key → minor units or count.

    An `opening` row stands before the rows and is written as it is, without formulas. `heading` stands over the block
    where a sheet has several.
    """

    rows: Sequence[Row]
    totals: Mapping[str, int]
    currency: str
    total_label: Words = ("合计", "Total")
    opening: Row | None = None
    heading: Words | None = None


@frozen
class Field:
    """A label with its value in the header block."""

    label: Words
    value: Words | str | date


@frozen
class Paragraph:
    """A line beneath the table, over its whole width."""

    text: Words
    bold: bool = False


@frozen
class Chart:
    """A column chart of the totals of the last block, from the column `first` to the column `last`."""

    title: Words
    first: str
    last: str


@frozen
class RowChart:
    """A chart of the rows of the last block: columns `bars` side by side, `points` (of another size) on their own axis.

    `category` is the column that names the rows.
    """

    title: Words
    category: str
    bars: tuple[str, ...]
    points: str


@frozen
class Imprint:
    """Who made a sheet: the company, the day, and the names for 制表 and 审核 (left empty, they are signed by hand)."""

    company: str
    made_on: date
    prepared_by: str = ""
    checked_by: str = ""

    def fields(self) -> tuple[Field, Field, Field]:
        """Give the last line of every header block."""
        return (
            Field(("制表", "Prepared by"), self.prepared_by or "____________"),
            Field(("审核", "Checked by"), self.checked_by or "____________"),
            Field(("日期", "Date"), self.made_on),
        )


@frozen
class SheetContent:
    """One sheet to write: a declaration filled with figures; `fields` are the lines of the header block."""

    sheet: Sheet
    company: str
    fields: Sequence[Sequence[Field]]
    blocks: Sequence[Block]
    remarks: Sequence[Paragraph] = ()
    chart: Chart | RowChart | None = None

"""Formulas of sheets as sums of signed terms, such as `above + debit - credit`.

One declaration gives both the spreadsheet's formula and the check that its cached value is the domain's figure
(architecture decision 11). Terms are keys of columns in the same row; two are special: `above` is the cell above in
the same column, `first` (in a totals row) the same column's cell in the opening row.
"""

from __future__ import annotations

from collections.abc import Mapping

from attrs import frozen

ABOVE = "above"
FIRST = "first"
_SIGNS = {"+": 1, "-": -1}


@frozen
class Formula:
    """Terms of one formula: key → +1 or -1."""

    terms: Mapping[str, int]

    @classmethod
    def parse(cls, text: str) -> Formula:
        """Read keys joined by ` + ` and ` - `; the first has no sign."""
        signs_and_keys = ["+", *text.split()]
        signs, keys = signs_and_keys[::2], signs_and_keys[1::2]
        if len(signs) != len(keys) or len(set(keys)) != len(keys) or not set(signs) <= set(_SIGNS):
            raise ValueError(f"not a formula of a sheet: {text!r}")
        return cls(dict(zip(keys, (_SIGNS[sign] for sign in signs), strict=True)))

    def value(self, amounts: Mapping[str, int]) -> int:
        """Give the formula's value; a term without an amount counts nothing, as an empty cell does."""
        return sum(sign * amounts.get(key, 0) for key, sign in self.terms.items())

    def written(self, cells: Mapping[str, str], *, digits: int) -> str:
        """Give the spreadsheet's text, rounded to `digits` so that binary noise does not add up along a column."""
        text = "".join(f"{'+' if sign > 0 else '-'}{cells[key]}" for key, sign in self.terms.items())
        return f"=ROUND({text.removeprefix('+')},{digits})"

"""How cells look: one place for fonts, borders, fills and number formats; each combination is made once per book."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Literal

from salessupport.domain.values.messages import Language
from salessupport.reports.sheet import Kind

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook

Role = Literal["body", "total"]

_FONTS = {"zh_CN": "宋体", "en": "Arial"}
_SHADE = "#F2F2F2"
_GRID = {"border": 1, "border_color": "#808080", "valign": "vcenter"}
_RIGHT = ("integer", "quantity", "percent", "money", "amount")


def width_of(text: str) -> int:
    """Measure a text in characters of Latin text: Chinese characters count two."""
    if text.isascii():
        return len(text)
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def lines_of(text: str, width: int) -> int:
    """Count the lines that a text takes in `width` characters."""
    return sum(max(1, -(-width_of(line) // width)) for line in text.split("\n"))


def money_format(digits: int) -> str:
    """Give the number format of amounts with `digits` decimals: grouped, negative in red with a minus."""
    plain = "#,##0" + ("." + "0" * digits if digits else "")
    return f"{plain};[Red]-{plain}"


class Styles:
    """The formats of one workbook, each made once."""

    def __init__(self, workbook: Workbook, language: Language) -> None:
        self._workbook = workbook
        self._base: dict[str, object] = {"font_name": _FONTS[language], "font_size": 10}
        self._made: dict[tuple[tuple[str, object], ...], Format] = {}
        self.company = self._get(font_size=14, bold=True, align="center", valign="vcenter")
        self.title = self._get(font_size=16, bold=True, align="center", valign="vcenter")
        self.heading = self._get(**_GRID, bold=True, align="center", text_wrap=True, bg_color=_SHADE)
        self.band = self._get(**_GRID, bold=True, align="left", indent=1, bg_color=_SHADE)

    def field(self, align: str) -> Format:
        """Give the look of a field of the header block, `left`, `center` or `right`."""
        return self._get(align=align, valign="vcenter")

    def remark(self, *, bold: bool) -> Format:
        """Give the look of a line beneath the table."""
        return self._get(align="left", valign="vcenter", text_wrap=True, bold=bold)

    def cell(self, kind: Kind, *, digits: int = 2, role: Role = "body") -> Format:
        """Give the look of a cell of the table; `digits` are those of the currency."""
        look = dict(_GRID)
        if kind in ("text", "words"):
            look |= {"text_wrap": True, "indent": 1}
        elif kind in _RIGHT:
            look |= {"align": "right", "indent": 1, "num_format": self._numbers(kind, digits)}
        else:
            look |= {"align": "center", "num_format": "yyyy-mm-dd"}
        if role == "total":
            look |= {"bold": True, "bg_color": _SHADE}
        return self._get(**look)

    @staticmethod
    def _numbers(kind: Kind, digits: int) -> str:
        if kind in ("money", "amount"):
            return money_format(digits)
        return {"percent": "0.00%", "quantity": "General"}.get(kind, "0")

    def _get(self, **look: object) -> Format:
        key = tuple(sorted(look.items()))
        if key not in self._made:
            self._made[key] = self._workbook.add_format(self._base | look)
        return self._made[key]

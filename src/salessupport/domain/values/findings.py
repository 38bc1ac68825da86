"""A finding: something noticed at a place, of a known code, as an error (not loaded) or a warning."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from attrs import field, frozen

from salessupport.domain.values.messages import Language, text_of

Level = Literal["error", "warning"]


@frozen(order=False)
class Place:
    """Where: file or table, row counted from 1 with the header, column by its name, all optional from the right."""

    file: str = ""
    row: int | None = None
    column: str = ""
    sheet: str = ""

    def __str__(self) -> str:
        whole = f"{self.file}[{self.sheet}]" if self.sheet else self.file
        if self.row is not None:
            whole += f":{self.row}"
        return f"{whole}:{self.column}" if self.column else whole

    def sort_key(self) -> tuple[str, str, int, str]:
        """Order places as a reader meets them."""
        return self.file, self.sheet, self.row or 0, self.column


@frozen(order=False)
class Finding:
    """One finding; `value` is the cell as written, `context` fills the catalogue's text of `code`."""

    code: str
    place: Place
    level: Level = "error"
    value: str = ""
    context: Mapping[str, object] = field(factory=dict, hash=False)

    def message(self, language: Language = "en") -> str:
        """Say what is wrong and how to mend it, without the place."""
        return text_of(self.code, language, {"value": self.value, **self.context})

    def as_json(self) -> dict[str, object]:
        """Give the finding as plain JSON values."""
        return {
            "code": self.code,
            "level": self.level,
            "where": str(self.place),
            "file": self.place.file,
            "sheet": self.place.sheet,
            "row": self.place.row,
            "column": self.place.column,
            "value": self.value,
            "message": self.message("en"),
            "message_zh": self.message("zh_CN"),
        }


def by_place(finding: Finding) -> tuple[object, ...]:
    """Sort key: file, sheet, row, column, then code."""
    return *finding.place.sort_key(), finding.code

"""异常清单: everything that wants a person before a month is sealed, with its place and the reason in words.

Findings may quote what no cell can hold (a control character is what they complain about): such characters are shown
by their code point.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from salessupport.domain.values.findings import Finding, by_place
from salessupport.reports.sheet import Block, Field, Imprint, Row, Sheet, SheetColumn, SheetContent, Words

_LEVELS: Mapping[str, Words] = {"error": ("错误", "Error"), "warning": ("警告", "Warning")}
_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufeff\ufffe\uffff]")
_LONGEST = 1000

EXCEPTIONS = Sheet(
    name_zh="异常清单",
    name_en="Exceptions",
    title_zh="异常清单",
    title_en="Exceptions",
    landscape=True,
    columns=(
        SheetColumn("no", "序号", "No.", "integer", 7),
        SheetColumn("level", "级别", "Level", width=9, vocabulary=_LEVELS),
        SheetColumn("file", "文件", "File", width=22),
        SheetColumn("row", "行", "Row", "integer", 8),
        SheetColumn("column", "列", "Column", width=16),
        SheetColumn("value", "原值", "Value", width=22),
        SheetColumn("reason", "原因与处理", "Reason and remedy", "words", 62),
        SheetColumn("code", "代码", "Code", width=24),
    ),
)


def exceptions_sheet(findings: Sequence[Finding], *, imprint: Imprint, period: Field) -> SheetContent:
    """List findings by their places; of none, the sheet says that there is none."""
    count = len(findings)
    return SheetContent(
        sheet=EXCEPTIONS,
        company=imprint.company,
        fields=(
            (
                period,
                Field(("异常数", "Exceptions"), (f"{count} 项" if count else "无", str(count) if count else "none")),
            ),
            imprint.fields(),
        ),
        blocks=(
            Block(
                rows=[_row(no, finding) for no, finding in enumerate(sorted(findings, key=by_place), 1)],
                totals={},
                currency="CNY",
                total_label=(f"合计 {count} 项", f"{count} in total"),
            ),
        ),
    )


def visible(text: str) -> str:
    """Show what cannot be seen or written by its code point, `<U+200B>`, and cut what is too long for a cell."""
    text = text if len(text) <= _LONGEST else text[:_LONGEST] + "…"
    return _UNSEEN.sub(lambda found: f"<U+{ord(found[0]):04X}>", text)


def _row(no: int, finding: Finding) -> Row:
    place = finding.place
    file = f"{place.file}[{place.sheet}]" if place.sheet else place.file
    return (
        no,
        finding.level,
        visible(file),
        place.row,
        visible(place.column),
        visible(finding.value),
        (visible(finding.message("zh_CN")), visible(finding.message("en"))),
        finding.code,
    )

"""对账单（回函）: the statement S20 as a workbook that the customer fills in and sends back (DN-01, DN-02).

Every line has a number, by which it is found again after rows were inserted, moved or left out; beside it stands what
the customer says: agreed or not, their amount, a remark. Beneath are the lines of the reply, each a label and what is
written behind it. `desk.reply` reads it back.
"""

from __future__ import annotations

from collections.abc import Mapping

from attrs import evolve

from salessupport.domain.receivables.statement import Statement
from salessupport.reports.sheet import Block, Imprint, Paragraph, Row, Sheet, SheetColumn, SheetContent, Words
from salessupport.reports.sheets.statement import STATEMENT, statement_sheet

_LINE = SheetColumn("line", "序号", "No.", "integer", 6)
_ANSWERS = (
    SheetColumn("answer", "核对", "Agreed?", width=10),
    SheetColumn("theirs", "贵方金额", "Your amount", "money", 16),
    SheetColumn("remark", "说明", "Remark", width=26),
)
REPLY = Sheet(
    name_zh="对账单回函",
    name_en="Statement and reply",
    title_zh="对 账 单（请核对并回函）",
    title_en="Statement of account (please check and reply)",
    landscape=True,
    columns=(_LINE, *STATEMENT.columns, *_ANSWERS),
)
LABELS: Mapping[str, Words] = {
    "conclusion": ("回函结论（相符 / 不符）：", "Conclusion (agreed / differs):"),
    "balance": ("贵方账面余额：", "Balance in your books:"),
    "by": ("经办人：", "Signed by:"),
    "on": ("回函日期：", "Date of reply:"),
}
"""The lines of the reply; what the customer writes stands behind the colon."""
_HOW = Paragraph(
    (
        "请逐行核对：相符填“相符”；不符填“不符”与贵方金额；我方未列的单据请插入一行，写明单据号、日期与金额。",
        "Please check each line: write agreed, or differs with your amount; insert a row for what is missing here.",
    )
)
_STAMP = Paragraph(("单位盖章：______________________", "Company stamp: ______________________"))


def reply_sheet(statement: Statement, *, number: str, imprint: Imprint) -> SheetContent:
    """Lay out a statement with room for the reply of its customer."""
    printed = statement_sheet(statement, number=number, imprint=imprint)
    closing = printed.remarks[0]
    labels = (Paragraph(words, bold=True) for words in LABELS.values())
    return evolve(
        printed,
        sheet=REPLY,
        blocks=tuple(_numbered(block) for block in printed.blocks),
        remarks=(closing, _HOW, *labels, _STAMP),
    )


def _numbered(block: Block) -> Block:
    opening = block.opening
    return evolve(
        block,
        rows=[_with_room(number, row) for number, row in enumerate(block.rows, 1)],
        opening=None if opening is None else _with_room(0, opening),
    )


def _with_room(number: int, row: Row) -> Row:
    return (number, *row, *(None for _ in _ANSWERS))

"""到款详情汇总表 (S52, AR-15): the month's receipts part by part.

Law: the amounts sum to the notices of the month; with what is on nothing yet they are all that came in.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from attrs import frozen

from salessupport.domain.contracts.receipts import UNPLACED, ReceiptSplits, SplitPart
from salessupport.domain.facts import Receipt
from salessupport.domain.values.dates import Period
from salessupport.domain.values.money import Money
from salessupport.reports import terms
from salessupport.reports.sheet import Imprint, Paragraph, Row, Sheet, SheetColumn, SheetContent
from salessupport.reports.sheets.contract_words import EACH_CURRENCY, NATURES, Names, blocks

DETAIL = Sheet(
    name_zh="到款详情汇总表",
    name_en="Receipts detail",
    title_zh="到款详情汇总表",
    title_en="Receipts in detail",
    landscape=True,
    columns=(
        SheetColumn("date", "到款日", "Received", "date", 12),
        SheetColumn("number", "单号", "Notice", width=17),
        SheetColumn("receipt", "到款编号", "Receipt", width=16),
        SheetColumn("customer", "客户", "Customer", width=32),
        SheetColumn("project", "项目", "Project", width=14),
        SheetColumn("contract", "合同/单据", "Contract or document", width=17),
        SheetColumn("nature", "性质", "Nature", width=15, vocabulary=NATURES),
        SheetColumn("amount", "金额", "Amount", "money", 16, total="sum"),
        SheetColumn("unplaced", "未分配金额", "Unplaced", "money", 16, total="sum"),
    ),
)
_NOTE = Paragraph(
    (
        "金额合计 = 本期各到款通知单合计；加上未分配金额即本期到款（含我方承担的银行手续费）。",
        "Amounts sum to the period's notices; with what is unplaced, to all that came in and bank fees that we bear.",
    )
)


@frozen
class _Line:
    receipt: Receipt
    part: SplitPart

    @property
    def amount(self) -> Money | None:
        return None if self.part.nature in UNPLACED else self.part.amount

    @property
    def unplaced(self) -> Money | None:
        return self.part.amount if self.part.nature in UNPLACED else None


_FIGURES: Mapping[str, Callable[[_Line], Money | None]] = {
    "amount": lambda line: line.amount,
    "unplaced": lambda line: line.unplaced,
}


def receipts_detail(
    splits: Sequence[ReceiptSplits], *, numbers: Mapping[str, str], period: Period, names: Names, imprint: Imprint
) -> SheetContent:
    """Lay out the receipts of a period; `numbers` are those of their notices, by receipt."""
    return SheetContent(
        sheet=DETAIL,
        company=imprint.company,
        fields=((terms.period(period.first, period.last), EACH_CURRENCY), imprint.fields()),
        blocks=blocks(
            [_Line(each.receipt, part) for each in splits for part in each.parts],
            lambda line: _row(line, numbers, names),
            _FIGURES,
            currency_of=lambda line: line.part.amount.currency,
            empty=names.currency,
        ),
        remarks=(_NOTE,),
    )


def _row(line: _Line, numbers: Mapping[str, str], names: Names) -> Row:
    receipt, part = line.receipt, line.part
    return (
        receipt.received_on,
        numbers.get(receipt.id),
        receipt.id,
        names.customer(part.customer) or receipt.payer_name,
        part.project_no,
        part.contract or part.document,
        part.nature,
        *(None if (money := figure(line)) is None else money.minor for figure in _FIGURES.values()),
    )

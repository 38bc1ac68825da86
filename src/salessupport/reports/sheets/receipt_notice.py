"""到款通知单 (S17, AR-03): one for each receipt, to the salespeople whose money it is, with a line to acknowledge it.

Law: the splits sum to what the receipt settles less what is on nothing yet. What a bank's fee adds is named.
"""

from __future__ import annotations

from collections.abc import Iterator

from salessupport.domain.contracts.receipts import ReceiptSplits, SplitPart
from salessupport.domain.values.money import Money
from salessupport.domain.values.words import amount_in_words
from salessupport.reports import terms
from salessupport.reports.sheet import Block, Field, Imprint, Paragraph, Row, Sheet, SheetColumn, SheetContent, Words
from salessupport.reports.sheets.contract_words import METHODS, NATURES, Names

NOTICE = Sheet(
    name_zh="到款通知单",
    name_en="Receipt notice",
    title_zh="到 款 通 知 单",
    title_en="Receipt notice",
    landscape=True,
    columns=(
        SheetColumn("no", "序号", "No.", "integer", 7),
        SheetColumn("nature", "款项性质", "Nature", width=16, vocabulary=NATURES),
        SheetColumn("project", "项目编号", "Project", width=15),
        SheetColumn("contract", "合同/单据", "Contract or document", width=18),
        SheetColumn("instalment", "期次", "Instalment", "integer", 11),
        SheetColumn("customer", "客户", "Customer", width=32),
        SheetColumn("rep", "业务员", "Salesperson", width=14),
        SheetColumn("amount", "金额", "Amount", "money", 17, total="sum"),
    ),
)
_ACKNOWLEDGED = (
    Paragraph(("", "")),
    Paragraph(
        (
            "通知业务员签收：______________________    签收日期：______ 年 ____ 月 ____ 日",
            "Received by the salesperson: ______________________    Date: ________________",
        )
    ),
)


def receipt_notice(splits: ReceiptSplits, *, number: str, names: Names, imprint: Imprint) -> SheetContent:
    """Lay out the notice of a receipt under its `number`."""
    receipt, currency = splits.receipt, splits.settles.currency
    placed = sum((part.amount for part in splits.placed), Money.zero(currency))
    return SheetContent(
        sheet=NOTICE,
        company=imprint.company,
        fields=(
            (Field(("单号", "No."), number), Field(("到款日期", "Received on"), receipt.received_on)),
            (Field(("付款单位", "Payer"), _payer(splits, names)), Field(("到款编号", "Receipt"), receipt.id)),
            (
                Field(("付款账号", "Payer's account"), receipt.payer_account or "—"),
                Field(("到款方式", "Method"), METHODS[receipt.paid_by]),
                terms.unit(currency),
            ),
            imprint.fields(),
        ),
        blocks=(
            Block(
                rows=[_row(no, part, names) for no, part in enumerate(splits.placed, 1)],
                totals={"amount": placed.minor},
                currency=currency,
                total_label=("已分配合计", "Total of the splits"),
            ),
        ),
        remarks=(*_amounts(splits, placed), *_ACKNOWLEDGED),
    )


def _payer(splits: ReceiptSplits, names: Names) -> str:
    receipt = splits.receipt
    return receipt.payer_name or names.customer(receipt.customer) or "—"


def _row(no: int, part: SplitPart, names: Names) -> Row:
    return (
        no,
        part.nature,
        part.project_no,
        part.contract or part.document,
        part.instalment,
        names.customer(part.customer),
        names.salesperson(part.salesperson),
        part.amount.minor,
    )


def _amounts(splits: ReceiptSplits, placed: Money) -> Iterator[Paragraph]:
    """The amount in figures and words; a bank's fee that we bear; what is unplaced."""
    amount = splits.receipt.amount
    figures = f"{terms.grouped(amount)} {amount.currency}"
    if amount.currency == "CNY":
        words = f"人民币{amount_in_words(amount)}"
        yield Paragraph((f"到款金额：{figures}（大写：{words}）", f"Amount: {figures} ({words})"), bold=True)
    else:
        yield Paragraph((f"到款金额：{figures}", f"Amount: {figures}"), bold=True)
    fee = splits.settles - amount
    added: Words = (f" + 银行手续费 {terms.grouped(fee)}", f" + bank fee {terms.grouped(fee)}") if fee else ("", "")
    sums, whole, rest = (terms.grouped(money) for money in (placed, amount, splits.unplaced))
    yield Paragraph(
        (
            f"已分配 {sums} = 到款 {whole}{added[0]} − 未分配 {rest}",
            f"Splits {sums} = amount {whole}{added[1]} - unplaced {rest}",
        )
    )

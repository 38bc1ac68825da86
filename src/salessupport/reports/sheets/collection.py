"""20__清欠 (S15, AR-04): the year's money part by part with what was due and is left; tails on a sheet of their own."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from attrs import evolve

from salessupport.domain.contracts.collection import Collected, Collection
from salessupport.domain.values.dates import Period
from salessupport.domain.values.money import Money, total
from salessupport.reports import terms
from salessupport.reports.sheet import Imprint, Paragraph, Row, Sheet, SheetColumn, SheetContent
from salessupport.reports.sheets.contract_words import EACH_CURRENCY, METHODS, NATURES, Names, blocks

_REFERENCES = (
    SheetColumn("date", "到款日期", "Received", "date", 12),
    SheetColumn("receipt", "到款编号", "Receipt", width=16),
    SheetColumn("project", "项目编号", "Project", width=14),
    SheetColumn("contract", "合同/单据", "Contract or document", width=17),
    SheetColumn("instalment", "期次", "Instalment", "integer", 11),
    SheetColumn("customer", "客户", "Customer", width=32),
    SheetColumn("method", "到款方式", "Method", width=14, vocabulary=METHODS),
)

CLEARANCE = Sheet(
    name_zh="清欠",
    name_en="Clearance",
    title_zh="清欠",
    title_en="Collection",
    landscape=True,
    columns=(
        *_REFERENCES,
        SheetColumn("nature", "款项性质", "Nature", width=15, vocabulary=NATURES),
        SheetColumn("amount", "到款金额", "Amount", "money", 16, total="sum"),
        SheetColumn("due", "应收", "Due", "money", 16),
        SheetColumn("paid", "累计已收", "Paid so far", "money", 16),
        SheetColumn("balance", "余额", "Balance", "money", 16, formula="due - paid"),
    ),
)

TAILS = Sheet(
    name_zh="尾款",
    name_en="Tails",
    title_zh="尾款登记表",
    title_en="Tails",
    landscape=True,
    columns=(
        *_REFERENCES,
        SheetColumn("amount", "到款金额", "Amount", "money", 16, total="sum"),
        SheetColumn("due", "尾款应收", "Tail due", "money", 16),
        SheetColumn("paid", "尾款累计已收", "Tail paid so far", "money", 16),
        SheetColumn("balance", "尾款余额", "Tail balance", "money", 16, formula="due - paid"),
    ),
)
_FIGURES: Mapping[str, Callable[[Collected], Money]] = {"amount": lambda row: row.part.amount}
_NOTE = Paragraph(
    (
        "应收不含已核销和红字部分；累计已收为收到该笔到款时；不对应合同款项或发票的到款，应收、累计、余额为零。",
        "Due: less credits and write-offs. Paid: up to the receipt. Money on no instalment or invoice has zeros.",
    )
)


def collection_sheets(
    collection: Collection, *, year: Period, names: Names, imprint: Imprint
) -> tuple[SheetContent, SheetContent]:
    """Lay out clearance and tails; both name what they add up to, the money received in the year."""
    sums = _sums(collection)
    return (
        _content(_of_year(CLEARANCE, year), collection.clearance, year, names, imprint, sums),
        _content(_of_year(TAILS, year), collection.tails, year, names, imprint, sums),
    )


def _of_year(sheet: Sheet, year: Period) -> Sheet:
    return evolve(
        sheet,
        name_zh=f"{year.name}{sheet.name_zh}",
        name_en=f"{sheet.name_en} {year.name}",
        title_zh=f"{year.name} {sheet.title_zh}",
        title_en=f"{sheet.title_en} {year.name}",
    )


def _content(
    sheet: Sheet,
    rows: Sequence[Collected],
    year: Period,
    names: Names,
    imprint: Imprint,
    sums: tuple[Paragraph, ...],
) -> SheetContent:
    has_nature = any(column.key == "nature" for column in sheet.columns)
    return SheetContent(
        sheet=sheet,
        company=imprint.company,
        fields=((terms.period(year.first, year.last), EACH_CURRENCY), imprint.fields()),
        blocks=blocks(
            rows,
            lambda row: _row(row, names, has_nature=has_nature),
            _FIGURES,
            currency_of=lambda row: row.part.amount.currency,
            empty=names.currency,
        ),
        remarks=(*sums, _NOTE),
    )


def _sums(collection: Collection) -> tuple[Paragraph, ...]:
    """For each currency: the year's money = clearance + tails."""
    paragraphs = []
    rows = (*collection.clearance, *collection.tails)
    for currency in sorted({row.part.amount.currency for row in rows}):
        parts = [_sum(each, currency) for each in (collection.clearance, collection.tails)]
        whole, clearance, tails = (terms.grouped(money) for money in (parts[0] + parts[1], *parts))
        paragraphs.append(
            Paragraph(
                (
                    f"全年到款 {currency} {whole} = 清欠 {clearance} + 尾款 {tails}",
                    f"Received in the year {currency} {whole} = clearance {clearance} + tails {tails}",
                ),
                bold=True,
            )
        )
    return tuple(paragraphs)


def _sum(rows: Sequence[Collected], currency: str) -> Money:
    return total((row.part.amount for row in rows if row.part.amount.currency == currency), currency)


def _row(row: Collected, names: Names, *, has_nature: bool) -> Row:
    part = row.part
    return (
        row.receipt.received_on,
        row.receipt.id,
        part.project_no,
        part.contract or part.document,
        part.instalment,
        names.customer(part.customer) or row.receipt.payer_name,
        row.receipt.paid_by,
        *((part.nature,) if has_nature else ()),
        *(money.minor for money in (part.amount, row.due, row.paid, row.balance)),
    )

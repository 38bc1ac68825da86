"""直销客户每月销售汇总表 (S07, IN-07): opening, goods, money, the rest, closing; what is invoiced stands beside it.

The closing is a formula of its row. Quantities of several products have no total. Each currency has a block.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from salessupport.domain.orders.monthly import CustomerMonth
from salessupport.domain.values.dates import Period
from salessupport.domain.values.money import Money
from salessupport.reports import terms
from salessupport.reports.sheet import Imprint, Paragraph, Row, Sheet, SheetColumn, SheetContent
from salessupport.reports.sheets.contract_words import EACH_CURRENCY, blocks

CUSTOMER_MONTH = Sheet(
    name_zh="客户每月销售汇总",
    name_en="Customer month",
    title_zh="直销客户每月销售汇总表",
    title_en="Monthly sales by customer",
    landscape=True,
    columns=(
        SheetColumn("customer", "客户", "Customer", width=13),
        SheetColumn("name", "名称", "Name", width=30),
        SheetColumn("opening", "期初欠款", "Opening", "money", 15, total="sum"),
        SheetColumn("quantity", "出货数量", "Quantity shipped", "quantity", 12),
        SheetColumn("shipped", "出货金额", "Shipped", "money", 15, total="sum"),
        SheetColumn("returned", "退货金额", "Returned", "money", 15, total="sum"),
        SheetColumn("received", "回款金额", "Received", "money", 15, total="sum"),
        SheetColumn("other", "其他", "Other", "money", 15, total="sum"),
        SheetColumn(
            "closing",
            "期末欠款",
            "Closing",
            "money",
            15,
            total="opening + shipped - returned - received + other",
            formula="opening + shipped - returned - received + other",
        ),
        SheetColumn("invoiced", "开票金额", "Invoiced", "money", 15, total="sum"),
        SheetColumn("uninvoiced", "未开票余额", "Not invoiced", "money", 15, total="sum"),
    ),
)
_FIGURES: Mapping[str, Callable[[CustomerMonth], Money]] = {
    "opening": lambda line: line.opening,
    "shipped": lambda line: line.shipped,
    "returned": lambda line: line.returned,
    "received": lambda line: line.received,
    "other": lambda line: line.other,
    "closing": lambda line: line.closing,
    "invoiced": lambda line: line.invoiced,
    "uninvoiced": lambda line: line.uninvoiced,
}
_REMARKS = (
    Paragraph(
        (
            "期末欠款 = 期初 + 出货 − 退货 − 回款 + 其他；期末欠款 − 未开票余额 = 对账单余额（按发票）。",
            (
                "Closing = opening + shipped - returned - received + other; closing - not invoiced = balance of the"
                " statement of account (by invoice)."
            ),
        )
    ),
    Paragraph(
        (
            (
                "出货、退货按约定价（含税）；其他 = 费用、利息、退款、核销、期初结转、与出货无关的单据、已出货的调价。"
                "未开票余额为累计数，负数表示先开票未出货。"
            ),
            (
                "Goods at the agreed price with tax; other = fees, interest, refunds, write-offs, items carried over,"
                " documents not about goods, new prices of goods shipped before. Not invoiced is cumulative;"
                " below zero, more was invoiced than shipped."
            ),
        )
    ),
)


def customer_month(lines: Iterable[CustomerMonth], *, month: Period, currency: str, imprint: Imprint) -> SheetContent:
    """Lay out a month; one without any line has zeros in `currency`."""
    return SheetContent(
        sheet=CUSTOMER_MONTH,
        company=imprint.company,
        fields=((terms.period(month.first, month.last), EACH_CURRENCY), imprint.fields()),
        blocks=blocks(lines, _row, _FIGURES, currency_of=lambda line: line.currency, empty=currency),
        remarks=_REMARKS,
    )


def _row(line: CustomerMonth) -> Row:
    return (
        line.customer,
        line.name,
        line.opening.minor,
        line.shipped_quantity,
        line.shipped.minor,
        line.returned.minor,
        line.received.minor,
        line.other.minor,
        line.closing.minor,
        line.invoiced.minor,
        line.uninvoiced.minor,
    )

"""Tables of what was offered: quotations and their lines (QT-01)."""

from __future__ import annotations

from salessupport.books.schema import Header, Table, table
from salessupport.books.tables import common
from salessupport.domain.facts import Quotation, QuotationLine

QUOTATIONS = table(
    "quotations",
    "报价单",
    Quotation,
    doc="Offers to customers",
    doc_zh="向客户的报价",
    headers={
        "id": Header("报价单号", "Number of the quotation", "报价单的唯一编号", also=("单号",)),
        "customer": common.CUSTOMER,
        "salesperson": common.SALESPERSON,
        "quoted_on": Header("报价日期", "Day of the offer", "报价的日期", also=("日期",)),
        "valid_to": Header("有效期至", "Last day of validity", "最后有效的日期", also=("失效日期",)),
        "revision": Header("版本", "Revision, counted from 1", "从 1 起的版本号"),
        "status": common.STATUS,
    },
    document=True,
)

QUOTATION_LINES = table(
    "quotation_lines",
    "报价单明细",
    QuotationLine,
    doc="Lines of quotations",
    doc_zh="报价单的各行",
    headers={
        "quotation": Header("报价单号", "The quotation", "所属报价单", ("quotations",), ("报价单",)),
        "line": common.LINE,
        "product": common.PRODUCT,
        "qty": common.QTY,
        "price": common.PRICE,
        "discount": common.DISCOUNT,
        "tax_rate": common.TAX_RATE,
        "lead_days": common.LEAD_DAYS,
    },
    key=("quotation", "line"),
)

TABLES: tuple[Table, ...] = (QUOTATIONS, QUOTATION_LINES)

"""Tables of what changes a balance besides invoices and money: charges and adjustments (DN-04, AR-06)."""

from __future__ import annotations

from salessupport.books.schema import Header, Table, table
from salessupport.books.tables import choices, common
from salessupport.domain.facts import Adjustment, Charge

CHARGES = table(
    "charges",
    "应收费用",
    Charge,
    doc="Fees and interest charged to customers; due at once",
    doc_zh="向客户收取的费用与利息，当日到期",
    headers={
        "id": Header("费用单号", "Number of the charge", "费用的唯一编号", also=("编号",)),
        "customer": common.CUSTOMER,
        "kind": Header("费用类别", "What is charged", "费用的种类", labels=choices.CHARGE_KIND),
        "about": Header("相关单据", "The invoice or bill it is about", "所涉发票或票据的编号", ("invoices", "bills")),
        "amount": common.AMOUNT,
        "effective_on": common.EFFECTIVE_ON,
    },
    document=True,
)

ADJUSTMENTS = table(
    "adjustments",
    "调整",
    Adjustment,
    doc="Write-offs, refunds and exchange differences",
    doc_zh="坏账核销、退款与汇兑差额",
    headers={
        "id": Header("调整单号", "Number of the adjustment", "调整的唯一编号", also=("编号",)),
        "kind": Header("调整类型", "What kind of adjustment it is", "调整的种类", labels=choices.ADJUSTMENT_KIND),
        "customer": common.CUSTOMER,
        "about": Header(
            "相关单据",
            "The invoice; for a refund the receipt",
            "所涉发票的编号；退款为到款单号",
            ("invoices", "receipts"),
        ),
        "amount": common.AMOUNT,
        "effective_on": common.EFFECTIVE_ON,
        "approved_by": common.APPROVED_BY,
    },
    document=True,
)

TABLES: tuple[Table, ...] = (CHARGES, ADJUSTMENTS)

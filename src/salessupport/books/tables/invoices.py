"""Tables of invoices of every kind and of their lines (IN-01, IN-05)."""

from __future__ import annotations

from attrs import evolve

from salessupport.books.schema import Header, Table, table
from salessupport.books.tables import choices, common
from salessupport.domain.facts import Invoice, InvoiceLine

INVOICES = table(
    "invoices",
    "发票",
    Invoice,
    doc="Invoices, prepayment invoices, credit and debit notes, items carried over; amounts are positive",
    doc_zh="发票、预付款发票、红字发票、借项通知单及期初项目；金额一律为正",
    headers={
        "id": Header("单据编号", "Our number of the document", "单据的唯一编号", also=("编号",)),
        "number": Header("发票号码", "The tax invoice's number", "税务发票号码", also=("发票号",)),
        "kind": Header("发票类型", "What kind of document it is", "单据种类", labels=choices.INVOICE_KIND),
        "customer": common.CUSTOMER,
        "contract": common.CONTRACT,
        "instalment": Header("款项", "Number of the contract's instalment", "对应合同款项的期次", also=("期次",)),
        "order": common.ORDER,
        "original": Header(
            "原发票", "The invoice that a credit note corrects", "红字发票所冲的原发票", ("invoices",), ("原单据",)
        ),
        "issued_on": Header("开票日期", "Day of issue", "开具的日期", also=("日期",)),
        "due_on": evolve(
            common.DUE_ON, doc="Day it falls due; empty: the day of issue", doc_zh="到期日期，空为开票当日"
        ),
        "currency": common.CURRENCY,
        "rate": common.RATE,
        "net": common.NET,
        "tax": common.TAX,
        "gross": common.GROSS,
        "status": Header("状态", "State", "单据状态", labels=choices.INVOICE_STATUS),
        "disputed": Header("争议", "Whether the customer disputes it", "客户是否有异议", also=("有争议",)),
    },
    document=True,
)

INVOICE_LINES = table(
    "invoice_lines",
    "发票明细",
    InvoiceLine,
    doc="Lines of invoices",
    doc_zh="发票的各行",
    headers={
        "invoice": common.INVOICE,
        "line": common.LINE,
        "order_line": common.ORDER_LINE,
        "product": common.PRODUCT,
        "qty": evolve(common.QTY, doc="Quantity; empty on a correction of the price", doc_zh="数量；价格更正行留空"),
        "net": common.NET,
        "tax_rate": common.TAX_RATE,
        "tax": common.TAX,
        "gross": common.GROSS,
    },
    key=("invoice", "line"),
)

TABLES: tuple[Table, ...] = (INVOICES, INVOICE_LINES)

"""Tables of issued papers: numbers, released lines, departments' signatures, a refund's vouchers.

Source: DC-04, CO-05, LG-01, AR-06; sheets S17, S18, S19, S24.
"""

from __future__ import annotations

from attrs import evolve

from salessupport.books.schema import Header, Table, table
from salessupport.books.tables import choices, common
from salessupport.domain.facts import RegisterPaper, RegisterPaperLine, RegisterSignature, RegisterVoucher

_PAPER = Header("单据编号", "The paper", "所属单据的编号", ("register_papers",), ("单号",))

REGISTER_PAPERS = table(
    "register_papers",
    "签发登记",
    RegisterPaper,
    doc="Numbered papers as issued: numbers have no gaps, a voided one stays taken",
    doc_zh="签发的编号单据；编号连续，作废者号码保留",
    headers={
        "id": Header("编号", "The paper's number", "单据的编号", also=("单号", "单据编号")),
        "kind": Header("单据类别", "What was issued", "签发的单据", also=("类别",), labels=choices.PAPER_KIND),
        "subject": Header(
            "相关单据",
            "The contract, order or receipt it is about",
            "所涉合同、订单或到款的编号",
            ("contracts", "orders", "receipts"),
        ),
        "issued_on": Header("日期", "Day of issue", "签发的日期", also=("签发日期",)),
        "issued_by": Header("签发", "Who issued it", "签发的人", also=("签发人",)),
        "approvals": Header(
            "特批", "Numbers of the waivers that it was issued on", "所凭特批的审批编号", also=("放行依据",)
        ),
        "voids": Header("作废单号", "The paper that this row takes back", "被作废单据的编号", ("register_papers",)),
        "reason": Header("原因", "Reason", "作废或签发的原因", also=("作废原因",)),
        "digest": common.DIGEST,
    },
    document=True,
)

REGISTER_PAPER_LINES = table(
    "register_paper_lines",
    "签发明细",
    RegisterPaperLine,
    doc="What shipping notices release",
    doc_zh="发货通知单放行的各行",
    headers={
        "paper": _PAPER,
        "line": evolve(common.LINE, doc="Line of the order or contract", doc_zh="订单或合同的行号"),
        "qty": common.QTY,
    },
    key=("paper", "line"),
)

REGISTER_SIGNATURES = table(
    "register_signatures",
    "签收登记",
    RegisterSignature,
    doc="Which department got which paper and signed for it",
    doc_zh="各部门对单据的签收",
    headers={
        "id": Header("签收编号", "Number of the entry", "签收登记的唯一编号", also=("编号",)),
        "paper": _PAPER,
        "department": Header("签收部门", "The department", "应签收的部门", also=("部门", "签收联")),
        "sent_on": Header("发出日期", "Day it was sent", "发出的日期"),
        "signed_on": Header("签收日期", "Day it was signed; empty: not yet", "签收的日期；空为未签收"),
        "signed_by": Header("签收人", "Who signed", "签收的人", also=("签收",)),
    },
    document=True,
)

REGISTER_VOUCHERS = table(
    "register_vouchers",
    "领付款凭证",
    RegisterVoucher,
    doc="The papers of refunds: voucher, the customer's receipt, handing it to finance",
    doc_zh="退款的凭证、客户收据及交财务情况",
    headers={
        "id": Header("登记编号", "Number of the entry", "登记的唯一编号", also=("编号",)),
        "refund": Header("退款单号", "The refund", "退款的调整单号", ("adjustments",), ("调整单号",)),
        "voucher_no": Header("凭证号", "Number of the payment voucher", "领付款凭证的号码", also=("领付款凭证号",)),
        "customer_receipt_no": Header("客户收据号", "Number of the customer's receipt", "客户所开收据的号码"),
        "received_on": Header("收据收到日期", "Day the customer's receipt came in", "收到客户收据的日期"),
        "handed_in_on": Header("交财务日期", "Day it was handed to finance", "收据交财务的日期"),
    },
    document=True,
)

TABLES: tuple[Table, ...] = (REGISTER_PAPERS, REGISTER_PAPER_LINES, REGISTER_SIGNATURES, REGISTER_VOUCHERS)

"""Tables of money that came in and where it went: receipts, bills with their events and chains, allocations.

Source: AR-02, AR-07.
"""

from __future__ import annotations

from attrs import evolve

from salessupport.books.schema import Header, Table, table
from salessupport.books.tables import choices, common
from salessupport.domain.facts import AcceptanceBill, Allocation, BillEndorsement, BillEvent, Receipt

RECEIPTS = table(
    "receipts",
    "到款",
    Receipt,
    doc="Money received",
    doc_zh="收到的货款",
    headers={
        "id": Header("到款单号", "Number of the receipt", "到款的唯一编号", also=("单号", "收据号")),
        "customer": evolve(common.CUSTOMER, doc="The customer; empty: to be identified", doc_zh="客户编码；空为待认款"),
        "received_on": Header("到款日期", "Day it was received", "到账的日期", also=("收款日期", "到款日", "日期")),
        "currency": common.CURRENCY,
        "amount": Header("到款金额", "Amount received", "到账的金额", also=("收款金额", "金额")),
        "rate": common.RATE,
        "bank_fee": Header(
            "手续费", "Fee that a bank kept of the payment", "银行从付款中扣收的费用", also=("银行手续费",)
        ),
        "payer_name": Header(
            "付款单位", "Name of the payer", "付款人户名", also=("对方户名", "对方名称", "付款人名称", "付款方名称")
        ),
        "payer_account": Header("对方账号", "Account of the payer", "付款人账号", also=("付款账号", "付款人账号")),
        "remittance": Header("附言", "What the payer wrote", "付款人的用途与附言", also=("用途", "摘要")),
        "third_party": Header("代付", "Whether it may settle another customer's items", "可否核销其他客户的款项"),
        "method": Header(
            "到款方式",
            "How it was paid; empty: bank",
            "付款方式，空为电汇",
            also=("收款方式",),
            labels=choices.RECEIPT_METHOD,
        ),
        "bill": common.BILL,
    },
    document=True,
)

BILLS = table(
    "bills",
    "承兑汇票",
    AcceptanceBill,
    doc="Acceptance bills and postdated cheques",
    doc_zh="承兑汇票与远期支票",
    headers={
        "id": Header("票据编号", "Our number of the bill", "票据的唯一编号", also=("编号",)),
        "kind": Header("票据种类", "What kind of bill it is", "票据种类", labels=choices.BILL_KIND),
        "number": Header("票号", "The bill's own number", "票据号码", also=("票据号码",)),
        "range_from": Header("子票区间起", "First number of the part held", "持有子票区间的起号"),
        "range_to": Header("子票区间止", "Last number of the part held", "持有子票区间的止号"),
        "drawer": Header("出票人", "Drawer", "出票人"),
        "acceptor": Header("承兑人", "Acceptor", "承兑人"),
        "face": Header("票面金额", "Face amount", "票面金额", also=("金额",)),
        "issued_on": Header("出票日期", "Day it was drawn", "出票的日期"),
        "matures_on": Header("到期日", "Day of maturity", "票据到期的日期", also=("到期日期",)),
        "customer": common.CUSTOMER,
        "received_on": Header("收票日期", "Day it was received", "收到票据的日期"),
    },
    document=True,
)

BILL_EVENTS = table(
    "bill_events",
    "汇票事件",
    BillEvent,
    doc="What happened to bills",
    doc_zh="汇票的瑕疵、背书、贴现、兑付、拒付等",
    headers={
        "bill": common.BILL,
        "effective_on": common.EFFECTIVE_ON,
        "event": Header("事件", "What happened", "发生的事件", also=("状态",), labels=choices.BILL_EVENT),
        "amount": common.AMOUNT,
        "rate": Header("贴现率", "Discount rate per year", "贴现年利率", also=("贴现利率",)),
        "charge": Header("贴现息", "What the bank kept; empty: by rate", "银行扣收的贴现息；空则按贴现率计算"),
        "recourse": Header("追索权", "Whether the bank may come back to us", "银行是否保留追索权", also=("有追索权",)),
        "note": common.NOTE,
    },
    key=(),
)

BILL_ENDORSEMENTS = table(
    "bill_endorsements",
    "汇票背书",
    BillEndorsement,
    doc="Endorsements of bills, each leading on from the one before",
    doc_zh="汇票的背书，前后相接",
    headers={
        "bill": common.BILL,
        "no": Header("背书序号", "Number of the endorsement, counted from 1", "从 1 起的背书序号", also=("序号",)),
        "endorser": Header("背书人", "Who passed the bill on", "转让票据的人"),
        "endorsee": Header("被背书人", "Who got it", "受让票据的人"),
        "endorsed_on": Header("背书日期", "Day of the endorsement", "背书的日期", also=("日期",)),
    },
    key=("bill", "no"),
)

ALLOCATIONS = table(
    "allocations",
    "核销",
    Allocation,
    doc="Which money settles which item",
    doc_zh="哪笔款核销哪项应收",
    headers={
        "id": Header("核销编号", "Number of the allocation", "核销的唯一编号", also=("编号",)),
        "source": Header(
            "核销来源",
            "The receipt, credit note or bill whose money it is",
            "到款、红字发票或票据的编号",
            ("receipts", "invoices", "bills"),
            ("来源",),
        ),
        "target": Header(
            "核销对象",
            "The invoice or charge, or contract:no for an instalment",
            "发票或费用的编号，合同款项写作“合同编号:期次”",
            ("invoices", "charges", "contracts"),
            ("对象",),
        ),
        "amount": Header("核销金额", "Amount; empty: as much as fits", "核销的金额；空为尽量核销", also=("金额",)),
        "effective_on": Header("核销日期", "Day on which the money is placed", "核销的日期", also=("生效日期", "日期")),
        "reverses": Header("冲销", "The allocation that this row takes back", "被冲回的核销编号", ("allocations",)),
        "closing": Header(
            "结账批次", "The closing that froze this placement; written by the product", "冻结该核销的结账，由系统写入"
        ),
    },
    document=True,
)

TABLES: tuple[Table, ...] = (RECEIPTS, BILLS, BILL_EVENTS, BILL_ENDORSEMENTS, ALLOCATIONS)

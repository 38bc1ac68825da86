"""Tables of the office's own affairs: expenses, complaints, targets, closings, licences.

Source: EX-01, RT-01, PL-02, LD-02, LA-01.
"""

from __future__ import annotations

from attrs import evolve

from salessupport.books.schema import Header, Table, table
from salessupport.books.tables import choices, common
from salessupport.domain.facts import Closing, Complaint, Expense, RegisterLicence, Target

EXPENSES = table(
    "expenses",
    "费用报销",
    Expense,
    doc="Claims for expenses",
    doc_zh="业务员的费用报销",
    headers={
        "id": Header("报销单号", "Number of the claim", "报销的唯一编号", also=("编号",)),
        "salesperson": evolve(common.SALESPERSON, doc="Who spent it", doc_zh="报销人", also=("姓名",)),
        "spent_on": Header("日期", "Day it was spent", "费用发生的日期", also=("发生日期",)),
        "kind": Header("费用类别", "What it was spent on", "费用的种类"),
        "claimed": Header("申报", "Amount claimed", "申报的金额", also=("申报金额",)),
        "allowed": Header("核准", "Amount allowed; empty: not decided", "核准的金额；空为未定", also=("核准金额",)),
        "trip_from": Header("出差开始日期", "First day of the trip", "出差的首日"),
        "trip_to": Header("出差结束日期", "Last day of the trip", "出差的末日"),
        "document_no": Header("单据号", "Number of the voucher", "报销凭据的号码"),
        "budget_line": Header("预算科目", "Line of the budget", "所属预算科目"),
    },
    document=True,
)

COMPLAINTS = table(
    "complaints",
    "客户投诉",
    Complaint,
    doc="Complaints of customers and what became of them",
    doc_zh="客户投诉及其处理",
    headers={
        "id": Header("投诉编号", "Number of the complaint", "投诉的唯一编号", also=("编号", "序号")),
        "customer": common.CUSTOMER,
        "product": common.PRODUCT,
        "batch": Header("批次", "Batch of the goods", "货物批次"),
        "received_on": Header("投诉日期", "Day it was received", "接到投诉的日期"),
        "text": Header("投诉内容", "What the customer said", "投诉的内容"),
        "kind": Header("投诉类别", "Kind of complaint", "投诉的类别"),
        "severity": Header("严重度", "How serious it is", "严重程度"),
        "department": Header("责任部门", "Department in charge", "负责处理的部门"),
        "result": Header("处理结果", "What was done", "处理的结果"),
        "due_on": Header("处理期限", "Day by which it is to be settled", "应处理完毕的日期"),
        "closed_on": Header("关闭日期", "Day it was settled", "处理完毕的日期"),
        "accepted": Header("客户满意", "Whether the customer was content", "客户是否满意"),
    },
    document=True,
)

TARGETS = table(
    "targets",
    "销售指标",
    Target,
    doc="Sales targets",
    doc_zh="销售指标",
    headers={
        "salesperson": evolve(common.SALESPERSON, doc="Whose target; empty: the office's", doc_zh="业务员；空为全部门"),
        "period": Header(
            "期间", "Month 2026-10, quarter 2026Q4 or year 2026", "月 2026-10、季 2026Q4 或年 2026", also=("月份",)
        ),
        "measure": Header("指标类型", "What is measured", "考核的口径"),
        "amount": Header("销售指标", "The target", "指标金额", also=("目标金额", "金额")),
    },
    key=("salesperson", "period", "measure"),
)

CLOSINGS = table(
    "closings",
    "结账",
    Closing,
    doc="Months that were closed; written by the product",
    doc_zh="已结账的月份，由系统写入",
    headers={
        "month": Header("月份", "The month, as 2026-10", "月份，如 2026-10"),
        "closed_on": Header("结账日期", "Day of the closing", "结账的日期"),
        "known_at": Header("认知截止日", "Last day whose records are in it", "所含记录的最后登记日"),
        "digest": Header("事实摘要", "Digest of the facts", "所含事实的校验值"),
        "reopened_on": Header("反结账日期", "Day the closing was undone", "反结账的日期"),
    },
    key=(),
)

REGISTER_LICENCES = table(
    "register_licences",
    "授权登记",
    RegisterLicence,
    doc="Licences granted for machines",
    doc_zh="设备授权登记",
    headers={
        "id": Header("授权编号", "Number of the licence", "授权的唯一编号", also=("编号",)),
        "contract": common.CONTRACT,
        "machine": Header("设备", "The machine", "授权的设备"),
        "kind": Header(
            "类型", "What kind of licence it is", "授权的种类", also=("授权类型",), labels=choices.LICENCE_KIND
        ),
        "effective_on": evolve(common.EFFECTIVE_ON, zh="授权起", also=("生效日期", "日期")),
    },
    document=True,
)

TABLES: tuple[Table, ...] = (EXPENSES, COMPLAINTS, TARGETS, CLOSINGS, REGISTER_LICENCES)

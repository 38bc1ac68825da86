"""The table of approvals: who allowed what (TK-01)."""

from __future__ import annotations

from salessupport.books.schema import Header, Table, table
from salessupport.books.tables import choices, common
from salessupport.domain.facts import Approval

ACT = Header("审批事项", "What is to be allowed", "申请批准的事项", labels=choices.APPROVAL_ACT)
SUBJECT = Header(
    "审批对象",
    "The contract, order, receipt or other document it is about",
    "所涉合同、订单、到款等单据的编号",
    ("contracts", "orders", "receipts", "quotations", "contract_changes"),
)
REQUESTED_BY = Header("申请人", "Who asked for it", "提出申请的人")
ROLE = Header(
    "审批角色",
    "Role of the approver: rep, owner or another",
    "审批人的角色：rep（业务员）、owner（老板）等",
    also=("角色",),
)

APPROVALS = table(
    "approvals",
    "审批",
    Approval,
    doc="Decisions about acts that need one",
    doc_zh="须经批准的事项及其决定",
    headers={
        "id": Header("审批编号", "Number of the approval", "审批的唯一编号", also=("编号",)),
        "act": ACT,
        "subject": SUBJECT,
        "amount": Header(
            "金额",
            "Amount that is covered; an approval of another amount does not count; empty: any",
            "批准的金额；金额不符则无效；空为不限",
        ),
        "requested_by": REQUESTED_BY,
        "approver": Header("审批人", "Who decided", "作出决定的人", also=("批准人",)),
        "role": ROLE,
        "decided_on": Header("审批日期", "Day of the decision, with the time if it matters", "决定的日期，可带时间"),
        "decision": Header("审批结果", "What was decided", "批准与否", labels=choices.APPROVAL_DECISION),
        "expires_on": common.EXPIRES_ON,
        "reason": Header("理由", "Reason", "审批理由", also=("原因",)),
        "digest": common.DIGEST,
        "request": Header("申请单号", "The request that was decided", "所审批的申请", ("register_requests",)),
    },
    document=True,
)

TABLES: tuple[Table, ...] = (APPROVALS,)

"""Tables of who asks and who decides: requests for approvals, and the holders of approvers' roles (TK-01)."""

from __future__ import annotations

from attrs import evolve

from salessupport.books.schema import Header, Table, table
from salessupport.books.tables import approvals, common
from salessupport.domain.facts import RegisterRequest, RegisterRole

REGISTER_REQUESTS = table(
    "register_requests",
    "审批申请",
    RegisterRequest,
    doc="Requests for approvals, with what was shown",
    doc_zh="提请审批的事项及所示内容",
    headers={
        "id": Header("申请编号", "Number of the request", "申请的唯一编号", also=("编号",)),
        "act": approvals.ACT,
        "subject": approvals.SUBJECT,
        "amount": Header(
            "金额",
            "Amount asked for: what a waiver lacks, else the amount of the subject",
            "申请的金额：特批为所欠款额，其余为单据金额",
        ),
        "requested_by": approvals.REQUESTED_BY,
        "requested_on": Header("申请日期", "Day of the request", "提出申请的日期", also=("日期",)),
        "expires_on": evolve(
            common.EXPIRES_ON, doc="Last day that an approval given on it counts", doc_zh="据此作出的批准最后有效的日期"
        ),
        "reason": Header("理由", "Reason", "申请理由", also=("原因", "事由")),
        "digest": common.DIGEST,
    },
    document=True,
)

REGISTER_ROLES = table(
    "register_roles",
    "审批角色",
    RegisterRole,
    doc="Who holds which approver's role; a role without rows is open to anyone",
    doc_zh="各审批角色由谁担任；未登记的角色不限人",
    headers={
        "id": Header("登记编号", "Number of the entry", "登记的唯一编号", also=("编号",)),
        "role": approvals.ROLE,
        "person": Header("担任人", "Who holds it", "担任该角色的人", also=("姓名", "审批人")),
        "valid_from": Header("生效日期", "First day; empty: ever since", "首日；空为一向", also=("有效期自",)),
        "valid_to": Header("失效日期", "Last day; empty: until further notice", "末日；空为不限", also=("有效期至",)),
    },
    document=True,
)

TABLES: tuple[Table, ...] = (REGISTER_REQUESTS, REGISTER_ROLES)

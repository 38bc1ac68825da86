"""Texts about contracts."""

TEXTS: dict[str, tuple[str, str]] = {
    "contract.lines": (
        "合同明细合计 {sum} 与合同金额 {total} 不符：改正明细或金额",
        "the lines sum to {sum}, the contract says {total}: correct the lines or the amount",
    ),
    "terms.shares": (
        "付款方式“{value}”不是合计 100 的一至三个整数比例：改正，或在 instalments 中逐期列出",
        "terms {value!r} are not one to three whole shares that add up to 100: correct them, or list `instalments`",
    ),
    "instalments.shares": (
        "合同 {contract} 各期合计 {sum}，合同金额 {total}：比例须合计 100%",
        "the instalments of {contract} sum to {sum} of {total}: shares have to make 100 %",
    ),
    "instalments.amount": (
        "每期须填比例或金额，二者取一，且不为负",
        "an instalment has either a share or an amount, and none is negative",
    ),
    "instalments.date": (
        "按约定日到期的款项须填到期日",
        "an instalment that falls due on a date needs `due_on`",
    ),
    "change.below_invoiced": (
        "更改后合同额 {amount} 低于已开票 {invoiced}：先开红字发票，或减小更改",
        "the amount after the change, {amount}, is below the {invoiced} invoiced: issue a credit note first, or change less",
    ),
    "change.below_zero": (
        "更改后合同额 {amount} 为负：减小更改",
        "the amount after the change would be {amount}: change less",
    ),
    "change.below_delivered": (
        "更改后 {product} 数量 {qty} 少于已交 {delivered}：先办退货，或减小更改",
        "after the change {product} is {qty}, but {delivered} are delivered: record the return first, or change less",
    ),
    "approval.disagrees": (
        "更改单 {id} 写明由 {approved_by} 审批，但审批记录中没有其有效同意",
        "change {id} names {approved_by} as approver, but no consent of theirs is among its approvals",
    ),
    "approval.self": (
        "{approver} 审批了自己的申请：不计，须由他人审批（或设 self_approval = reported）",
        "{approver} decided on their own request, which does not count: somebody else decides, or self_approval = reported",
    ),
    "approval.self_reported": (
        "{approver} 审批了自己的申请；按 self_approval = reported 计入并列示",
        "{approver} decided on their own request; counted and reported by self_approval = reported",
    ),
    "approval.not_holder": (
        "{approver} 当日不担任 {role}：由任职者审批，或在 register_roles 中登记代理",
        "{approver} does not hold the role {role} that day: a holder decides, or record the deputy in register_roles",
    ),
    "approval.role": (
        "{act} 不需要 {role} 审批；应依次由：{roles}",
        "{act} asks for no consent of a {role}; it needs, in order: {roles}",
    ),
    "approval.order": (
        "须先由 {next} 同意，{role} 才能审批",
        "{next} has to consent before {role} decides",
    ),
    "approval.expired": (
        "申请 {request} 已于 {expires_on} 失效：重新申请",
        "request {request} expired on {expires_on}: request it again",
    ),
    "approval.altered": (
        "申请 {request} 提出后 {subject} 已更改：按新内容重新申请",
        "{subject} has changed since request {request} was made: request it again as it is now",
    ),
    "approval.decided": (
        "{role} 对申请 {request} 已有决定 {id}",
        "{role} has already decided on request {request}: {id}",
    ),
    "approval.closed": (
        "申请 {request} 已被 {approver} 否决：如仍需要，重新申请",
        "request {request} was refused by {approver}: make a new request if it is still needed",
    ),
    "approval.reason": ("不同意须写明理由", "a refusal needs its reason"),
    "request.not_needed": (
        "{subject} 款项已足，{act} 无须特批",
        "{subject} is covered: {act} needs no approval",
    ),
    "request.exceeds": (
        "申请金额 {amount} 超过 {subject} 可退 {remaining}",
        "the requested {amount} exceed what {subject} has unapplied: {remaining}",
    ),
    "waiver.used_twice": (
        "特批 {approval} 已用于 {other}：一份特批只放行一张发货通知单",
        "waiver {approval} was used by {other}: one waiver covers one shipping notice",
    ),
    "refund.unapproved": (
        "退款 {id} 没有老板的同意：补办审批",
        "refund {id} has no consent of the owner: obtain it",
    ),
    "paper.gap": (
        "{kind} 编号不连续：{missing} 缺失",
        "numbers of {kind} have a gap: {missing} is missing",
    ),
    "paper.voids": (
        "{id} 冲销的 {voids} 不是同类的有效单据，或已被冲销",
        "{id} takes back {voids}, which is no standing paper of its kind",
    ),
    "licence.second_provisional": (
        "设备 {machine} 再次暂授权而无审批：补办 second_provisional_licence 审批",
        "a second provisional licence for {machine} without approval: obtain a second_provisional_licence approval",
    ),
    "delivery.no_lines": (
        "发货单 {id} 没有明细，不能计入合同 {contract} 的交付数量：补填明细",
        "delivery {id} has no lines, so nothing of contract {contract} counts as delivered: add its lines",
    ),
    "contract.active": (
        "合同 {contract} 已下达，联系单 {paper}",
        "contract {contract} is active already, contact sheet {paper}",
    ),
    "gate.prepayment": (
        "预付款应到 {required}，已到 {received}，缺 {short}：等款到，或请老板特批 start_before_prepayment",
        "prepayment of {required}, received {received}, short {short}: wait for it, or request start_before_prepayment",
    ),
    "gate.release": (
        "不得发货：{reasons_zh}",
        "goods may not be released: {reasons}",
    ),
    "paper.issued": ("{subject} 已有 {id}", "{subject} has {id} already"),
    "paper.unsigned": ("{paper} 没有送 {department} 签收", "{paper} was not sent to {department}"),
}

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
    "order_review.nothing": (
        "{what}：没有可审核的内容，请先登记订单明细",
        "{what}: nothing to review; enter the order's lines",
    ),
    "order_review.stated": ("{what}：已填写 {actual}", "{what}: stated as {actual}"),
    "order_review.not_stated": (
        "{what}：未填写，请向客户确认后补填",
        "{what}: not stated; ask the customer and enter it",
    ),
    "order_review.agreed_price": ("第 {what} 行：与合作价一致，{actual}", "line {what}: at the agreed price, {actual}"),
    "order_review.agreed_price_differs": (
        "第 {what} 行：按合作价应为 {expected}，订单为 {actual}；请改价，或报批价格偏差",
        "line {what}: {expected} at the agreed price, {actual} ordered; correct the price or have the deviation approved",
    ),
    "order_review.list_price": (
        "第 {what} 行：无合作价，与目录价一致，{actual}",
        "line {what}: no agreed price, at the list price, {actual}",
    ),
    "order_review.list_price_differs": (
        "第 {what} 行：无合作价，按目录价应为 {expected}，订单为 {actual}；请登记合作价，或报批价格偏差",
        "line {what}: no agreed price, {expected} at the list price, {actual} ordered; enter an agreed price or have it approved",
    ),
    "order_review.no_price": (
        "第 {what} 行：当日既无合作价也无同币种目录价，无法核对 {actual}；请登记价格",
        "line {what}: no agreed price and no list price in this currency to hold {actual} against; enter one",
    ),
    "order_review.below_floor": (
        "第 {what} 行：{actual} 低于最低价 {expected}；请改价，或先取得低于最低价的审批",
        "line {what}: {actual} is below the floor {expected}; correct it or get an approval price_below_floor first",
    ),
    "order_review.floor_approved": (
        "第 {what} 行：{actual} 低于最低价 {expected}，已获批准",
        "line {what}: {actual} is below the floor {expected}, approved",
    ),
    "order_review.floor_currency": (
        "第 {what} 行：最低价为 {expected}，订单为 {actual}，无法核对；请人工核对",
        "line {what}: the floor is in {expected}, the order in {actual}; compare them by hand",
    ),
    "order_review.quantity": ("第 {what} 行：{actual}", "line {what}: {actual}"),
    "order_review.quantity_zero": (
        "第 {what} 行：数量为零，请填写数量",
        "line {what}: nothing is ordered; give a quantity",
    ),
    "order_review.beyond_contract": (
        "{what}：合同各订单共 {actual}，超过合同数量 {expected}；请先变更合同或报批",
        "{what}: {actual} on all orders of the contract, which asks for {expected}; change the contract or have it approved",
    ),
    "order_review.in_time": (
        "第 {what} 行：{actual}，最早可交 {expected}",
        "line {what}: {actual}, possible from {expected}",
    ),
    "order_review.too_soon": (
        "第 {what} 行：答应 {actual}，最早可交 {expected}；请改期，或报批",
        "line {what}: promised for {actual}, possible from {expected}; move the day or have it approved",
    ),
    "order_review.promised_before": (
        "第 {what} 行：交货期 {actual} 早于订货日 {expected}；请改日期",
        "line {what}: promised for {actual}, before it was ordered on {expected}; correct the day",
    ),
    "order_review.no_lead_days": (
        "第 {what} 行：商品未填交货天数，无法核对 {actual}",
        "line {what}: the product has no lead_days to hold {actual} against; enter them",
    ),
    "order_review.payment_differs": (
        "付款方式 {actual} 与合同 {expected} 不一致；请改正或报批",
        "payment {actual} differs from the contract's {expected}; correct it or have it approved",
    ),
    "order_review.credit_approved": ("信用审核通过", "credit is approved"),
    "order_review.credit_hold": (
        "信用审核未通过：{actual}；请先收款或取得信用审批",
        "credit holds the order: {actual}; collect money or get a credit_override",
    ),
    "order_review.credit_not_asked": ("未做信用审核", "credit was not asked; review the order with it"),
    "order_review.not_regulated": ("第 {what} 行：非管制商品", "line {what}: not regulated"),
    "order_review.permit": ("第 {what} 行：许可有效", "line {what}: a permit covers it"),
    "order_review.no_permit": (
        "第 {what} 行：管制商品，尚无有效许可；发货前须办妥",
        "line {what}: regulated and no permit covers it; get one before shipping",
    ),
    "order_review.permit_not_asked": (
        "第 {what} 行：管制商品，未核对许可",
        "line {what}: regulated; permits were not asked",
    ),
    "order_review.no_duplicate": ("客户单号 {what}：未重复", "customer's number {what}: not used before"),
    "order_review.same_reference": (
        "客户单号 {what} 已用于订单 {actual}，内容不同；请确认是否重复下单",
        "the customer's number {what} stands on order {actual} with other lines; ask whether it is the same order",
    ),
    "order_review.entered_twice": (
        "客户单号 {what} 已录入为订单 {actual}，内容相同；请取消其中一张",
        "the customer's number {what} was entered as order {actual} with the same lines; cancel one of them",
    ),
    "contract_review.added": ("{what}：合同多出 {actual}", "{what}: {actual} in the contract only; decide on it"),
    "contract_review.cut": (
        "{what}：合同缺少 {expected}",
        "{what}: {expected} is left out of the contract; decide on it",
    ),
    "contract_review.changed": (
        "{what}：应为 {expected}，合同为 {actual}",
        "{what}: {expected} expected, {actual} in the contract; decide on it",
    ),
    "shipping.money": (
        "到款 {actual}，应收 {required}；请催款，或由业务员确认、老板签字特批",
        "{actual} received of {required}; collect it, or let the salesperson confirm and the owner sign a waiver",
    ),
    "shipping.not_started": (
        "合同尚未启动：预付款到 {actual}，应收 {required}；请先收款或特批",
        "the contract was not started: {actual} of {required} is in; collect it or get a waiver",
    ),
    "shipping.not_confirmed": ("订单状态为 {actual}；请先确认订单", "the order is {actual}; confirm it first"),
    "shipping.by_order": (
        "合同已有订单 {actual}；请按订单发货",
        "the contract has orders {actual}; issue the notice on an order",
    ),
    "shipping.credit_hold": (
        "信用控制：{actual}；请先收款或取得信用审批",
        "credit holds the order: {actual}; collect money or get a credit_override",
    ),
    "shipping.nothing_asked": ("未填写发货数量，请填写 {line}", "no quantity to ship is given; give one {line}"),
    "shipping.unknown_line": (
        "没有第 {line} 行；请核对行号",
        "there is no line {line} with a product; correct the number",
    ),
    "shipping.beyond_open": (
        "第 {line} 行：可发 {required}，要求 {actual}；请改数量",
        "line {line}: {required} is open, {actual} asked; correct the quantity",
    ),
    "shipping.not_inspected": (
        "第 {line} 行：尚无出货检验；请先检验登记",
        "line {line}: not inspected; inspect it and enter the result",
    ),
    "shipping.inspection_failed": (
        "第 {line} 行：最近一次检验 {actual} 不合格；请处理后复检",
        "line {line}: its last inspection {actual} failed; put it right and inspect it anew",
    ),
    "shipping.shortfall": (
        "第 {line} 行：检验短缺 {required}，要求 {actual}；请改数量或补足后复检",
        "line {line}: {required} is short by its inspection, {actual} asked; ship less or inspect it anew",
    ),
    "shipping.no_permit": (
        "第 {line} 行 {required}：许可不符（{actual}）；请先取得审批表",
        "line {line} {required}: no permit covers it ({actual}); get the authority's form first",
    ),
    "price.overlap": (
        "客户 {customer} 商品 {product} 的合作价与第 {other} 行有效期重叠；请改有效期",
        "the agreed price of {customer} for {product} overlaps with row {other}; correct the days of validity",
    ),
    "dispatch.to_rep": (
        "{subject} 的货物 {delivery} 已发出：司机 {driver}，电话 {phone}，车牌 {vehicle}，预计 {expected_on} 到达，请通知客户接货",
        "goods {delivery} of {subject} are on the way: driver {driver}, phone {phone}, plate {vehicle}, expected on {expected_on}; tell the customer",
    ),
    "dispatch.to_customer": (
        "贵方订购的货物 {delivery} 已发出：司机 {driver}，电话 {phone}，车牌 {vehicle}，预计 {expected_on} 到达，请安排接货",
        "your goods {delivery} are on the way: driver {driver}, phone {phone}, plate {vehicle}, expected on {expected_on}; please be ready to receive them",
    ),
    "paper.no_sheet": (
        "{id} 是 {kind}，没有单据可打印：打印其合同联系单",
        "{id} is a {kind} and has no sheet of its own: print the contact sheet of its contract",
    ),
    "paper.bad_money": (
        "{id} 所通知的到款 {receipt} 已不算到款：其票据有瑕疵或被拒付",
        "{id} tells of {receipt}, which counts as no money now: its bill is defective or dishonoured",
    ),
    "approval.same_time": (
        "同意 {id} 也在 {at} 作出，先后不明：稍后再审批",
        "consent {id} was given at {at} too, which is no order: decide a moment later",
    ),
}

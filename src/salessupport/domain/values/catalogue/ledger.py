"""Texts about the books' own rules: references, allocations, closings."""

TEXTS: dict[str, tuple[str, str]] = {
    "id.not_found": ("没有编号为“{id}”的{table}", "no record of {table} has the id {id!r}"),
    "id.duplicate": (
        "编号“{id}”重复（已见于第 {row} 行）：编号须唯一",
        "the id {id!r} stands twice (first in row {row}): ids are unique",
    ),
    "id.ambiguous": (
        "编号“{id}”同时是 {table} 的单据：请改其中一个",
        "the id {id!r} is also a document of {table}: change one of them",
    ),
    "id.conflict": ("编号“{id}”已存在且内容不同", "the id {id!r} exists already with other content"),
    "number.duplicate": (
        "发票号码“{number}”已用于 {id}：号码不得重复",
        "the invoice number {number!r} is already that of {id}: numbers are unique",
    ),
    "reference.unknown": (
        "{table} 中没有“{value}”：请先登记或改正",
        "{table} has no {value!r}: enter it first or correct it",
    ),
    "currency.mixed": (
        "{id} 的货币 {currency} 与 {expected_by} 的 {expected} 不同：不同货币不相加",
        "{id} is in {currency}, {expected_by} in {expected}: amounts of different currencies are never added",
    ),
    "rate.missing": (
        "外币单据缺少折本位币汇率：请填写 rate",
        "a document in a foreign currency needs its rate to the company's currency",
    ),
    "allocation.beyond_source": (
        "核销合计 {amount} 超过 {source} 的可用额 {remaining}",
        "allocations of {amount} exceed what {source} has: {remaining}",
    ),
    "allocation.beyond_target": (
        "核销合计 {amount} 超过 {target} 的应收额 {remaining}",
        "allocations of {amount} exceed what {target} owes: {remaining}",
    ),
    "allocation.not_issued": (
        "{target} 的状态是 {status}，不能核销",
        "{target} is {status}: only issued documents can be settled",
    ),
    "allocation.foreign": (
        "{source} 属于 {payer}，{target} 属于 {customer}：代付须标明 third_party",
        "{source} is {payer}'s, {target} is {customer}'s: mark the receipt as third_party if it may pay for another",
    ),
    "allocation.source_kind": (
        "{source} 不能作为核销来源：来源是到款、贷项或票据",
        "{source} cannot be a source: sources are receipts, credit notes and bills",
    ),
    "allocation.target_kind": (
        "{target} 不能被核销：对象是应收单据、费用或合同款项",
        "{target} cannot be a target: targets are invoices, charges and instalments",
    ),
    "allocation.credit_on_cost": (
        "贷项 {source} 只冲本金或其指明的费用",
        "the credit note {source} serves principal, or the charge it names",
    ),
    "reversal.target": ("{id} 不能冲销 {reverses}：{reason}", "{id} cannot take back {reverses}: {reason}"),
    "reversal.twice": ("{reverses} 已被 {other} 冲销", "{reverses} was already taken back by {other}"),
    "credit.exceeds_original": (
        "贷项合计 {amount} 超过原发票 {original} 的 {remaining}",
        "credits of {amount} exceed the invoice {original}: {remaining}",
    ),
    "credit.original": ("{original} 不是可贷记的发票", "{original} is not an invoice that can be credited"),
    "contract.exceeded": (
        "合同 {contract} 开票 {amount} 超过合同额 {remaining}",
        "invoices of {amount} exceed contract {contract}: {remaining}",
    ),
    "refund.exceeds_unapplied": (
        "退款 {amount} 超过 {receipt} 的未核销余额 {remaining}",
        "the refund of {amount} exceeds what {receipt} has unapplied: {remaining}",
    ),
    "write_off.exceeds_open": (
        "核销坏账 {amount} 超过 {invoice} 的未清额 {remaining}",
        "the write-off of {amount} exceeds what {invoice} has open: {remaining}",
    ),
    "document.total": (
        "净额 {net} 加税额 {tax} 不等于价税合计 {gross}",
        "net {net} plus tax {tax} is not gross {gross}",
    ),
    "document.lines": (
        "各行{field}合计 {sum} 不等于单据的 {total}",
        "the lines add up to {sum} in {field}, the document says {total}",
    ),
    "amount.missing": ("单据缺少金额：{field}", "the document lacks its amount: {field}"),
    "period.closed": (
        "{month} 已结账：请反结账后再记，或记入下月",
        "{month} is closed: reopen it, or record the fact in the next month",
    ),
    "period.not_closed": ("{month} 未结账：无可反结", "{month} is not closed: there is nothing to reopen"),
    "period.later_closed": (
        "{month} 之后的 {later} 已结账：请先反结账 {later}",
        "{later} after {month} is closed: reopen {later} first",
    ),
    "period.not_over": (
        "{month} 尚未结束（今天 {today}）：月末之后再结账",
        "{month} is not over (today is {today}): close it after its last day",
    ),
    "allocation.displaces": (
        "{source} 对 {target} 的核销会挤占已有核销 {id}：请先冲销 {id}",
        "placing {source} on {target} would take from allocation {id}: take {id} back first",
    ),
    "control.unequal": (
        "控制总数 {name} 不一致：{ours} 与 {check}",
        "the control total {name} differs: {ours} and {check}",
    ),
    "closing.digest": (
        "{month} 结账后有旧记录被改动（摘要不符）：请恢复原行或反结账",
        "records known at the closing of {month} were changed afterwards (digest differs): restore them or reopen the month",
    ),
    "receipt.unidentified": (
        "到款 {receipt} 未认款：请指明客户",
        "the receipt {receipt} has no customer yet: identify the payer",
    ),
    "receipt.ambiguous": (
        "到款 {receipt} 有多种核销组合，未自动核销：请人工核销",
        "the receipt {receipt} fits several sets of items, none was applied: allocate it by hand",
    ),
    "receipt.budget": (
        "到款 {receipt} 的组合搜索超出预算，未自动核销：请人工核销",
        "the search for {receipt} was cut at its budget, nothing was applied: allocate it by hand",
    ),
    "receipt.unapplied": ("到款 {receipt} 尚有未核销 {amount}", "the receipt {receipt} has {amount} unapplied"),
    "allocation.cut": (
        "核销 {id} 写 {amount}，当日只能核销 {placed}，其余留作未核销",
        "allocation {id} says {amount}, only {placed} fitted on its day; the rest is unapplied",
    ),
    "closing.restated": (
        "{count} 条结账后登记的记录影响了 {month}：期初已重列",
        "{count} facts recorded after the closing fall into {month}: the opening is restated",
    ),
    "receipts.none": (
        "账中没有任何到款：应收余额等于已开票额，未作推测",
        "the books hold no receipts: nothing is invented, every invoice stands open",
    ),
    "match.no_choice": (
        "到款 {receipt} 有 {count} 个可采纳的组合：请用其序号",
        "receipt {receipt} has {count} explanations to accept: give the number of one",
    ),
    "allocation.bad_money": (
        "{source} 的票据此时有瑕疵或已被拒付，不算到款：待其补正后再核销",
        "{source} is of a bill that is defective or dishonoured and counts as no money: place it once it is cured",
    ),
    "allocation.nothing": (
        "核销金额为零：请填写金额，或留空表示能核销多少算多少",
        "an allocation of nothing: give an amount, or leave it out for as much as fits",
    ),
    "allocation.refunded": (
        "{receipt} 的这笔钱已退给客户，不能再核销到 {target}",
        "this money of {receipt} was paid back, it cannot be placed on {target} any more",
    ),
}

"""Texts about reconciliations: the customer's list, their reply, and the confirmation of statements."""

TEXTS: dict[str, tuple[str, str]] = {
    "statement.transition": (
        "客户 {customer} {month} 对账函的状态为 {state}，不能登记 {step}；此时可以：{legal}",
        "the statement of {customer} for {month} is {state}: {step} is not possible now; possible are: {legal}",
    ),
    "theirs.total": (
        "明细合计为 {sum}，清单所列合计为 {stated}：请客户核对清单，或删去合计行",
        "the lines add up to {sum}, the list says {stated}: have the list corrected, or leave its total out",
    ),
    "theirs.sign": (
        "{kind} 的金额 {value} 符号不对：应付为正，预付款与在途付款为负",
        "the amount {value} of this {kind} has the wrong sign: what they owe is positive, advances and payments negative",
    ),
    "theirs.duplicate": (
        "编号“{id}”在第 {row} 行已列出：每张单据只留一行",
        "{id!r} was listed in row {row} already: leave one row per document",
    ),
    "theirs.currency": (
        "本行币种为 {given}，该客户账户为 {currency}：请按币种分别对账",
        "this row is in {given}, the customer's account in {currency}: reconcile each currency by itself",
    ),
    "theirs.too_many": (
        "清单超过 {limit} 行：请拆分后再对账",
        "the list has more than {limit} rows: split it up",
    ),
    "reply.not_found": (
        "找不到回函表：请使用我方发出的对账单工作簿，勿删表头",
        "no reply sheet was found: use the workbook that we sent and keep its header row",
    ),
    "reply.unanswered": (
        "回函没有任何答复：请填写回函结论，或逐行填写核对结果或贵方金额",
        "nothing was answered: fill in the conclusion, or tick the lines or give your amounts",
    ),
    "reply.word": (
        "“{value}”不是答复：请写 相符 或 不符，不符时请填贵方金额",
        "{value!r} is no answer: write agreed or differs, and give your amount where it differs",
    ),
    "reply.amount_missing": (
        "该行写了不符，但没有贵方金额：请填写，没有该笔请填 0",
        "this line differs, but your amount is missing: give it, or 0 if you have no such document",
    ),
    "reply.contradiction": (
        "结论为相符，但该行金额不同（{ours} / {theirs}）：请核对结论或金额",
        "the conclusion is agreed, but this line differs ({ours} / {theirs}): correct one of the two",
    ),
}

"""Texts about acceptance bills."""

TEXTS: dict[str, tuple[str, str]] = {
    "bill.transition": (
        "票据 {bill} 现为 {state}，不能记 {event}：可记的是 {legal}；请核对事件与日期",
        "bill {bill} is {state}, it cannot be {event}: what may follow is {legal}; check the event and its date",
    ),
    "bill.beyond_face": (
        "票据 {bill} 转出 {amount}，手中只有 {held}：金额须大于零且不超过持有额，全部转出时留空",
        "bill {bill}: {amount} is given on, {held} is held: an amount is above zero and within that; leave it empty for all",
    ),
    "bill.indivisible": (
        "票据 {bill} 不可分包，不能只转出 {amount}（持有 {held}）：请整张转出，或填写子票区间 range_from、range_to",
        "bill {bill} cannot be split to give on {amount} of {held}: give it on whole, or enter its range_from and range_to",
    ),
    "bill.past_due": (
        "收票日 {received_on} 晚于到期日 {matures_on}：请退票换票，或登记 defect_found（已收、不作数）",
        "received on {received_on}, after maturity on {matures_on}: have it exchanged, or enter defect_found (received, not good)",
    ),
    "bill.range": (
        "子票区间 {range_from}-{range_to} 与票面 {face} 不符：止号－起号＋1 即人民币分数，不可分包填 0 或留空",
        "the range {range_from}-{range_to} is not the face {face}: end - start + 1 is the face in fen of CNY; 0 or empty if it cannot be split",
    ),
    "bill.number": (
        "票号“{number}”第 14–21 位 {digits} 不是日期：请对照票面核对号码",
        "digits 14 to 21 of the number {number!r} are {digits}, no date: compare it with the bill",
    ),
    "bill.overlap": (
        "票号“{number}”的区间与 {other} 重叠：同一票据只登记一次；若曾退回，请在 {other} 登记 returned",
        "the number {number!r} overlaps with {other}: enter a bill once; if it had been given back, enter `returned` on {other}",
    ),
    "bill.chain_gap": (
        "票据 {bill} 第 {no} 手背书人“{endorser}”与前手被背书人“{endorsee}”不连续：请换票或由前手出具证明，并登记 defect_found",
        "bill {bill}: endorser {endorser!r} of no. {no} does not follow on endorsee {endorsee!r}: have it exchanged or certified, and enter defect_found",
    ),
    "bill.discount": (
        "票据 {bill} 的贴现要素不全或不合理：须有到期日且不晚于该日，填写不为负的贴现率，或不超过贴现额的贴现息",
        "bill {bill}: a discount needs a maturity not before its day, and a rate that is not negative, or a charge within the amount",
    ),
}

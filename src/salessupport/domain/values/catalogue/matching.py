"""Texts of the reasons that matching gives: what speaks for a match, against it, and why there is none."""

TEXTS: dict[str, tuple[str, str]] = {
    "match.reference": (
        "附言写明单号：{references}",
        "the payer quotes {references}",
    ),
    "match.near_reference": (
        "附言中的单号有误或不全，应为：{references}",
        "the payer quotes what is left of {references}",
    ),
    "match.payer_given": ("付款人已确认为客户 {customer}", "customer {customer} is given as the payer"),
    "match.payer_account": (
        "付款账号曾为客户 {customer} 付过已核实的款项",
        "this account is known from proven payments of customer {customer}",
    ),
    "match.payer_name": ("付款户名属于客户 {customer}", "the payer's name is customer {customer}'s"),
    "match.payer_near_name": (
        "付款户名与客户 {customer} 仅差一字：须人工核对",
        "the payer's name is one letter off customer {customer}'s: have it checked",
    ),
    "match.payer_contradicted": (
        "付款账号与户名指向不同客户：须人工核对",
        "account and name of the payer point to different customers: have it checked",
    ),
    "match.third_party": (
        "付款人 {payer} 不是欠款客户 {customer}：须确认代付",
        "the payer {payer} is not the customer {customer}: have the payment on another's behalf confirmed",
    ),
    "match.amount_exact": ("金额完全相符", "the amounts agree exactly"),
    "match.amount_short": (
        "少付 {difference}（最小货币单位）：核对扣款",
        "{difference} minor units short: check what was deducted",
    ),
    "match.amount_over": (
        "多付 {difference}（最小货币单位）：余额待定",
        "{difference} minor units too much: decide about the rest",
    ),
    "match.together": (
        "{count} 笔到款合付一项",
        "{count} payments pay the item together",
    ),
    "match.part": (
        "按所写单号部分支付或超付：核对后登记",
        "pays the quoted items in part, or more than them: check before posting",
    ),
    "match.rest_is_sum": (
        "除所写单号外，余额恰为该客户另一组未清项，且只有这一组",
        "what the quoted items leave is exactly one other set of the customer's open items",
    ),
    "match.unique_amount": (
        "该客户只有一项未清项为此金额",
        "one open item of the customer has this amount, and no other",
    ),
    "match.unique_sum": (
        "该客户只有一组未清项合计为此金额",
        "one set of the customer's open items sums to this amount, and no other",
    ),
    "match.whole_balance": ("恰为该客户全部余额", "this is the customer's whole balance"),
    "match.oldest_first": ("恰为最早到期的若干项之和", "this is a run of the oldest items"),
    "match.several": (
        "有 {count} 种同样成立的解释：须人工选定",
        "{count} explanations hold equally: somebody has to choose",
    ),
    "match.contested": (
        "其他到款同样可付这些款项：须人工选定",
        "other payments claim the same items equally: somebody has to choose",
    ),
    "match.budget": (
        "可能的组合过多，未能穷尽：请按单号分摊",
        "too many combinations to look at all of them: allocate by reference",
    ),
    "match.weaker": ("证据较弱", "the evidence for it is weaker"),
    "match.not_positive": (
        "金额为零或为负，不是到款：按退款处理",
        "zero or negative, not money that came in: treat it as a refund",
    ),
    "match.currency": (
        "没有 {currency} 未清项：核对币种",
        "nothing is open in {currency}: check the currency",
    ),
    "match.quoted_without_proof": (
        "写有单号，但金额或客户不符：须人工核对",
        "it quotes references, but amount or customer disagree: have it checked",
    ),
    "match.no_evidence": (
        "无法识别：询问付款人付的是哪一笔",
        "nothing identifies it: ask the payer what was paid",
    ),
    "match.text_cut": (
        "附言超过 {limit} 字，其后未读：须人工核对",
        "only the first {limit} characters of the text were read: have it checked",
    ),
    "match.finer_amounts": (
        "{currency} 金额有 {digits} 位小数，超过该币种的位数：按原数计算，请核对来源",
        "amounts in {currency} have {digits} decimals, more than the currency has: reckoned as they are, check the source",
    ),
}

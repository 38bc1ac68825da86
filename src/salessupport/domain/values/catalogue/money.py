"""Texts about money, numbers and splits."""

TEXTS: dict[str, tuple[str, str]] = {
    "money.float": (
        "金额不能用浮点数 {value}：请给出整数分或十进制文本",
        "an amount cannot be the float {value}: give whole minor units or decimal text",
    ),
    "money.bool": ("金额不能是真假值：请给出整数分", "an amount cannot be a truth value: give whole minor units"),
    "money.type": (
        "金额不能是 {kind}：请给出整数分或十进制文本",
        "an amount cannot be a {kind}: give whole minor units or decimal text",
    ),
    "money.not_finite": ("“{value}”不是有限的金额：请填写数字", "{value!r} is not a finite amount: enter a number"),
    "money.exponent": (
        "金额“{value}”用了科学计数法：请写全数字",
        "the amount {value!r} uses an exponent: write all its digits",
    ),
    "money.format": (
        "金额“{value}”写法不对：只用半角数字、一个小数点和可选的负号",
        "the amount {value!r} is not well formed: use ASCII digits, one point and an optional minus sign",
    ),
    "money.scale": (
        "金额“{value}”的小数位多于 {currency} 的 {digits} 位：请先按规定舍入",
        "the amount {value!r} has more decimals than the {digits} of {currency}: round it first",
    ),
    "money.range": (
        "金额超出范围（绝对值须小于 10^15 个最小单位）：请核对单位",
        "the amount is out of range (fewer than 10^15 minor units): check its unit",
    ),
    "money.negative": (
        "金额 {value} 不能为负",
        "the amount {value} must not be negative: signs come from the kind of document",
    ),
    "currency.unknown": (
        "货币代码“{value}”不认识{hint_zh}：请用 ISO 4217 三字代码",
        "the currency code {value!r} is unknown{hint}: use an ISO 4217 code",
    ),
    "currency.mismatch": (
        "{left} 与 {right} 不能直接相加或比较：请先按汇率折算",
        "{left} and {right} cannot be added or compared: convert one of them first",
    ),
    "allocate.zero_weights": (
        "分摊的权数合计为零：至少要有一个正数",
        "the weights of a split add up to zero: give at least one positive weight",
    ),
    "allocate.negative_weight": (
        "分摊的权数 {value} 为负：权数不得小于零",
        "the weight {value} is negative: weights are zero or more",
    ),
    "number.invalid": ("“{value}”不是数字：请写十进制数", "{value!r} is not a number: write a plain decimal number"),
    "number.range": ("“{value}”超出范围（{bound}）", "{value!r} is out of range ({bound})"),
    "rate.range": (
        "比率“{value}”超出 0 到 1 的范围：13% 写作 0.13 或 13%",
        "the rate {value!r} is not between 0 and 1: write 13% as 0.13 or 13%",
    ),
}

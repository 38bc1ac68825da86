"""Texts about commission and targets."""

TEXTS: dict[str, tuple[str, str]] = {
    "commission.tier_start": (
        "提成方案 {plan} 的第一档从 {from_amount} 起：不足部分不计提成；如应计提，请增加从 0 起的一档",
        "the first tier of plan {plan} begins at {from_amount}: what lies below earns nothing; add a tier from 0 if it should",
    ),
    "commission.tier_twice": (
        "提成方案 {plan} 有两档都从 {from_amount} 起：请删去其一",
        "plan {plan} has two tiers from {from_amount}: leave one of them out",
    ),
    "commission.rate": (
        "{value} 不是 0 到 1 的比例：百分之十三请写 0.13 或 13%",
        "{value} is not a ratio from 0 to 1: write thirteen percent as 0.13 or 13%",
    ),
    "commission.shares": (
        "单据 {document} 的分成合计 {total}，超过 1：请减少其中一人的份额",
        "the shares in {document} add up to {total}, more than 1: lower one of them",
    ),
    "commission.no_such_version": (
        "提成方案 {plan} 没有第 {version} 版，这一行不会起作用：请登记该版本，或改正版本号",
        "plan {plan} has no version {version}, so this row does nothing: enter that version, or correct the number",
    ),
    "commission.no_such_line": (
        "单据 {document} 没有第 {line} 行，这份分成不会起作用：请改正序号，或留空表示整张单据",
        "{document} has no line {line}, so this share does nothing: correct the line, or leave it out for the whole document",
    ),
    "commission.rate_of_all": (
        "提成方案 {plan} 的这一比例未指明商品或客户分类，将取代全部档次：请指明其一，或改写为从 0 起的一档",
        "this rate of plan {plan} names no product and no class and replaces all tiers: name one, or write it as a tier from 0",
    ),
    "salesperson.left_before_joined": (
        "业务员 {salesperson} 的离职日期 {left_on} 早于入职日期 {joined_on}：请改正其一",
        "{salesperson} left on {left_on}, before joining on {joined_on}: correct one of the dates",
    ),
    "commission.split_document": (
        "业务员 {salesperson} 的分成须指明一张单据：请只填订单、合同、发票之一",
        "the share of {salesperson} has to name one document: fill in one of order, contract and invoice",
    ),
    "commission.currency": (
        "提成方案 {plan} 的金额为 {currency}，而提成按本位币 {expected} 计：请改用 {expected}",
        "an amount of plan {plan} is in {currency}, but commission is counted in {expected}: give it in {expected}",
    ),
    "commission.version_twice": (
        "提成方案 {plan} 有两个版本自同一日起生效：请更改其中一个的生效日期",
        "two versions of plan {plan} hold from the same day: change the valid_from of one",
    ),
    "commission.version_mid": (
        "提成方案 {plan} 的新版本自 {valid_from} 起，不在期间之首：它从下一个完整期间起适用；请改为期间首日",
        "a version of plan {plan} begins on {valid_from}, within a period: it holds from the next whole one; give that day",
    ),
    "commission.left": (
        "业务员 {salesperson} 已于 {left_on} 离职，此后仍有其提成：请核对应归何人",
        "{salesperson} left on {left_on} and still earns commission after it: check whose it is",
    ),
    "commission.no_plan": (
        "业务员 {salesperson} 有分成而没有提成方案，不会出具提成表：请登记其方案",
        "{salesperson} has a share but no commission plan and gets no statement: enter the plan",
    ),
    "commission.no_version": (
        "业务员 {salesperson} 的提成方案 {plan} 在 {period} 尚无有效版本，未出具提成表：请登记该期间的版本",
        "plan {plan} of {salesperson} has no version for {period}, so there is no statement: enter a version that holds then",
    ),
    "commission.no_tier": (
        "{salesperson} 在 {period} 有未落入任何一档的基数，提成为零：请补登方案 {plan} 的档次或比例",
        "a part of the base of {salesperson} in {period} lies in no tier and earns nothing: add a tier or rate to plan {plan}",
    ),
    "commission.no_target": (
        "{salesperson} 在 {period} 没有“{measure}”的指标，方案 {plan} 的加速率不起作用：请登记该指标",
        "{salesperson} has no target {measure} in {period}, so the accelerator of plan {plan} adds nothing: enter that target",
    ),
    "commission.unknown": (
        "单据 {document} 第 {line} 行的计提金额不明，按 0 计：请补登明细、不含税金额、数量或采购价",
        "what line {line} of {document} counts for commission is unknown and taken as 0: enter its lines, net, quantity or cost",
    ),
    "deduction.order": (
        "月份 {month} 不在 {last} 之后：请按先后列出各月，每月一次",
        "month {month} does not come after {last}: give the months in order, each once",
    ),
    "deduction.shares": (
        "损失的承担比例合计 {total}，超过 1：请减少其中一人的比例",
        "the shares of the loss add up to {total}, more than 1: lower one of them",
    ),
    "target.measure": (
        "指标类型“{value}”无法识别：请写 ordered、invoiced 或 collected，并可加 net、gross 或 margin",
        "the measure {value} of a target is not known: write ordered, invoiced or collected, with net, gross or margin",
    ),
    "target.period": (
        "指标期间“{value}”无法识别：请写 2026-10、2026Q4 或 2026",
        "the period {value} of a target is not known: write 2026-10, 2026Q4 or 2026",
    ),
    "commission.nobody": (
        "没有业务员使用提成方案 {plan}，无从比较：请填写要替换的方案编号",
        "nobody has the commission plan {plan}, so there is nothing to compare: give the id of the plan it would replace",
    ),
    "what_if.no_period": (
        "{first} 至 {last} 之间没有一个完整的期间（{kinds}）：请放宽起止日期",
        "no whole period ({kinds}) lies between {first} and {last}: widen the range",
    ),
    "what_if.one_plan": (
        "一次只能试算一个方案的一个版本，文件中有：{plans}；请只留其一",
        "one version of one plan can be tried at a time, the files have: {plans}; leave one",
    ),
    "what_if.nothing": (
        "文件中没有提成方案、档次或比例：请按账簿的表（commission_plans、commission_tiers、commission_rates）填写",
        "no plan, tier or rate is in the file: fill in tables of books (commission_plans, commission_tiers, commission_rates)",
    ),
    "what_if.toml": ("TOML 文件无法读取：{reason}；请更正", "the TOML file cannot be read: {reason}; correct it"),
}

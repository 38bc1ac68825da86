"""Tables of commission: plans with their tiers and rates, and shares in single documents (PY-02)."""

from __future__ import annotations

from attrs import evolve

from salessupport.books.schema import Header, Table, table
from salessupport.books.tables import choices, common
from salessupport.domain.facts import CommissionPlan, CommissionRate, CommissionSplit, CommissionTier

_VERSION = Header("版本", "Version of the plan; empty: of all without own rows", "方案版本；空为未另定各版本通用")
_RATE = Header("提成比例", "Rate of the commission", "提成的比例", also=("比例",))

COMMISSION_PLANS = table(
    "commission_plans",
    "提成方案",
    CommissionPlan,
    doc="How salespeople earn commission",
    doc_zh="提成的计算办法",
    headers={
        "id": Header("方案编号", "Number of the plan", "方案的唯一编号", also=("提成方案",)),
        "version": Header("版本", "Version, counted from 1", "从 1 起的版本号"),
        "basis": Header("提成基数", "What earns commission", "以何种事实计提", labels=choices.COMMISSION_BASIS),
        "measure": Header("计提口径", "Which amount counts", "以何种金额计提", labels=choices.COMMISSION_MEASURE),
        "tiers": Header("分档方式", "How tiers apply", "各档比例的适用方式", labels=choices.TIER_MODE),
        "period": Header("期间", "Length of the period", "计提期间", labels=choices.PLAN_PERIOD),
        "clawback": Header(
            "追回方式", "How later facts change what was earned", "后来事实的处理方式", labels=choices.CLAWBACK
        ),
        "carry_forward": Header("负数结转", "Whether a negative result is carried forward", "负数是否结转下期"),
        "cap": Header("封顶金额", "Most that a period may earn", "每期提成的上限", also=("上限",)),
        "valid_from": Header(
            "生效日期",
            "First day of it; empty: ever since",
            "自该日起的期间适用；空为一向",
            also=("有效期自",),
        ),
        "accelerator": Header(
            "加速率",
            "Added to every rate above the target of the plan's basis and measure; empty: nothing",
            "基数超过本人指标的部分，各档比例所加；空为不加",
        ),
        "hold_back": Header(
            "留存比例",
            "Share held back until a contract's retention is in; empty: nothing",
            "质保金到账前留存的比例；空为不留存",
            also=("质保金到账前留存",),
        ),
    },
    key=("id", "version"),
)

COMMISSION_TIERS = table(
    "commission_tiers",
    "提成档次",
    CommissionTier,
    doc="Tiers of commission plans",
    doc_zh="提成方案的各档",
    headers={
        "plan": common.PLAN,
        "from_amount": Header("起算金额", "Amount from which the rate holds", "适用该比例的起点金额"),
        "rate": _RATE,
        "version": _VERSION,
    },
    key=("plan", "version", "from_amount"),
)

COMMISSION_RATES = table(
    "commission_rates",
    "单项提成比例",
    CommissionRate,
    doc="A plan's own rates for products or classes of customers",
    doc_zh="方案对商品或客户分类另定的比例",
    headers={
        "plan": common.PLAN,
        "product": common.PRODUCT,
        "class": Header("客户分类", "Class of customers", "适用的客户分类"),
        "rate": _RATE,
        "version": _VERSION,
    },
    key=("plan", "version", "product", "class"),
)

COMMISSION_SPLITS = table(
    "commission_splits",
    "提成分成",
    CommissionSplit,
    doc="Shares of salespeople in orders, contracts, invoices or single lines of them",
    doc_zh="业务员在订单、合同、发票或其某行中的分成",
    headers={
        "order": common.ORDER,
        "contract": common.CONTRACT,
        "invoice": common.INVOICE,
        "line": evolve(common.LINE, doc="Line of the document; empty: all", doc_zh="单据的行；空为全部"),
        "salesperson": common.SALESPERSON,
        "share": Header("分成比例", "Share of the salesperson", "该业务员所占的份额"),
        "rate": evolve(_RATE, doc="Rate instead of the plan's tiers", doc_zh="代替方案各档的比例"),
    },
    key=("order", "contract", "invoice", "line", "salesperson"),
)

TABLES: tuple[Table, ...] = (COMMISSION_PLANS, COMMISSION_TIERS, COMMISSION_RATES, COMMISSION_SPLITS)

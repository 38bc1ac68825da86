"""Tables of contracts, their lines, instalments and changes (CO-01, CO-03, CO-08)."""

from __future__ import annotations

from attrs import evolve

from salessupport.books.schema import Header, Table, table
from salessupport.books.tables import choices, common
from salessupport.domain.facts import Contract, ContractChange, ContractLine, Instalment

CONTRACTS = table(
    "contracts",
    "合同",
    Contract,
    doc="Sales contracts as signed",
    doc_zh="签订的销售合同",
    headers={
        "id": Header("合同编号", "Number of the contract", "合同的唯一编号", also=("合同号",)),
        "customer": common.CUSTOMER,
        "salesperson": common.SALESPERSON,
        "signed_on": Header("签订日期", "Day of signing", "合同签订的日期", also=("签约日期",)),
        "currency": common.CURRENCY,
        "amount": Header(
            "合同金额", "Amount with tax, before changes", "含税合同额，更改前", also=("合同额", "合同总价", "金额")
        ),
        "terms": Header(
            "付款方式",
            "Payment terms as 30/60/10 (prepayment, before pick-up, after acceptance); empty if it has instalments",
            "如 30/60/10（预付、提货、验收后）；有付款计划时留空",
            also=("合同约定付款期",),
        ),
        "deliver_on": Header("交货期", "Agreed day of delivery", "约定的交货日期", also=("交货日期",)),
        "accepted_on": Header("验收日期", "Day the customer accepted", "客户验收的日期"),
        "quotation": Header("报价单号", "The quotation it came from", "来源报价单", ("quotations",), ("报价单",)),
        "project_no": Header("项目编号", "Number of the project", "项目编号"),
        "status": evolve(common.STATUS, also=("合同状态",)),
        "title": Header("名称", "Name of the contract", "合同的名称", also=("合同名称",)),
        "class": Header("类别", "Class, in the office's own words", "合同类别，由本单位定义", also=("合同类别",)),
        "valid_to": Header("有效期", "Last day of the contract's term", "合同有效的最后一日", also=("有效期至",)),
        "deliver_to": Header("交货地", "Where the goods go", "交货的地点", also=("交货地点", "交货地址")),
        "installation": Header("安装要求", "What the installation needs", "对安装的要求"),
        "remarks": Header("备注", "The customer's special demands", "客户的其他要求", also=("客户其他要求",)),
        "on_site": Header("货到人到", "Whether the installer arrives with the goods", "安装人员是否随货到场"),
        "electronic": Header(
            "电子版", "Whether the electronic version is here; no review without it", "是否已收到电子版，无则不能审核"
        ),
        "archive_no": Header("归档号", "Number in the archive", "存档的编号", also=("档案号",)),
    },
    document=True,
)

CONTRACT_LINES = table(
    "contract_lines",
    "合同明细",
    ContractLine,
    doc="Lines of contracts; a contract may have none",
    doc_zh="合同的各行，可以没有",
    headers={
        "contract": common.CONTRACT,
        "line": common.LINE,
        "product": common.PRODUCT,
        "qty": common.QTY,
        "price": Header("单价", "Price per unit", "单价"),
        "amount": Header("金额", "Amount with tax", "含税金额", also=("含税金额",)),
    },
    key=("contract", "line"),
)

INSTALMENTS = table(
    "instalments",
    "付款计划",
    Instalment,
    doc="Parts of contract amounts with their due dates",
    doc_zh="合同款项及其到期条件",
    headers={
        "contract": common.CONTRACT,
        "no": Header("款项", "Number of the instalment", "款项的期次", also=("期次",)),
        "trigger": Header("付款条件", "What makes it fall due", "触发付款的事件", labels=choices.TRIGGER),
        "share": Header("比例", "Share of the contract amount", "占合同额的比例"),
        "amount": Header("金额", "Amount, instead of a share", "固定金额，与比例二选一"),
        "days": Header("天数", "Days after the trigger", "触发后的天数"),
        "months": Header(
            "月数", "Calendar months after the trigger, added before the days", "触发后的月数，先于天数相加"
        ),
        "due_on": Header("到期日", "Day it falls due, of the trigger date", "指定的到期日期", also=("到期日期",)),
        "is_retention": Header("质保金", "Whether it is retention money", "是否质保金"),
    },
    key=("contract", "no"),
)

CONTRACT_CHANGES = table(
    "contract_changes",
    "合同更改",
    ContractChange,
    doc="Changes of contracts; without an approver a change has no effect",
    doc_zh="合同更改清单；无审批人者不生效",
    headers={
        "id": Header("更改单号", "Number of the change", "更改的唯一编号", also=("编号",)),
        "contract": common.CONTRACT,
        "effective_on": common.EFFECTIVE_ON,
        "line": common.LINE,
        "product": common.PRODUCT,
        "qty_change": Header("数量差异", "Change of the line's quantity, signed", "数量的增减", also=("差异",)),
        "amount_change": Header(
            "价格影响", "Change of the amount with tax, signed", "含税金额的增减", also=("金额差异",)
        ),
        "deliver_on": Header("新交货期", "The new day of delivery", "更改后的交货日期", also=("交期影响", "交货期")),
        "approved_by": evolve(
            common.APPROVED_BY, doc="Who approved it; empty: not approved", also=("老板审批", "批准人")
        ),
    },
    document=True,
)

TABLES: tuple[Table, ...] = (CONTRACTS, CONTRACT_LINES, INSTALMENTS, CONTRACT_CHANGES)

"""Tables of a contract's file: technical plan, clauses, verified prices, obligations and matters.

Source: CO-02, CO-07, CO-10, CO-17; sheet S14.
"""

from __future__ import annotations

from attrs import evolve

from salessupport.books.schema import Header, Table, table
from salessupport.books.tables import choices, common
from salessupport.domain.facts import RegisterClause, RegisterMatter, RegisterProject, RegisterSolution

REGISTER_SOLUTIONS = table(
    "register_solutions",
    "技术方案",
    RegisterSolution,
    doc="What the technical plan behind a contract has to supply",
    doc_zh="合同所依据的技术方案的各行",
    headers={
        "id": Header("方案行号", "Number of the line of the plan", "方案行的唯一编号", also=("编号",)),
        "contract": common.CONTRACT,
        "product": common.PRODUCT,
        "qty": common.QTY,
    },
    document=True,
)

REGISTER_CLAUSES = table(
    "register_clauses",
    "合同条款",
    RegisterClause,
    doc="Clauses of contracts and of the company's standard contract",
    doc_zh="合同及公司标准合同的条款",
    headers={
        "id": Header("条款编号", "Number of the entry", "条款的唯一编号", also=("编号",)),
        "contract": evolve(
            common.CONTRACT, doc="The contract; empty: the standard contract", doc_zh="所属合同；空为标准合同"
        ),
        "clause": Header("条款", "Name of the clause", "条款的名称", also=("条款名称",)),
        "text": Header("条款内容", "What it says", "条款的文字", also=("内容",)),
    },
    document=True,
)

REGISTER_PROJECTS = table(
    "register_projects",
    "项目核对",
    RegisterProject,
    doc="Checks of the configuration list against the original contract, with the prices found",
    doc_zh="合同原件与配置清单的核对及所定价格",
    headers={
        "id": Header("核对编号", "Number of the check", "核对的唯一编号", also=("编号",)),
        "contract": evolve(common.CONTRACT, also=(*common.CONTRACT.also, "项目")),
        "verified_on": Header("核对日期", "Day of the check", "核对的日期", also=("日期",)),
        "verified_by": Header("核对人", "Who checked", "核对的人"),
        "matches": Header("一致", "Whether list and original agree", "清单与原件是否一致", also=("是否一致",)),
        "purchase_price": Header(
            "最终采购价", "Final purchase price, in the contract's currency", "核定的采购总价，按合同币种"
        ),
        "floor_price": Header(
            "最低成交价", "Lowest price to sell at, in the contract's currency", "核定的最低成交总价，按合同币种"
        ),
    },
    document=True,
)

REGISTER_MATTERS = table(
    "register_matters",
    "合同事项",
    RegisterMatter,
    doc="Obligations and other matters of contracts, open until settled",
    doc_zh="合同的义务与其他事项，未办结前一直列出",
    headers={
        "id": Header("事项编号", "Number of the matter", "事项的唯一编号", also=("编号",)),
        "contract": common.CONTRACT,
        "opened_on": Header("登记日", "Day it was opened", "提出的日期", also=("提出日期", "日期")),
        "text": Header("事项", "What is to be done", "应办的事项", also=("内容",)),
        "side": Header(
            "义务方", "Whose obligation it is; empty: none", "履行义务的一方；空为非义务", labels=choices.MATTER_SIDE
        ),
        "owner": Header("责任人", "Who sees to it", "负责办理的人", also=("负责人",)),
        "due_on": Header("期限", "Day by which it is to be settled", "应办结的日期", also=("到期日",)),
        "closed_on": Header(
            "办结日期", "Day it was settled; empty: open", "办结的日期；空为未办结", also=("关闭日期",)
        ),
        "result": Header("结果", "What came of it", "办理的结果", also=("处理结果",)),
    },
    document=True,
)

TABLES: tuple[Table, ...] = (REGISTER_SOLUTIONS, REGISTER_CLAUSES, REGISTER_PROJECTS, REGISTER_MATTERS)

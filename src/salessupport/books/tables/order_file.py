"""Tables of an order's file: confirmations, checks before dispatch, permits for regulated goods.

Source: OR-03, OR-11, RG-02; sheet S48.
"""

from __future__ import annotations

from attrs import evolve

from salessupport.books.schema import Header, Table, table
from salessupport.books.tables import choices, common
from salessupport.domain.facts import RegisterConfirmation, RegisterInspection, RegisterPermit

REGISTER_CONFIRMATIONS = table(
    "register_confirmations",
    "订单确认",
    RegisterConfirmation,
    doc="Who confirmed which version of an order",
    doc_zh="各方对订单某一版本的确认",
    headers={
        "id": Header("确认编号", "Number of the confirmation", "确认的唯一编号", also=("编号",)),
        "order": common.ORDER,
        "party": Header(
            "确认方", "Party that confirmed: customer or another of the policy", "确认的一方：customer（客户）等"
        ),
        "confirmed_by": Header("确认人", "Who confirmed", "作出确认的人"),
        "confirmed_at": Header(
            "确认日期",
            "Day of the confirmation, with the time if it matters",
            "确认的日期，可带时间",
            also=("确认时间",),
        ),
        "digest": evolve(
            common.DIGEST,
            doc="Digest of the version confirmed, written by the product",
            doc_zh="所确认版本的校验值，由系统写入",
        ),
    },
    document=True,
)

REGISTER_INSPECTIONS = table(
    "register_inspections",
    "出货检验",
    RegisterInspection,
    doc="Checks of quality and quantity before dispatch",
    doc_zh="出货前对质量和数量的检验",
    headers={
        "id": Header("检验编号", "Number of the check", "检验的唯一编号", also=("编号",)),
        "subject": Header(
            "检验对象", "The order or contract", "所检订单或合同的编号", ("orders", "contracts"), ("订单号", "合同编号")
        ),
        "line": evolve(common.LINE, doc="Line that was checked; empty: all", doc_zh="所检的行；空为全部"),
        "inspected_on": Header("检验日期", "Day of the check", "检验的日期", also=("日期",)),
        "inspector": Header("检验人", "Who checked", "检验的人", also=("检验员",)),
        "result": Header("检验结果", "What was found", "检验的结论", also=("结果",), labels=choices.INSPECTION_RESULT),
        "shortfall": Header("短缺数量", "Quantity that is missing", "短少的数量", also=("短缺",)),
        "note": common.NOTE,
    },
    document=True,
)

REGISTER_PERMITS = table(
    "register_permits",
    "许可登记",
    RegisterPermit,
    doc="Permits of the authority for regulated goods",
    doc_zh="主管机关对管制商品的许可",
    headers={
        "id": Header("许可编号", "Number of the entry", "许可登记的唯一编号", also=("编号",)),
        "customer": evolve(common.CUSTOMER, also=(*common.CUSTOMER.also, "用户")),
        "product": evolve(
            common.PRODUCT, doc="The product; empty: any of the nuclide", doc_zh="商品编码；空为不限商品"
        ),
        "nuclide": evolve(common.NUCLIDE, doc="Nuclide, as Kr-85; empty: any", doc_zh="核素，如 Kr-85；空为不限"),
        "qty": Header("数量", "Most that may be bought in all; empty: any", "许可的总数量；空为不限"),
        "activity": Header("活度", "Most activity in all, in MBq; empty: any", "许可的总活度，MBq；空为不限"),
        "number": Header("审批表号", "Number of the authority's form", "主管机关审批表的号码", also=("审批表编号",)),
        "valid_from": Header("有效期自", "First day of validity", "开始有效的日期", also=("生效日期",)),
        "valid_to": Header("有效期至", "Last day of validity", "最后有效的日期", also=("失效日期",)),
    },
    document=True,
)

TABLES: tuple[Table, ...] = (REGISTER_CONFIRMATIONS, REGISTER_INSPECTIONS, REGISTER_PERMITS)

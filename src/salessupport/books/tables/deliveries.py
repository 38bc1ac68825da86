"""Tables of what left, arrived and came back: deliveries and returns with their lines (LG-01, LG-03, LG-08, RT-02)."""

from __future__ import annotations

from salessupport.books.schema import Header, Table, table
from salessupport.books.tables import common
from salessupport.domain.facts import Delivery, DeliveryLine, Return, ReturnLine

DELIVERIES = table(
    "deliveries",
    "发货单",
    Delivery,
    doc="Deliveries, with the data of their dispatch and their signed slip",
    doc_zh="发货、运输与回单",
    headers={
        "id": Header("发货单号", "Number of the delivery", "发货单的唯一编号", also=("送货单号", "单号")),
        "order": common.ORDER,
        "contract": common.CONTRACT,
        "shipped_on": Header("发货日期", "Day of dispatch", "发货的日期", also=("送货日期", "日期")),
        "delivered_on": Header(
            "到货日期",
            "Day of arrival; it counts as delivered from then on",
            "到货的日期，自该日起算已交付",
            also=("实际交货", "实际交货日期", "签收日期"),
        ),
        "signed_by": Header("签收人", "Who signed the slip", "在回单上签收的人", also=("签收",)),
        "carrier": Header("承运单位", "Carrier", "承运单位"),
        "waybill": Header("运单号", "Number of the waybill", "运单号"),
        "driver": Header("司机", "Driver", "司机姓名"),
        "vehicle": Header("车号", "Number plate", "车牌号", also=("车牌",)),
        "phone": Header("电话", "The driver's phone", "司机电话"),
        "freight": Header("运费", "Freight", "运费"),
        "expected_on": Header(
            "预计到达", "Day it is expected to arrive", "预计到货的日期", also=("预计到货日期", "预计到达日期")
        ),
    },
    document=True,
)

DELIVERY_LINES = table(
    "delivery_lines",
    "发货明细",
    DeliveryLine,
    doc="Lines of deliveries",
    doc_zh="发货单的各行",
    headers={"delivery": common.DELIVERY, "order_line": common.ORDER_LINE, "qty": common.QTY},
    key=(),
)

RETURNS = table(
    "returns",
    "退货单",
    Return,
    doc="Goods that came back",
    doc_zh="退回的货物",
    headers={
        "id": Header("退货单号", "Number of the return", "退货单的唯一编号", also=("单号",)),
        "order": common.ORDER,
        "returned_on": Header("退货日期", "Day the goods were back", "货物退回的日期", also=("日期",)),
        "reason": Header("原因", "Reason", "退货原因", also=("退货原因",)),
    },
    document=True,
)

RETURN_LINES = table(
    "return_lines",
    "退货明细",
    ReturnLine,
    doc="Lines of returns",
    doc_zh="退货单的各行",
    headers={
        "return": Header("退货单号", "The return", "所属退货单", ("returns",)),
        "order_line": common.ORDER_LINE,
        "qty": common.QTY,
    },
    key=(),
)

TABLES: tuple[Table, ...] = (DELIVERIES, DELIVERY_LINES, RETURNS, RETURN_LINES)

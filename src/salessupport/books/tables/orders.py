"""Tables of orders, their lines and events (OR-01, OR-02, OR-06)."""

from __future__ import annotations

from attrs import evolve

from salessupport.books.schema import Header, Table, table
from salessupport.books.tables import choices, common
from salessupport.domain.facts import Order, OrderEvent, OrderLine

ORDERS = table(
    "orders",
    "订单",
    Order,
    doc="Sales orders, with the points of their review",
    doc_zh="销售订单及审核要点",
    headers={
        "id": Header("订单号", "Number of the order", "订单的唯一编号", also=("订单编号",)),
        "customer": common.CUSTOMER,
        "contract": common.CONTRACT,
        "salesperson": common.SALESPERSON,
        "ordered_on": Header("订单日期", "Day of the order", "下单的日期", also=("下单日期", "日期")),
        "promised_on": Header("要求交货日期", "Day the delivery is promised for", "承诺的交货日期", also=("承诺交期",)),
        "confirmed_on": Header("确认日期", "Day it was confirmed", "订单确认的日期"),
        "currency": common.CURRENCY,
        "status": Header("状态", "State as entered", "录入时的状态", also=("订单状态",), labels=choices.ORDER_STATUS),
        "customer_ref": Header("客户订单号", "The customer's own number", "客户方的订单号"),
        "material": Header("材质", "Material", "材质要求"),
        "quality": Header("质量要求", "Quality standard", "质量标准"),
        "packing": Header("包装", "Packing", "包装要求"),
        "transport": Header("运输方式", "Transport", "运输要求"),
        "payment": Header("付款方式", "Payment and settlement", "付款与结算方式"),
        "discount_amount": Header("折扣金额", "Net discount over all lines", "整单不含税折扣额"),
        "discount_tax_rate": Header("折扣税率", "Limits the discount to lines of this tax rate", "仅对该税率的行折扣"),
    },
    document=True,
)

ORDER_LINES = table(
    "order_lines",
    "订单明细",
    OrderLine,
    doc="Lines of orders",
    doc_zh="订单的各行",
    headers={
        "order": common.ORDER,
        "line": common.LINE,
        "product": common.PRODUCT,
        "qty": common.QTY,
        "price": common.PRICE,
        "discount": common.DISCOUNT,
        "tax_rate": common.TAX_RATE,
    },
    key=("order", "line"),
)

ORDER_EVENTS = table(
    "order_events",
    "订单事件",
    OrderEvent,
    doc="What happened to orders",
    doc_zh="订单的确认、变更、关闭等",
    headers={
        "id": Header("事件编号", "Number of the event", "事件的唯一编号", also=("编号",)),
        "order": common.ORDER,
        "effective_on": common.EFFECTIVE_ON,
        "event": Header("事件", "What happened", "发生的事件", labels=choices.ORDER_EVENT),
        "line": evolve(common.LINE, doc="Line of the order that is amended", doc_zh="所变更的订单行"),
        "qty": Header("数量", "The line's new quantity", "变更后的数量", also=("新数量",)),
        "price": Header("单价", "The line's new net price", "变更后的不含税单价", also=("新单价",)),
    },
    document=True,
)

TABLES: tuple[Table, ...] = (ORDERS, ORDER_LINES, ORDER_EVENTS)

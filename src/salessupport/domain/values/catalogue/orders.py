"""Texts about orders."""

TEXTS: dict[str, tuple[str, str]] = {
    "order.line_unknown": (
        "订单 {order} 没有第 {line} 行：请改行号，或先在订单明细中登记该行",
        "order {order} has no line {line}: correct the line, or enter it in order_lines first",
    ),
    "order.qty": (
        "订单 {order} 第 {line} 行的数量为零：请填写数量，或删去该行",
        "line {line} of order {order} orders nothing: give its quantity, or leave the line out",
    ),
    "order.discount": (
        "订单 {order} 的折扣 {discount} 超过可折扣的不含税金额 {net}：请改折扣金额或折扣税率",
        "the discount {discount} of order {order} exceeds the net {net} it spreads over: correct it or its tax rate",
    ),
    "order.transition": (
        "订单 {order} 的状态为 {status}，不能 {event}；此时可以：{legal}",
        "order {order} is {status}: {event} is not possible now; possible are: {legal}",
    ),
    "order.not_closed": (
        "订单 {id} 的状态为 {status}，不是客户 {customer} 缺量关闭的订单：只有此类订单才能重开",
        "order {id} is {status}: only an order of {customer} that was closed short can be reopened",
    ),
    "order.below_delivered": (
        "订单 {order} 第 {line} 行改为 {qty}，低于已交付 {delivered} 或已开票 {invoiced}：请先退货或红冲，或将订单缺量关闭",
        "line {line} of order {order} is amended to {qty}, below what is delivered ({delivered}) or invoiced ({invoiced}): enter a return or a credit note first, or close the order short",
    ),
    "delivery.beyond_order": (
        "订单 {order} 第 {line} 行已交付 {delivered}（已减退货），超过订购 {ordered}：请改数量，或先变更订单",
        "line {line} of order {order}: {delivered} delivered less returns, {ordered} ordered: correct the quantity, or amend the order first",
    ),
    "return.beyond_delivered": (
        "订单 {order} 第 {line} 行退货 {returned}，超过已交付 {delivered}：请核对数量与日期",
        "line {line} of order {order}: {returned} returned, {delivered} delivered until then: check quantity and day",
    ),
}

"""Headers that several tables share, each said once: what a column means does not change from table to table."""

from __future__ import annotations

from salessupport.books.schema import Header

CUSTOMER = Header("客户", "The customer", "客户编码", ("customers",), ("客户名称", "单位名称"))
SALESPERSON = Header("业务员", "The salesperson in charge", "负责的业务员", ("salespeople",), ("负责人",))
PRODUCT = Header("商品", "The product", "商品编码", ("products",), ("商品编码", "产品"))
CONTRACT = Header("合同编号", "The contract", "所属合同", ("contracts",), ("合同号", "合同"))
ORDER = Header("订单号", "The order", "所属订单", ("orders",), ("订单编号", "订单"))
INVOICE = Header("单据编号", "The invoice", "所属发票", ("invoices",), ("发票",))
DELIVERY = Header("发货单号", "The delivery", "所属发货单", ("deliveries",), ("送货单号",))
BILL = Header("票据编号", "The bill", "承兑汇票的编号", ("bills",))
PLAN = Header("提成方案", "The commission plan", "提成方案编号", ("commission_plans",), ("方案编号",))
LINE = Header("序号", "Number of the line in its document", "行在单据中的序号", also=("行号",))
ORDER_LINE = Header("订单行号", "Line of the order", "对应订单的行号", also=("订单序号",))
QTY = Header("数量", "Quantity, in the product's unit", "数量，按商品单位")
PRICE = Header("单价", "Net price per unit, before the discount", "不含税单价，折扣前", also=("不含税单价",))
DISCOUNT = Header("折扣率", "Discount, a fraction of the price", "折扣占单价的比例")
TAX_RATE = Header("税率", "Tax rate", "税率")
NET = Header("金额", "Amount without tax", "不含税金额", also=("不含税金额",))
TAX = Header("税额", "Tax", "税额")
GROSS = Header("价税合计", "Amount with tax", "含税金额", also=("含税金额", "应收金额"))
AMOUNT = Header("金额", "The amount", "金额")
CURRENCY = Header("币种", "Currency, ISO 4217; empty: the company's", "ISO 4217 货币代码；空为本位币", also=("货币",))
RATE = Header("汇率", "Company currency per unit of the document's currency", "一单位外币折合的本位币")
EFFECTIVE_ON = Header("生效日期", "Day from which it holds", "自该日起生效", also=("日期",))
STATUS = Header("状态", "State, in the office's own words", "状态，由本单位定义")
APPROVED_BY = Header("审批人", "Who approved it", "批准该项的人", also=("批准人",))
DUE_ON = Header("到期日", "Day it falls due", "付款到期的日期", also=("到期日期",))
LEAD_DAYS = Header("交货天数", "Days from the order to the delivery", "下单至交货的天数")

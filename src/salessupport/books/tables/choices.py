"""The Chinese words of every choice in the books, once each; a cell may say the English or the Chinese word.

Law: the English words are those of the fact's type, in its order; `table()` refuses any other.
Source: books.md "Tables"; requirements §4.
"""

from __future__ import annotations

from collections.abc import Mapping

Labels = Mapping[str, str]

TRIGGER: Labels = {
    "signing": "签订",
    "before_pickup": "提货前",
    "delivery": "交货",
    "acceptance": "验收",
    "date": "指定日期",
}
ORDER_STATUS: Labels = {"draft": "草稿", "confirmed": "已确认", "closed_short": "短交关闭", "cancelled": "已取消"}
ORDER_EVENT: Labels = {
    "confirmed": "确认",
    "amended": "变更",
    "closed_short": "短交关闭",
    "reopened": "重新打开",
    "cancelled": "取消",
}
INVOICE_KIND: Labels = {
    "invoice": "发票",
    "prepayment": "预付款发票",
    "credit_note": "红字发票",
    "debit_note": "借项通知单",
    "opening": "期初",
}
INVOICE_STATUS: Labels = {"draft": "草稿", "issued": "已开具", "void": "作废"}
RECEIPT_METHOD: Labels = {"bank": "电汇", "cash": "现金", "bill": "承兑", "opening": "期初"}
BILL_KIND: Labels = {
    "bank_acceptance": "银行承兑汇票",
    "commercial_acceptance": "商业承兑汇票",
    "postdated_cheque": "远期支票",
}
BILL_EVENT: Labels = {
    "defect_found": "发现瑕疵",
    "cured": "瑕疵已补正",
    "endorsed": "背书转让",
    "discounted": "贴现",
    "presented": "提示付款",
    "honoured": "已兑付",
    "dishonoured": "拒付",
    "returned": "退票",
}
CHARGE_KIND: Labels = {
    "dunning_fee": "催款费",
    "interest": "利息",
    "bank_fee": "银行手续费",
    "protest_fee": "拒付证明费",
}
ADJUSTMENT_KIND: Labels = {"write_off": "坏账核销", "refund": "退款", "fx": "汇兑差额"}
APPROVAL_ACT: Labels = {
    "start_before_prepayment": "未收预付款先执行",
    "ship_before_payment": "未收提货款先发货",
    "full_invoice_below_threshold": "收款未达比例全额开票",
    "refund": "退款",
    "contract_change": "合同更改",
    "price_below_floor": "低于最低成交价",
    "credit_override": "超信用放行",
    "contract_deviation": "合同偏离",
    "technical_review": "技术评审",
    "order_deviation": "订单偏离",
    "second_provisional_licence": "再次暂授权",
    "match_accepted": "采纳核销建议",
}
APPROVAL_DECISION: Labels = {"granted": "同意", "refused": "不同意"}
COMMISSION_BASIS: Labels = {"ordered": "按订单", "invoiced": "按开票", "collected": "按回款"}
COMMISSION_MEASURE: Labels = {"net": "不含税金额", "gross": "价税合计", "margin": "毛利"}
TIER_MODE: Labels = {"marginal": "分段", "whole": "全额"}
PLAN_PERIOD: Labels = {"month": "月", "quarter": "季", "year": "年"}
CLAWBACK: Labels = {"recompute_original": "重算原期", "in_period": "计入当期"}
LICENCE_KIND: Labels = {"provisional": "暂授权", "unlimited": "无限期"}
PAPER_KIND: Labels = {
    "project": "项目编号",
    "contact_sheet": "合同联系单",
    "shipping_notice": "发货通知单",
    "receipt_notice": "到款通知单",
}
MATTER_SIDE: Labels = {"ours": "我方", "theirs": "对方"}
INSPECTION_RESULT: Labels = {"pass": "合格", "fail": "不合格"}

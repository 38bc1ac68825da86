"""Tables of those who buy and those who sell: customers and salespeople (CU-01, PY-01)."""

from __future__ import annotations

from salessupport.books.schema import Header, Table, table
from salessupport.books.tables import common
from salessupport.domain.facts import Customer, Salesperson

CUSTOMERS = table(
    "customers",
    "客户",
    Customer,
    doc="Whom the office sells to, and on what terms",
    doc_zh="客户档案及其信用条件",
    headers={
        "id": Header("客户编码", "Number of the customer", "客户的唯一编码", also=("客户编号",)),
        "name": Header("客户名称", "Full name, as on invoices", "客户全称，与开票名称一致", also=("客户", "单位名称")),
        "tax_id": Header(
            "纳税人识别号",
            "Unified social credit code or other tax number",
            "统一社会信用代码或其他税号",
            also=("税号",),
        ),
        "class": Header("客户分类", "Class of the customer", "客户的类别"),
        "region": Header("区域", "Sales region", "所属销售区域", also=("片区",)),
        "salesperson": common.SALESPERSON,
        "currency": common.CURRENCY,
        "credit_limit": Header(
            "信用额度",
            "Most that the customer may owe; empty: no limit",
            "允许的最高欠款，空为不限",
            also=("信用限额",),
        ),
        "credit_days": Header("账期", "Days of credit", "信用天数"),
        "address": Header("地址", "Address", "通信或收货地址"),
        "contact": Header("联系人", "Person to talk to", "联系人姓名"),
        "phone": Header("联系电话", "Phone", "联系人电话", also=("电话",)),
        "email": Header("电子邮箱", "E-mail address", "电子邮件地址", also=("邮箱",)),
        "bank_account": Header("银行账号", "Account the customer pays from", "客户付款账号"),
        "aliases": Header(
            "付款户名",
            "Other names under which the customer pays, separated by ;",
            "客户付款时使用的其他户名，用分号分隔",
        ),
        "requirements": Header("客户要求", "What the customer requires", "客户的要求"),
        "cooperation_mode": Header("合作方式", "Mode of cooperation", "经销、代销、直供、铺货等"),
        "logistics": Header("物流信息", "How goods reach the customer", "承运人、线路、在途天数等"),
        "on_hold_reason": Header(
            "暂停原因", "Why new orders are stopped; empty: they are not", "停止接单的原因，空为正常"
        ),
        "recorded_on": Header("建档日期", "Day the customer was entered", "录入客户档案的日期", also=("登记日期",)),
    },
)

SALESPEOPLE = table(
    "salespeople",
    "业务员",
    Salesperson,
    doc="Who sells, where, and under which commission plan",
    doc_zh="业务员及其区域和提成方案",
    headers={
        "id": Header("业务员编号", "Number of the salesperson", "业务员的唯一编号", also=("工号",)),
        "name": Header("姓名", "Name", "业务员姓名"),
        "region": Header("区域", "Sales region", "负责的销售区域", also=("片区",)),
        "manager": Header("上级经理", "The salesperson's manager", "直接上级", ("salespeople",), ("区域经理",)),
        "plan": common.PLAN,
        "joined_on": Header("入职日期", "First day of work", "入职的日期"),
        "left_on": Header("离职日期", "Last day of work", "离职的日期"),
    },
)

TABLES: tuple[Table, ...] = (CUSTOMERS, SALESPEOPLE)

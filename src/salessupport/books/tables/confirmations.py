"""The register of statements' confirmations: who sent, received, agreed to, contested or signed them.

Source: DN-01, DN-02; sheet S20 (回函).
"""

from __future__ import annotations

from attrs import evolve

from salessupport.books.schema import Header, Table, table
from salessupport.books.tables import common
from salessupport.domain.facts import RegisterStatement

_STEP = {"sent": "已发出", "received": "已签收", "agreed": "相符", "contested": "不符", "signed": "已盖章"}

REGISTER_STATEMENTS = table(
    "register_statements",
    "对账函登记",
    RegisterStatement,
    doc="Steps of the confirmation of a customer's monthly statement",
    doc_zh="客户月度对账函的发出与回函登记",
    headers={
        "id": Header("登记编号", "Number of the entry", "登记的唯一编号", also=("编号",)),
        "customer": common.CUSTOMER,
        "month": Header("月份", "Month of the statement, as 2026-10", "对账函的月份，如 2026-10", also=("期间",)),
        "step": Header("步骤", "The step taken", "所进行的步骤", also=("回函",), labels=_STEP),
        "on": Header("日期", "Day of the step", "该步骤的日期", also=("回函日期",)),
        "by": Header("经办人", "Who took it", "经办该步骤的人"),
        "amount": evolve(
            common.AMOUNT,
            doc="Balance that the step is about: as sent, or as the customer states it",
            doc_zh="该步骤所涉余额：发出的余额，或客户所称的余额",
            also=("余额",),
        ),
        "note": common.NOTE,
    },
    document=True,
)

TABLES: tuple[Table, ...] = (REGISTER_STATEMENTS,)

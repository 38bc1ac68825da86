"""The register of aliases: customers entered twice and merged, which keep their documents and can be parted again.

Source: CU-02.
"""

from __future__ import annotations

from attrs import evolve

from salessupport.books.schema import Header, Table, table
from salessupport.books.tables import common
from salessupport.domain.facts import RegisterAlias

REGISTER_ALIASES = table(
    "register_aliases",
    "客户合并",
    RegisterAlias,
    doc="Customers entered twice: which id stands for which, and since when",
    doc_zh="重复客户的合并：哪个编码代表哪个客户及其起止",
    headers={
        "id": Header("合并编号", "Number of the entry", "合并的唯一编号", also=("编号",)),
        "customer": evolve(
            common.CUSTOMER, zh="保留客户", doc="The customer that is kept", doc_zh="保留的客户编码", also=("客户",)
        ),
        "alias": Header("被并客户", "The customer entered twice", "被合并的客户编码", ("customers",), ("重复客户",)),
        "valid_from": Header("有效期自", "First day on which it holds", "开始生效的日期", also=("生效日期",)),
        "valid_to": Header(
            "有效期至", "Last day, if the merge was taken back", "最后有效的日期；撤销合并时填写", also=("失效日期",)
        ),
        "by": Header("经办人", "Who decided it", "决定合并的人"),
        "reason": Header("原因", "Why the two are one", "认定为同一客户的依据", also=("理由",)),
    },
    document=True,
)

TABLES: tuple[Table, ...] = (REGISTER_ALIASES,)

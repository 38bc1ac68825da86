"""客户铺货/欠款一览表 (S03, CU-10): goods at the customer, what is owed by age, terms, last money, who is responsible.

What is owed is a formula: the sum of its buckets. The follow-up is written by hand. Each currency has a block.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from salessupport.domain.orders.debts import CustomerDebt, Debts
from salessupport.domain.values.money import Money
from salessupport.reports import terms
from salessupport.reports.sheet import Imprint, Paragraph, Row, Sheet, SheetColumn, SheetContent, Words
from salessupport.reports.sheets.contract_words import EACH_CURRENCY, Names, blocks, joined

_REMARKS = (
    Paragraph(
        (
            "铺货金额 = 已出货、未退回、未开票的货款（按约定价含税）；欠款金额 = 未结清发票之和 = 各账龄段之和。",
            (
                "Goods out = delivered, not returned and not invoiced, at the agreed price with tax;"
                " owed = open documents = the sum of the ages."
            ),
        )
    ),
)


def debts_sheet(buckets: tuple[str, ...]) -> Sheet:
    """Declare the sheet for a company's buckets (policy `ageing`)."""
    return Sheet(
        name_zh="客户铺货欠款一览",
        name_en="Goods out and debts",
        title_zh="客户铺货/欠款一览表",
        title_en="Goods out and debts by customer",
        landscape=True,
        columns=(
            SheetColumn("customer", "客户", "Customer", width=13),
            SheetColumn("name", "名称", "Name", width=24),
            SheetColumn("contracts", "合同编号", "Contracts", width=14),
            SheetColumn("goods_out", "铺货金额", "Goods out", "money", 14, total="sum"),
            SheetColumn("owed", "欠款金额", "Owed", "money", 14, total="sum", formula=" + ".join(buckets)),
            SheetColumn("terms", "约定付款期", "Terms", "words", 22),
            SheetColumn("due_on", "最早到期日", "Oldest due date", "date", 12),
            SheetColumn("days", "逾期天数", "Days overdue", "integer", 9),
            *(SheetColumn(one, *terms.bucket_words(one), "money", 13, total="sum") for one in buckets),
            SheetColumn("last_on", "最近到款日期", "Last receipt on", "date", 12),
            SheetColumn("last", "最近到款金额", "Last receipt", "money", 14),
            SheetColumn("follow_up", "跟踪记录", "Follow-up", width=18),
            SheetColumn("owner", "责任人", "Owner", width=11),
        ),
    )


def customer_debts(debts: Debts, *, names: Names, imprint: Imprint) -> SheetContent:
    """Lay out goods out and debts; of nobody, zeros in the company's currency."""
    return SheetContent(
        sheet=debts_sheet(debts.buckets),
        company=imprint.company,
        fields=((terms.as_of(debts.as_of), EACH_CURRENCY), imprint.fields()),
        blocks=blocks(
            debts.lines,
            lambda line: _row(line, debts.buckets, names),
            _figures(debts.buckets),
            currency_of=lambda line: line.currency,
            empty=names.currency,
        ),
        remarks=_REMARKS,
    )


def _figures(buckets: tuple[str, ...]) -> Mapping[str, Callable[[CustomerDebt], Money | None]]:
    return {
        "goods_out": lambda line: line.goods_out,
        "owed": lambda line: line.owed,
        **{one: _bucket(one) for one in buckets},
    }


def _bucket(name: str) -> Callable[[CustomerDebt], Money]:
    return lambda line: line.buckets[name]


def _row(line: CustomerDebt, buckets: tuple[str, ...], names: Names) -> Row:
    last = line.last_receipt
    return (
        line.customer,
        line.name,
        "\n".join(line.contracts),
        line.goods_out.minor,
        line.owed.minor,
        _terms(line),
        line.due_on,
        line.days_overdue if line.due_on is not None else None,
        *(line.buckets[one].minor for one in buckets),
        last.on if last is not None else None,
        last.amount.minor if last is not None else None,
        None,
        names.salesperson(line.owner),
    )


def _terms(line: CustomerDebt) -> Words:
    days: list[Words] = [] if line.credit_days is None else [(f"{line.credit_days} 天", f"{line.credit_days} days")]
    return joined([*days, *((f"{one} {said}", f"{one} {said}") for one, said in line.terms.items())], "\n", "\n")

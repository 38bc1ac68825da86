"""合同履行一览表 (S12, CO-09) and 合同台账 (S16, CO-01): one row for each contract.

Received is shown by nature; what a customer paid beyond the contract's amount is no money of an instalment and stands
among the issues. A performance rate is exact: what is performed, by goods or else by invoices, of the amount.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction

from salessupport.domain.contracts.progress import ContractProgress
from salessupport.domain.values.money import Money
from salessupport.domain.values.quantity import decimal_text
from salessupport.reports import terms
from salessupport.reports.sheet import Imprint, Paragraph, Row, Sheet, SheetColumn, SheetContent
from salessupport.reports.sheets.contract_words import (
    EACH_CURRENCY,
    STAGES,
    Names,
    blocks,
    issue_words,
    joined,
    waiver_words,
)

Figure = Callable[[ContractProgress], Money]
_NONE = Decimal(0)

PERFORMANCE = Sheet(
    name_zh="合同履行一览表",
    name_en="Contract performance",
    title_zh="合同履行一览表",
    title_en="Contract performance",
    landscape=True,
    columns=(
        SheetColumn("no", "合同编号", "Contract", width=13),
        SheetColumn("customer", "客户", "Customer", width=20),
        SheetColumn("signed", "签订日期", "Signed", "date", 11),
        SheetColumn("lines", "品名/数量/单价/金额", "Goods, quantity, price, amount", width=28),
        SheetColumn("due", "约定交货", "Agreed delivery", "date", 11),
        SheetColumn("delivered_on", "交齐日期", "Delivered in full", "date", 11),
        SheetColumn("arrived", "实际交货", "Delivered", width=16),
        SheetColumn("amount", "合同金额", "Amount", "money", 12, total="sum"),
        SheetColumn("delivered", "发货金额", "Goods delivered", "money", 12, total="sum"),
        SheetColumn("invoiced", "开票金额", "Invoiced", "money", 12, total="sum"),
        SheetColumn("prepaid", "收款：预付款", "Received: prepaid", "money", 12, total="sum"),
        SheetColumn("pickup", "收款：提货款", "Received: pick-up", "money", 12, total="sum"),
        SheetColumn("tail", "收款：尾款", "Received: tail", "money", 12, total="sum"),
        SheetColumn(
            "balance", "未收款", "Balance", "money", 12, total="sum", formula="amount - prepaid - pickup - tail"
        ),
        SheetColumn("performance", "履约率", "Performed", "percent", 10),
        SheetColumn("issues", "违约/异常", "Issues", "words", 26),
    ),
)

REGISTER = Sheet(
    name_zh="合同台账",
    name_en="Contract register",
    title_zh="合同台账",
    title_en="Contract register",
    landscape=True,
    columns=(
        SheetColumn("no", "合同编号", "Contract", width=16),
        SheetColumn("title", "合同名称", "Title", width=24),
        SheetColumn("class", "类别", "Class", width=12),
        SheetColumn("customer", "客户", "Customer", width=24),
        SheetColumn("signed", "签约日期", "Signed", "date", 12),
        SheetColumn("expiry", "有效期至", "Valid to", "date", 12),
        SheetColumn("amount", "合同金额", "Amount", "money", 15, total="sum"),
        SheetColumn("invoiced", "已开票", "Invoiced", "money", 15, total="sum"),
        SheetColumn("received", "已收款", "Received", "money", 15, total="sum"),
        SheetColumn("open", "未收款", "Open", "money", 15, total="sum", formula="amount - received"),
        SheetColumn("delivery", "交货期", "Delivery", "date", 12),
        SheetColumn("delivered", "已交付", "Delivered", width=22),
        SheetColumn("stage", "状态", "Stage", width=12, vocabulary=STAGES),
        SheetColumn("archive_no", "归档号", "Archive no.", width=14),
    ),
)

_PERFORMANCE: Mapping[str, Figure] = {
    "amount": lambda one: one.view.amount,
    "delivered": lambda one: one.goods,
    "invoiced": lambda one: one.view.invoiced,
    "prepaid": lambda one: one.paid["prepayment"],
    "pickup": lambda one: one.paid["pickup"],
    "tail": lambda one: one.paid["tail"],
    "balance": lambda one: one.view.amount - sum(one.paid.values(), Money.zero(one.view.currency)),
}
_REGISTER: Mapping[str, Figure] = {
    "amount": lambda one: one.view.amount,
    "invoiced": lambda one: one.view.invoiced,
    "received": lambda one: one.view.collected,
    "open": lambda one: one.view.amount - one.view.collected,
}
_NOTES = (
    Paragraph(
        (
            "未收款 = 合同金额 − 预付款 − 提货款 − 尾款；超出合同金额的收款列入“违约/异常”。",
            "Balance = amount - prepayment - pick-up money - tail; money beyond the amount is among the issues.",
        )
    ),
    Paragraph(
        (
            "履约率 = 发货金额 ÷ 合同金额（最高 100%）；未登记订单和发货的合同按开票金额。",
            "Performed = goods delivered / amount, at most 100%; without orders and deliveries what is invoiced.",
        )
    ),
)


def performance_sheet(
    contracts: Sequence[ContractProgress], *, names: Names, as_of: date, imprint: Imprint
) -> SheetContent:
    """Lay out how each contract stands, in the order given, with a block for each currency."""
    return SheetContent(
        sheet=PERFORMANCE,
        company=imprint.company,
        fields=((terms.as_of(as_of), EACH_CURRENCY), imprint.fields()),
        blocks=blocks(
            contracts,
            lambda one: _performance_row(one, names),
            _PERFORMANCE,
            currency_of=_currency,
            empty=names.currency,
        ),
        remarks=_NOTES,
    )


def register_sheet(
    contracts: Sequence[ContractProgress], *, names: Names, as_of: date, imprint: Imprint
) -> SheetContent:
    """Lay out the register of contracts, in the order given; open = amount - received, below zero if overpaid."""
    return SheetContent(
        sheet=REGISTER,
        company=imprint.company,
        fields=((terms.as_of(as_of), EACH_CURRENCY), imprint.fields()),
        blocks=blocks(
            contracts, lambda one: _register_row(one, names), _REGISTER, currency_of=_currency, empty=names.currency
        ),
    )


def _currency(one: ContractProgress) -> str:
    return one.view.currency


def _performance_row(one: ContractProgress, names: Names) -> Row:
    view = one.view
    issues = [*map(issue_words, one.issues), *waiver_words(one.waived)]
    return (
        view.id,
        names.customer(view.customer),
        view.signed_on,
        "\n".join(_lines(one, names)),
        view.deliver_on,
        one.completed_on,
        _arrived(one, names),
        *(figure(one).minor for figure in _PERFORMANCE.values()),
        Fraction(one.performed.minor, view.amount.minor) if view.amount else None,
        joined(issues),
    )


def _register_row(one: ContractProgress, names: Names) -> Row:
    contract, view = one.contract, one.view
    return (
        contract.id,
        contract.title,
        contract.class_,
        names.customer(contract.customer),
        contract.signed_on,
        contract.valid_to,
        *(figure(one).minor for figure in _REGISTER.values()),
        view.deliver_on,
        _arrived(one, names),
        one.stage,
        contract.archive_no,
    )


def _lines(one: ContractProgress, names: Names) -> list[str]:
    """The lines of the contract: `离心泵 2 × 1,000.00 = 2,000.00`, as far as each is recorded."""
    lines = []
    for line in one.lines:
        price = one.prices.get(line.line)
        parts = [
            names.product(line.product),
            "" if line.qty is None else decimal_text(line.qty),
            "" if price is None else f"× {decimal_text(price)}",
            "" if line.amount is None else f"= {terms.grouped(line.amount)}",
        ]
        lines.append(" ".join(part for part in parts if part))
    return lines


def _arrived(one: ContractProgress, names: Names) -> str:
    """Quantities that arrived of those asked for: `离心泵 1/2`."""
    return "\n".join(
        f"{names.product(product)} {decimal_text(one.arrived.get(product, _NONE))}/{decimal_text(asked)}"
        for product, asked in one.asked.items()
    )

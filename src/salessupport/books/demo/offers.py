"""What the demo's contracts were made of: quotations, technical plans, clauses, price checks, matters, a permit.

Everything is derived from the contracts as they are, without a throw of the dice, so that it disturbs nothing. One
contract departs from the standard contract (`DEVIATING`), the others are what was quoted and planned. Sources: QT-01,
CO-02, CO-07, CO-10, RG-02.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from decimal import Decimal

from salessupport.books.demo.agreements import quoted_on
from salessupport.books.demo.clerk import HOME, Clerk
from salessupport.books.demo.master import Party
from salessupport.books.demo.names import INSIDE
from salessupport.books.demo.trade import Line, line
from salessupport.domain.facts import (
    Contract,
    ContractLine,
    Product,
    Quotation,
    QuotationLine,
    RegisterClause,
    RegisterMatter,
    RegisterPermit,
    RegisterProject,
    RegisterSolution,
)
from salessupport.domain.values.money import Money
from salessupport.domain.values.quantity import Price, Quantity, Ratio
from salessupport.domain.values.split import times

DEVIATING = 2
"""The contract, counted from 0, with a warranty other than usual; its tail is due a month late as well."""
_STANDARD = {
    "交货": "卖方按约定日期在交货地点交货，运费由卖方承担。",
    "验收": "货到十五日内验收，逾期视为合格。",
    "质量保证": "自验收之日起十二个月。",
    "违约责任": "迟延一方按日支付迟延部分万分之三的违约金。",
    "争议解决": "协商不成的，由卖方所在地法院管辖。",
}
_DEVIATION = {"质量保证": "自验收之日起十八个月。"}
_QUOTED_FOR = timedelta(days=30)
_LEAD = 15
_VERIFIED_AFTER = timedelta(days=7)


def offers(clerk: Clerk, parties: Sequence[Party], goods: Sequence[Product]) -> None:
    """Write the file of every contract, and the quotation of a regulated product with its permit."""
    by_id = {party.customer.id: party for party in parties}
    products = {product.id: product for product in goods}
    made = clerk.rows("contracts", Contract)
    _clauses(clerk, None, _STANDARD)
    for index, contract in enumerate(made):
        lines = _lines_of(clerk, by_id[contract.customer], contract, products)
        _quote(clerk, contract, lines)
        _plan(clerk, contract, lines)
        _clauses(clerk, contract, {**_STANDARD, **(_DEVIATION if index == DEVIATING else {})})
        if contract is not made[-1]:
            _verify(clerk, contract, lines)
    _matters(clerk, made)
    _regulated(clerk, by_id[made[-1].customer], len(goods))


def _lines_of(clerk: Clerk, party: Party, contract: Contract, products: Mapping[str, Product]) -> list[Line]:
    """The contract's lines as they were sold, with the net price."""
    rows = [row for row in clerk.rows("contract_lines", ContractLine) if row.contract == contract.id]
    return [line(party, products[row.product or ""], int(row.qty or 0)) for row in rows]


def _quote(clerk: Clerk, contract: Contract, lines: Sequence[Line]) -> None:
    on = quoted_on(clerk, contract.signed_on)
    quotation = Quotation(
        id=contract.quotation or "",
        customer=contract.customer,
        quoted_on=on,
        salesperson=contract.salesperson,
        valid_to=on + _QUOTED_FOR,
        revision=1,
        status="accepted",
    )
    _write_quotation(clerk, quotation, lines)


def _write_quotation(clerk: Clerk, quotation: Quotation, lines: Sequence[Line]) -> None:
    clerk.note("quotations", quotation)
    for number, one in enumerate(lines, 1):
        row = QuotationLine(
            quotation=quotation.id, line=number, product=one.product.id, qty=one.qty, price=one.price,
            discount=one.discount, tax_rate=one.tax_rate, lead_days=(one.product.lead_days or 0) + _LEAD,
        )  # fmt: skip
        clerk.note("quotation_lines", row)


def _plan(clerk: Clerk, contract: Contract, lines: Sequence[Line]) -> None:
    for one in lines:
        number = clerk.number("FA", contract.signed_on)
        row = RegisterSolution(id=number, contract=contract.id, product=one.product.id, qty=one.qty)
        clerk.note("register_solutions", row)


def _clauses(clerk: Clerk, contract: Contract | None, texts: Mapping[str, str]) -> None:
    """The clauses of a contract, or of the standard contract."""
    on = contract.signed_on if contract is not None else clerk.first
    for clause, text in texts.items():
        number = clerk.number("TK", on)
        row = RegisterClause(id=number, clause=clause, text=text, contract=contract.id if contract else None)
        clerk.note("register_clauses", row)


def _verify(clerk: Clerk, contract: Contract, lines: Sequence[Line]) -> None:
    """The check of list against original: what the goods cost and what they had to fetch at least, with tax."""
    on = clerk.working_day(contract.signed_on + _VERIFIED_AFTER)
    row = RegisterProject(
        id=clerk.number("HD", on),
        contract=contract.id,
        verified_on=on,
        purchase_price=Money(sum(_worth(one, one.product.purchase_price) for one in lines), HOME),
        floor_price=Money(sum(_worth(one, one.product.floor_price) for one in lines), HOME),
        verified_by=INSIDE,
        matches=True,
    )
    clerk.note("register_projects", row)


def _worth(one: Line, price: Price | None) -> int:
    return times(1, (price or 0) * (1 + one.tax_rate) * one.qty * 100)


def _matters(clerk: Clerk, made: Sequence[Contract]) -> None:
    """A drawing that was missing, an installation that was done, and an acceptance that is still owed to us."""
    first, _, _, delivered, *_ = made
    days = timedelta(days=1)
    drawings = clerk.working_day(first.signed_on + 50 * days)
    accepted = clerk.working_day(delivered.signed_on + 60 * days)
    installed = clerk.working_day(first.signed_on + 58 * days)
    rows = (
        RegisterMatter(
            id=clerk.number("SX", drawings), contract=first.id, opened_on=drawings, text="补寄随机图纸一套",
            owner=INSIDE, closed_on=drawings + 3 * days, result="已寄出，客户已收",
        ),
        RegisterMatter(
            id=clerk.number("SX", drawings), contract=first.id, opened_on=drawings, text="现场安装调试",
            side="ours", owner="冯工", due_on=first.signed_on + 60 * days, closed_on=installed, result="调试合格",
        ),
        RegisterMatter(
            id=clerk.number("SX", accepted), contract=delivered.id, opened_on=accepted, text="交回签字的最终验收单",
            side="theirs", owner=delivered.salesperson, due_on=clerk.last + 12 * days,
        ),
    )  # fmt: skip
    clerk.note("register_matters", *rows)


def _regulated(clerk: Clerk, party: Party, count: int) -> None:
    """A gauge with a source, which needs a permit of the authority, and a customer who has one and was quoted it."""
    gauge = Product(
        id=f"P{count + 1:03d}", name="核子料位计", spec="XN-Cs137", unit="台", list_price=Price(Decimal(28000)),
        floor_price=Price(Decimal(23800)), purchase_price=Price(Decimal(17360)), tax_rate=Ratio(Decimal("0.13")),
        lead_days=30, regulated=True, nuclide="Cs-137", activity=Quantity(Decimal(370)),
    )  # fmt: skip
    clerk.note("products", gauge)
    on = clerk.working_day(clerk.last - timedelta(days=16))
    granted_on = clerk.working_day(clerk.last - timedelta(days=40))
    permit = RegisterPermit(
        id=clerk.number("XK", granted_on), customer=party.customer.id, product=gauge.id, nuclide=gauge.nuclide,
        qty=Quantity(Decimal(2)), activity=Quantity(Decimal(740)), number=f"示例审〔{granted_on.year}〕0001",
        valid_from=granted_on, valid_to=granted_on + timedelta(days=365),
    )  # fmt: skip
    clerk.note("register_permits", permit)
    quotation = Quotation(
        id=clerk.number("BJ", on), customer=party.customer.id, quoted_on=on,
        salesperson=party.customer.salesperson, valid_to=on + _QUOTED_FOR, revision=1, status="open",
    )  # fmt: skip
    _write_quotation(clerk, quotation, [line(party, gauge, 2)])

"""A small office with contracts in every stage and receipts for everything that money can be for, as of 31 October."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from salessupport.domain.facts import (
    Adjustment,
    Allocation,
    Approval,
    Charge,
    Contract,
    ContractChange,
    ContractLine,
    Customer,
    Delivery,
    DeliveryLine,
    Facts,
    Instalment,
    Invoice,
    Order,
    OrderLine,
    Product,
    Receipt,
    RegisterLicence,
    RegisterMatter,
    RegisterPaper,
    RegisterProject,
    Salesperson,
)
from salessupport.domain.history import History
from salessupport.domain.receivables.ledger import Ledger
from salessupport.domain.receivables.placing import place
from salessupport.domain.values.dates import Moment, parse_date
from salessupport.domain.values.money import Money, SignedMoney
from salessupport.domain.values.policies import Company, Policies
from salessupport.domain.values.quantity import Price, Quantity, Ratio

AS_OF = date(2026, 10, 31)


def yuan(text: str, currency: str = "CNY") -> Money:
    """An amount."""
    return Money.parse(text, currency)


def contract(name: str, on: str, amount: str, customer: str = "C-1", currency: str = "CNY", **more: Any) -> Contract:
    """A contract."""
    return Contract(id=name, customer=customer, signed_on=parse_date(on), amount=yuan(amount, currency), **more)


def invoice(name: str, gross: str, on: str, of: str | None = None, **more: Any) -> Invoice:
    """An issued invoice of C-1."""
    given = {"kind": "invoice", "customer": "C-1", "status": "issued", "contract": of, **more}
    return Invoice(id=name, gross=yuan(gross), issued_on=parse_date(on), **given)


def receipt(name: str, amount: str, on: str, currency: str = "CNY", **more: Any) -> Receipt:
    """A receipt of C-1."""
    given = {"customer": "C-1", "payer_account": "6222 0001", **more}
    return Receipt(id=name, amount=yuan(amount, currency), received_on=parse_date(on), **given)


def row(source: str, target: str, on: str, amount: Money | None = None) -> Allocation:
    """An allocation row."""
    return Allocation(id=f"{source}>{target}", source=source, target=target, amount=amount, effective_on=parse_date(on))


def line(of: str, no: int, product: str, qty: str, price: str, amount: str) -> ContractLine:
    """A line of a contract."""
    return ContractLine(
        contract=of,
        line=no,
        product=product,
        qty=Quantity(Decimal(qty)),
        price=Price(Decimal(price)),
        amount=yuan(amount),
    )


def ordered(order: str, no: int, product: str, qty: str, price: str) -> OrderLine:
    """A line of an order, without tax."""
    quantity, each = Quantity(Decimal(qty)), Price(Decimal(price))
    return OrderLine(order=order, line=no, product=product, qty=quantity, price=each, tax_rate=Ratio(Decimal(0)))


def brought(delivery: str, no: int, qty: str) -> DeliveryLine:
    """A line of a delivery."""
    return DeliveryLine(delivery=delivery, order_line=no, qty=Quantity(Decimal(qty)))


def part(of: str, no: int, trigger: Any, share: str, **more: Any) -> Instalment:
    """An instalment by share."""
    return Instalment(contract=of, no=no, trigger=trigger, share=Ratio(Decimal(share)), **more)


FACTS = Facts(
    customers=(
        Customer(id="C-1", name="北京远山精密仪器设备制造有限公司", salesperson="S-1", region="华北"),
        Customer(id="C-2", name="Nordwind Maschinenbau GmbH", salesperson="S-2", region="海外", currency="USD"),
    ),
    salespeople=(Salesperson(id="S-1", name="张伟", region="华北一区"), Salesperson(id="S-2", name="李娜")),
    products=(Product(id="P-1", name="离心泵 IS80"), Product(id="P-2", name="密封件")),
    contracts=(
        contract("HT-01", "2026-03-10", "100000", terms="30/60/10", deliver_on=date(2026, 9, 30), title="水泵采购合同",
                 accepted_on=date(2026, 10, 5), class_="设备", valid_to=date(2027, 3, 9), archive_no="A-2026-01"),
        contract("HT-02", "2025-11-05", "50000", deliver_on=date(2026, 8, 31), project_no="XM-2025-007"),
        contract("HT-03", "2026-10-08", "20000", "C-2", "USD", salesperson="S-2"),
        contract("HT-04", "2025-01-10", "10000", terms="100", deliver_on=date(2025, 2, 1)),
        contract("HT-05", "2026-09-01", "8000"),
        contract("HT-06", "2026-11-09", "777"),
    ),
    contract_lines=(
        line("HT-01", 1, "P-1", "2", "40000", "80000"),
        line("HT-01", 2, "P-2", "10", "2000", "20000"),
        line("HT-02", 1, "P-1", "4", "12500", "50000"),
        ContractLine(contract="HT-02", line=2),
    ),
    instalments=(
        part("HT-02", 1, "signing", "0.5"),
        part("HT-02", 2, "delivery", "0.4"),
        part("HT-02", 3, "date", "0.1", due_on=date(2026, 12, 31), is_retention=True),
    ),
    contract_changes=(
        ContractChange(id="B-1", contract="HT-05", effective_on=date(2026, 10, 20), approved_by="卫总",
                       amount_change=SignedMoney(yuan("-500"))),
    ),
    orders=(Order(id="O-1", customer="C-1", ordered_on=date(2026, 3, 20), contract="HT-01", status="confirmed"),
            Order(id="O-2", customer="C-1", ordered_on=date(2026, 3, 20), contract="HT-01", status="draft")),
    order_lines=(ordered("O-1", 1, "P-1", "2", "40000"), ordered("O-1", 2, "P-2", "10", "2000"),
                 ordered("O-2", 1, "P-1", "9", "1")),
    deliveries=(
        Delivery(id="D-1", order="O-1", shipped_on=date(2026, 9, 18), delivered_on=date(2026, 9, 20)),
        Delivery(id="D-2", contract="HT-02", delivered_on=date(2026, 8, 30)),
        Delivery(id="D-3", contract="HT-02", shipped_on=date(2026, 10, 30)),
    ),
    delivery_lines=(brought("D-1", 1, "2"), brought("D-1", 2, "10"), brought("D-2", 1, "1"), brought("D-2", 2, "1"),
                    brought("D-2", 9, "1"), brought("D-3", 1, "3")),
    invoices=(
        invoice("FP-1", "30000", "2026-03-12", "HT-01", kind="prepayment", instalment=1),
        invoice("FP-2", "70000", "2026-09-25", "HT-01"),
        invoice("FP-3", "25000", "2025-11-18", "HT-02"),
        invoice("FP-4", "10000", "2025-01-12", "HT-04"),
        invoice("FP-5", "8000", "2026-09-10", "HT-05"),
        invoice("FP-9", "1130", "2026-09-01", due_on=date(2026, 9, 30)),
        invoice("FP-10", "300", "2026-10-01"),
    ),
    charges=(Charge(id="DF-1", customer="C-1", kind="dunning_fee", amount=yuan("20"), effective_on=date(2026, 10, 8),
                    about="FP-9"),),
    receipts=(
        receipt("SK-00", "10000", "2025-01-20"),
        receipt("SK-01", "30000", "2026-03-15"),
        receipt("SK-02", "65000", "2026-10-10", method="bill", payer_name="北京远山财务公司"),
        receipt("SK-04", "25000", "2025-11-20"),
        receipt("SK-05", "10000", "2026-10-12"),
        receipt("SK-06", "8000", "2026-10-20", "USD", customer="C-2", payer_account=None),
        receipt("SK-07", "999", "2026-10-21", customer=None, payer_name="未知付款人"),
        receipt("SK-08", "1150", "2026-10-22"),
        receipt("SK-09", "8000", "2026-10-05"),
        receipt("SK-10", "295", "2026-10-23", bank_fee=yuan("5")),
        receipt("SK-11", "400", "2026-10-24"),
    ),
    allocations=(
        row("SK-00", "FP-4", "2025-01-20"),
        row("SK-01", "HT-01:1", "2026-03-15"),
        row("SK-02", "FP-2", "2026-10-10"),
        row("SK-04", "HT-02:1", "2025-11-20"),
        row("SK-05", "HT-02:2", "2026-10-12"),
        row("SK-06", "HT-03:1", "2026-10-20", yuan("6000", "USD")),
        row("SK-08", "FP-9", "2026-10-22"),
        row("SK-09", "FP-5", "2026-10-05"),
        row("SK-10", "FP-10", "2026-10-23"),
        row("SK-11", "FP-2", "2026-12-24"),
    ),
    adjustments=(
        Adjustment(id="TK-1", kind="refund", customer="C-1", amount=SignedMoney(yuan("150")), about="SK-11",
                   effective_on=date(2026, 10, 26), approved_by="卫总"),
    ),
    approvals=(
        Approval(id="SP-1", act="start_before_prepayment", subject="HT-03", approver="卫总", role="owner",
                 decided_on=Moment(date(2026, 10, 9)), decision="granted"),
        Approval(id="SP-2", act="ship_before_payment", subject="HT-02", approver="卫总", role="owner",
                 decided_on=Moment(date(2026, 10, 9)), decision="refused"),
    ),
    register_papers=(RegisterPaper(id="XM-2026-001", kind="project", subject="HT-01", issued_on=date(2026, 3, 16)),),
    register_projects=(
        RegisterProject(id="HD-1", contract="HT-01", verified_on=date(2026, 3, 18), purchase_price=yuan("69000")),
        RegisterProject(id="HD-2", contract="HT-01", verified_on=date(2026, 3, 20), purchase_price=yuan("70000"),
                        floor_price=yuan("105000"), matches=False),
        RegisterProject(id="HD-3", contract="HT-02", verified_on=date(2026, 12, 20), purchase_price=yuan("1")),
    ),
    register_licences=(
        RegisterLicence(id="SQ-1", contract="HT-01", kind="unlimited", effective_on=date(2026, 10, 6)),
        RegisterLicence(id="SQ-2", contract="HT-02", kind="provisional", effective_on=date(2026, 5, 6)),
        RegisterLicence(id="SQ-3", contract="HT-02", kind="provisional", effective_on=date(2026, 10, 6)),
    ),
    register_matters=(
        RegisterMatter(id="M-1", contract="HT-02", opened_on=date(2026, 9, 1), text="第二批发货日期待客户确认"),
        RegisterMatter(id="M-2", contract="HT-02", opened_on=date(2026, 9, 1), closed_on=date(2026, 9, 9), text="图纸"),
        RegisterMatter(id="M-3", contract="HT-02", opened_on=date(2026, 11, 1), text="以后"),
    ),
)  # fmt: skip


def office(facts: Facts = FACTS, **policies: Any) -> tuple[History, Ledger]:
    """The office, folded to the last of October."""
    company = Company(name="上海远瞻机械股份有限公司", policies=Policies(**policies))
    history = History(company, facts)
    return history, place(history, AS_OF)

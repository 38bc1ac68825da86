"""What stands at the server before a trial: one company with chart, year, taxes, two products and two customers.

The customers and products are those of the kit's `World`. Source: wire/tryton.md 3 "Set-up over RPC".
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

from salessupport.testing.certify import World

from salessupport_tryton.lab.person import Person

YEAR: Final = 2026
RATES: Final = (Decimal("0.13"), Decimal("0.06"), Decimal("0.00"))


def settle(person: Person) -> None:
    """Set an empty database up."""
    company = _company(person)
    accounts = _chart(person, company)
    _year(person, company)
    _exchange(person, company)
    taxes = [_tax(person, company, rate) for rate in RATES]
    _till(person, company)
    category = person.create(
        "product.category",
        name="Goods",
        accounting=True,
        account_expense=accounts["expense"],
        account_revenue=accounts["revenue"],
        customer_taxes=[["add", [taxes[0]]]],
    )
    world = World()
    for product in world.products:
        enter_product(person, product.id, product.name, category)
    for customer in world.customers:
        enter_party(person, customer.id, customer.name)


def enter_party(person: Person, code: str, name: str) -> int:
    """Enter a customer as a person does."""
    return person.create("party.party", code=code, name=name, addresses=[["create", [{}]]])


def enter_product(person: Person, code: str, name: str, category: int | None = None) -> int:
    """Enter a product as a person does."""
    found = category or person.first("product.category", ["accounting", "=", True])
    unit = person.first("product.uom", ["symbol", "=", "u"])
    template = person.create(
        "product.template",
        name=name,
        type="goods",
        default_uom=unit,
        sale_uom=unit,
        salable=True,
        account_category=found,
        products=[["create", [{"suffix_code": code}]]],
    )
    return person.first("product.product", ["template", "=", template])


def _company(person: Person) -> int:
    rates = [["create", [{"date": date(YEAR, 1, 1), "rate": Decimal("1.0")}]]]
    yuan = person.create(
        "currency.currency", name="Yuan", code="CNY", symbol="¥", digits=2, rounding=Decimal("0.01"), rates=rates
    )
    rates = [["create", [{"date": date(YEAR, 1, 1), "rate": Decimal("0.14")}]]]
    person.create(
        "currency.currency", name="Dollar", code="USD", symbol="$", digits=2, rounding=Decimal("0.01"), rates=rates
    )
    party = person.create("party.party", name="青岛某某测控有限公司", code="OWN", addresses=[["create", [{}]]])
    company = person.create("company.company", party=party, currency=yuan, timezone="Asia/Shanghai")
    person.call("res.user.write", [person.uid], {"companies": [["add", [company]]], "company": company})
    person.prefer()
    return company


def _chart(person: Person, company: int) -> dict[str, int]:
    root = person.call("ir.model.data.get_id", "account.account_template_root_en")
    session, *_ = person.call("account.create_chart.create")
    chosen: dict[str, Any] = {"account": {"company": company, "account_template": root}}
    person.call("account.create_chart.execute", session, chosen, "create_account")
    found = {
        kind: person.first("account.account", [f"type.{kind}", "=", True], ["closed", "!=", True])
        for kind in ("receivable", "payable", "expense", "revenue")
    }
    properties = {
        "company": company,
        "account_receivable": found["receivable"],
        "account_payable": found["payable"],
        "category_account_expense": found["expense"],
        "category_account_revenue": found["revenue"],
    }
    person.call("account.create_chart.execute", session, {"properties": properties}, "create_properties")
    person.call("account.create_chart.delete", session)
    return found


def _exchange(person: Person, company: int) -> None:
    """Where differences of exchange go; without, Tryton posts nothing in another currency."""
    account = person.first("account.account", ["code", "=", "6.2.1"], ["company", "=", company])
    names = ("currency_exchange_debit_account", "currency_exchange_credit_account")
    person.call("account.configuration.write", [1], dict.fromkeys(names, account))


def _year(person: Person, company: int) -> None:
    def sequence(name: str, prefix: str) -> int:
        kind = person.first("ir.sequence.type", ["name", "=", name])
        return person.create(
            "ir.sequence.strict", name=f"{name} {prefix}", sequence_type=kind, prefix=prefix, company=company
        )

    names = ("out_invoice_sequence", "out_credit_note_sequence", "in_invoice_sequence", "in_credit_note_sequence")
    numbers = {**dict.fromkeys(names, sequence("Invoice", "INV-")), "company": company, "sequence": 99}
    year = person.create(
        "account.fiscalyear",
        name=str(YEAR),
        start_date=date(YEAR, 1, 1),
        end_date=date(YEAR, 12, 31),
        company=company,
        move_sequence=sequence("Account Move", "MV-"),
        invoice_sequences=[["create", [numbers]]],
    )
    for first, last in _periods():
        values = {"name": str(first), "start_date": first, "end_date": last, "type": "standard"}
        period = person.create("account.period", fiscalyear=year, **values)
        if first == last:
            own = sequence("Invoice", f"INV-{first:%m%d}-")
            of_day = {**dict.fromkeys(names, own), "period": period, "fiscalyear": year, "company": company}
            person.create("account.fiscalyear.invoice_sequence", sequence=1, **of_day)


def _periods() -> Iterator[tuple[date, date]]:
    """The days of the trials, each a period with a sequence of numbers of its own, and the rest of the year.

    Tryton numbers invoices in the order of their days alone, and trials draw days at random.
    """
    today = World().today
    first, last, day = today - timedelta(days=30), today + timedelta(days=5), timedelta(days=1)
    yield date(YEAR, 1, 1), first - day
    for number in range((last - first).days):
        yield first + number * day, first + number * day
    yield last, date(YEAR, 12, 31)


def _tax(person: Person, company: int, rate: Decimal) -> int:
    account = person.first("account.account", ["code", "=", "6.3.6"], ["company", "=", company])
    name = f"VAT {rate:.0%}"
    return person.create(
        "account.tax",
        name=name,
        description=name,
        type="percentage",
        rate=rate,
        invoice_account=account,
        credit_note_account=account,
        company=company,
    )


def _till(person: Person, company: int) -> None:
    """The payment method that the adapter's configuration names by default."""
    cash = person.first("account.account", ["code", "=", "1.1.1"], ["company", "=", company])
    journal = person.first("account.journal", ["type", "=", "cash"])
    values = {"journal": journal, "debit_account": cash, "credit_account": cash, "company": company}
    person.create("account.invoice.payment.method", name="Bank", **values)

"""Ask about receivables without any file: facts in memory, one late payer, a payment that fits no single invoice.

Prints what the customer owes on 31 October 2026 and why. The last line is:

    C-1 owes 2600.00 CNY, of it 600.00 more than 30 days overdue
"""

from __future__ import annotations

from datetime import date

from salessupport import Company, Desk, Facts, Money
from salessupport.domain.facts import Customer, Invoice, Receipt


def yuan(text: str) -> Money:
    """An amount in CNY."""
    return Money.parse(text, "CNY")


def invoice(name: str, gross: str, issued_on: date, due_on: date) -> Invoice:
    """An issued invoice of the one customer."""
    return Invoice(
        id=name, kind="invoice", customer="C-1", issued_on=issued_on, due_on=due_on, gross=yuan(gross), status="issued"
    )


FACTS = Facts(
    customers=(Customer(id="C-1", name="Example Paper Co"),),
    invoices=(
        invoice("FP-1", "1100.00", date(2026, 8, 3), date(2026, 9, 2)),
        invoice("FP-2", "2000.00", date(2026, 9, 20), date(2026, 10, 20)),
    ),
    receipts=(Receipt(id="SK-1", customer="C-1", received_on=date(2026, 10, 12), amount=yuan("500.00")),),
)


def main() -> None:
    """Print the explanation of the older invoice, then the figure."""
    desk = Desk.from_records(FACTS, company=Company(name="Example Trading"))
    last = date(2026, 10, 31)
    for reason in desk.explain("FP-1", as_of=last).because:
        print(reason.amount, reason.what, f"({reason.rule})" if reason.rule else "")
    ageing = desk.ageing(as_of=last)
    late = ageing.customers[0].buckets["31-60"]
    print(f"C-1 owes {ageing.total} {ageing.currency}, of it {late} more than 30 days overdue")


if __name__ == "__main__":
    main()

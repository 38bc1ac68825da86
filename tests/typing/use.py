"""Right use of the public names, with the types that a caller may rely on."""

from datetime import UTC, date, datetime
from typing import assert_type

from salessupport import Company, Desk, Explanation, Facts, Finding, History, Money, Policies, ValidationReport
from salessupport.domain.facts import Customer, Invoice


def a_desk_answers() -> None:
    """Questions have typed answers all the way down to an amount."""
    gross = Money.parse("100.00", "CNY")
    invoice = Invoice(
        id="FP-1", kind="invoice", customer="C-1", issued_on=date(2026, 10, 1), gross=gross, status="issued"
    )
    facts = Facts(customers=(Customer(id="C-1", name="Example"),), invoices=(invoice,))
    company = Company(name="Example Trading", policies=Policies(allocation="explicit"))
    desk = Desk.from_records(facts, company=company, clock=lambda: datetime(2026, 11, 3, tzinfo=UTC))
    assert_type(desk, Desk)
    assert_type(desk.history, History)
    assert_type(desk.ageing(as_of=date(2026, 10, 31)).total, Money)
    assert_type(desk.invoice("FP-1").open, Money)
    assert_type(desk.explain("FP-1"), Explanation)
    assert_type(desk.check().findings, tuple[Finding, ...])
    assert_type(gross + gross, Money)
    assert_type(-gross, Money)


def all_faults_come_at_once() -> None:
    """What keeps books from loading is one report of findings."""
    try:
        Desk.open("books")
    except ValidationReport as report:
        assert_type(report.findings, tuple[Finding, ...])
        assert_type(report.message("zh_CN"), str)

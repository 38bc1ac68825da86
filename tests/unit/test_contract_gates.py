"""Gates and licences by example: the scenario of a contract from its signing to its licence, and what voids what."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from attrs import evolve

from salessupport.domain.contracts.gates import Gate, gates
from salessupport.domain.contracts.licences import LicenceView, until
from salessupport.domain.contracts.papers import papers, project_no
from salessupport.domain.contracts.performance import ContractView, contract_view
from salessupport.domain.facts import (
    AcceptanceBill,
    Allocation,
    BillEvent,
    Contract,
    ContractChange,
    Customer,
    Delivery,
    DeliveryLine,
    Facts,
    Invoice,
    Order,
    OrderLine,
    Receipt,
    RegisterLicence,
    RegisterPaper,
)
from salessupport.domain.history import History
from salessupport.domain.receivables.placing import place
from salessupport.domain.values.money import Money, SignedMoney
from salessupport.domain.values.policies import Company, Policies
from salessupport.domain.values.quantity import ExchangeRate, Price, Quantity, Ratio
from support.gates import AMOUNT, CONTRACT, DAY, ask, consent, facts_of

SIGNED = date(2026, 1, 12)
OFFICE = Company(name="青岛某某测控有限公司", policies=Policies(allocation="explicit"))


def yuan(text: str) -> Money:
    """Read an amount in CNY."""
    return Money.parse(text, "CNY")


def contract(name: str) -> Contract:
    """Give a contract of the scenario."""
    return Contract(
        id=name,
        customer=f"CU-{name[-1]}",
        signed_on=SIGNED,
        amount=yuan("1000000.01"),
        terms="30/60/10",
        deliver_on=date(2026, 5, 20),
        accepted_on=date(2026, 7, 15) if name == "HT-1" else None,
    )


def receipt(name: str, customer: str, on: str, amount: str, bill: str | None = None) -> Receipt:
    """Give a receipt."""
    method = "bill" if bill else "bank"
    return Receipt(
        id=name, customer=customer, received_on=date.fromisoformat(on), amount=yuan(amount), method=method, bill=bill
    )


def row(name: str, source: str, target: str, on: str) -> Allocation:
    """Give a row that places as much as fits."""
    return Allocation(id=name, source=source, target=target, effective_on=date.fromisoformat(on))


def said(name: str, act: Any, subject: str, amount: str, approver: str, role: str, on: str) -> Any:
    """Give a consent of the scenario."""
    return consent(name, act, role=role, at=on, subject=subject, amount=yuan(amount), approver=approver)


CHANGES = (
    ContractChange(
        id="BG-1",
        contract="HT-1",
        effective_on=date(2026, 4, 20),
        deliver_on=date(2026, 6, 20),
        approved_by="卫总",
    ),
    ContractChange(
        id="BG-2",
        contract="HT-1",
        effective_on=date(2026, 6, 25),
        amount_change=SignedMoney(yuan("-50000.00")),
        approved_by="卫总",
    ),
    ContractChange(
        id="BG-3", contract="HT-2", effective_on=date(2026, 3, 1), amount_change=SignedMoney(yuan("-50000.00"))
    ),
)
FULL = "full_invoice_below_threshold"
APPROVALS = (
    said("PZ-2", "start_before_prepayment", "HT-2", "300000.00", "卫总", "owner", "2026-01-15"),
    said("PZ-3", "ship_before_payment", "HT-2", "900000.01", "冯业务", "rep", "2026-05-16"),
    said("PZ-4", "ship_before_payment", "HT-2", "900000.01", "卫总", "owner", "2026-05-18"),
    said("PZ-31", FULL, "HT-3", "1000000.01", "冯业务", "rep", "2026-03-02"),
    said("PZ-32", FULL, "HT-3", "1000000.01", "卫总", "owner", "2026-03-04"),
    said("PZ-41", FULL, "HT-4", "1000000.01", "卫总", "owner", "2026-03-02"),
    said("PZ-42", FULL, "HT-4", "1000000.01", "冯业务", "rep", "2026-03-04"),
)
FACTS = Facts(
    customers=tuple(Customer(id=f"CU-{no}", name=f"客户{no}有限公司") for no in range(1, 5)),
    contracts=tuple(contract(f"HT-{no}") for no in range(1, 5)),
    contract_changes=CHANGES,
    approvals=APPROVALS,
    bills=(
        AcceptanceBill(
            id="HP-1",
            kind="bank_acceptance",
            face=yuan("600000.01"),
            customer="CU-1",
            received_on=date(2026, 6, 10),
        ),
    ),
    bill_events=(
        BillEvent(bill="HP-1", effective_on=date(2026, 6, 10), event="defect_found"),
        BillEvent(bill="HP-1", effective_on=date(2026, 6, 15), event="cured"),
    ),
    receipts=(
        receipt("SK-1", "CU-1", "2026-01-20", "300000.00"),
        receipt("SK-2", "CU-1", "2026-06-10", "600000.01", "HP-1"),
        receipt("SK-3", "CU-1", "2026-07-20", "60000.00"),
        receipt("SK-31", "CU-3", "2026-01-20", "300000.00"),
        receipt("SK-41", "CU-4", "2026-01-20", "300000.00"),
    ),
    allocations=(
        row("HX-1", "SK-1", "HT-1:1", "2026-01-20"),
        row("HX-2", "SK-2", "HT-1:2", "2026-06-10"),
        row("HX-3", "SK-3", "HT-1:3", "2026-07-20"),
        row("HX-31", "SK-31", "HT-3:1", "2026-01-20"),
        row("HX-41", "SK-41", "HT-4:1", "2026-01-20"),
    ),
    invoices=(
        Invoice(
            id="FP-1",
            kind="invoice",
            customer="CU-1",
            contract="HT-1",
            issued_on=date(2026, 6, 26),
            due_on=date(2026, 7, 15),
            gross=yuan("950000.01"),
            status="issued",
        ),
    ),
    register_licences=(
        RegisterLicence(
            id="SQ-1", contract="HT-1", machine="机台 A", kind="provisional", effective_on=date(2026, 6, 30)
        ),
        RegisterLicence(id="SQ-2", contract="HT-1", machine="机台 A", kind="unlimited", effective_on=date(2026, 7, 21)),
    ),
)


def view(name: str, on: str, facts: Facts = FACTS) -> ContractView:
    """Ask how a contract stands."""
    books = History(OFFICE, facts)
    return contract_view(books, place(books, date.fromisoformat(on)), name)


def figures(gate: Gate) -> tuple[object, ...]:
    """Give a gate's answer with its amounts as text."""
    return gate.reason, str(gate.required), str(gate.received), str(gate.short), gate.approvals


class TestFromSigningToLicence:
    """What the scenario expects, day by day."""

    @pytest.mark.parametrize(
        ("name", "on", "gate", "expected"),
        [
            ("HT-1", "2026-01-15", "may_start", ("short", "300000.00", "0.00", "300000.00", ())),
            ("HT-1", "2026-01-20", "may_start", ("covered", "300000.00", "300000.00", "0.00", ())),
            ("HT-2", "2026-01-14", "may_start", ("short", "300000.00", "0.00", "300000.00", ())),
            ("HT-2", "2026-01-15", "may_start", ("approved", "300000.00", "0.00", "300000.00", ("PZ-2",))),
            ("HT-2", "2026-05-15", "may_ship", ("short", "900000.01", "0.00", "900000.01", ())),
            ("HT-2", "2026-05-17", "may_ship", ("consents_incomplete", "900000.01", "0.00", "900000.01", ("PZ-3",))),
            ("HT-2", "2026-05-18", "may_ship", ("approved", "900000.01", "0.00", "900000.01", ("PZ-3", "PZ-4"))),
            ("HT-1", "2026-06-10", "may_ship", ("short", "900000.01", "300000.00", "600000.01", ())),
            ("HT-1", "2026-06-15", "may_ship", ("covered", "900000.01", "900000.01", "0.00", ())),
            ("HT-1", "2026-06-15", "may_invoice_in_full", ("covered", "900000.00", "900000.01", "0.00", ())),
            ("HT-3", "2026-03-01", "may_invoice_in_full", ("short", "900000.00", "300000.00", "600000.00", ())),
            ("HT-1", "2026-06-25", "may_invoice_in_full", ("covered", "855000.00", "900000.01", "0.00", ())),
            ("HT-1", "2026-07-01", "may_be_unlimited", ("short", "950000.01", "900000.01", "50000.00", ())),
            ("HT-1", "2026-07-31", "may_be_unlimited", ("covered", "950000.01", "950000.01", "0.00", ())),
        ],
    )
    def test_gates(self, name: str, on: str, gate: str, expected: tuple[object, ...]) -> None:
        """The reason, the figures and the consents that count."""
        answer: Gate = getattr(view(name, on), gate)
        assert figures(answer) == expected
        assert answer.allowed is (expected[0] in ("covered", "approved"))

    @pytest.mark.parametrize(
        ("name", "on", "reason", "approvals"),
        [
            ("HT-3", "2026-03-02", "consents_incomplete", ("PZ-31",)),
            ("HT-3", "2026-03-04", "approved", ("PZ-31", "PZ-32")),
            ("HT-4", "2026-03-03", "consents_incomplete", ("PZ-41",)),
            ("HT-4", "2026-03-04", "consents_out_of_order", ("PZ-42", "PZ-41")),
        ],
    )
    def test_two_consents_in_this_order(self, name: str, on: str, reason: str, approvals: tuple[str, ...]) -> None:
        """The rep, then the owner; the other way round is no consent."""
        answer = view(name, on).may_invoice_in_full
        assert (answer.reason, answer.approvals) == (reason, approvals)

    def test_the_end(self) -> None:
        """All invoiced, all collected, the licence unlimited."""
        found = view("HT-1", "2026-07-31")
        assert [str(one) for one in (found.invoiced, found.collected, found.receivable, found.unbilled)] == [
            "950000.01",
            "950000.01",
            "0.00",
            "0.00",
        ]
        assert found.overdue == yuan("0.00")
        assert found.licences == (
            LicenceView("SQ-1", "机台 A", "provisional", date(2026, 9, 30)),
            LicenceView("SQ-2", "机台 A", "unlimited", None),
        )
        assert found.deliver_on == date(2026, 6, 20)

    def test_a_dishonoured_bill_puts_the_licence_at_risk(self) -> None:
        """LA-02: in the same step, and even once other money has come in."""
        bad = BillEvent(bill="HP-1", effective_on=date(2026, 10, 2), event="dishonoured")
        facts = evolve(FACTS, bill_events=(*FACTS.bill_events, bad))
        assert view("HT-1", "2026-10-01", facts).licences[1].state == "unlimited"
        assert [one.state for one in view("HT-1", "2026-10-02", facts).licences] == ["expired", "at_risk"]
        more = receipt("SK-9", "CU-1", "2026-10-05", "600000.01")
        facts = evolve(
            facts,
            receipts=(*facts.receipts, more),
            allocations=(*facts.allocations, row("HX-9", "SK-9", "HT-1:2", "2026-10-05")),
        )
        answer = view("HT-1", "2026-10-05", facts)
        assert (answer.collected, answer.may_be_unlimited.allowed) == (yuan("950000.01"), False)
        assert (answer.may_be_unlimited.reason, answer.may_be_unlimited.short) == ("short", yuan("0.00"))
        assert view("HT-2", "2026-10-05", facts).may_be_unlimited.reason == "short"

    def test_all_gates_at_once(self) -> None:
        """The gates of a contract are those of its view."""
        books = History(OFFICE, FACTS)
        answer, shown = gates(books, place(books, DAY), "HT-3"), view("HT-3", str(DAY))
        assert (answer.may_start, answer.may_ship) == (shown.may_start, shown.may_ship)
        assert (answer.may_invoice_in_full, answer.may_be_unlimited) == (
            shown.may_invoice_in_full,
            shown.may_be_unlimited,
        )


class TestBadBills:
    """A bill is the contract's when its money ever was on it, by row or by policy."""

    def licence(self, **more: Any) -> Gate:
        """Ask for the licence of a contract paid in full, whose customer once paid by a bill that went bad."""
        bill = AcceptanceBill(id="H", kind="bank_acceptance", face=Money(500, "CNY"), customer="C", received_on=DAY)
        by_bill = Receipt(id="SB", customer="C", received_on=DAY, amount=bill.face, method="bill", bill="H")
        cash = facts_of(paid=AMOUNT)
        facts = evolve(
            cash,
            bills=(bill,),
            bill_events=(BillEvent(bill="H", effective_on=date(2026, 3, 25), event="dishonoured"),),
            receipts=(*cash.receipts, by_bill),
            invoices=tuple(more.get("invoices", ())),
            allocations=(*cash.allocations, *more.get("allocations", ())),
        )
        books = History(Company(name="某公司"), facts)
        return gates(books, place(books, date(2026, 3, 25)), "K").may_be_unlimited

    def invoice(self, contract: str | None) -> Invoice:
        """Give an invoice of the bill's amount."""
        return Invoice(
            id="F",
            kind="invoice",
            customer="C",
            contract=contract,
            issued_on=DAY,
            gross=Money(500, "CNY"),
            status="issued",
        )

    def test_one_of_something_else_harms_nothing(self) -> None:
        """A bill that paid an invoice without a contract, or nothing, is not the contract's."""
        assert self.licence().allowed
        assert self.licence(invoices=[self.invoice(None)]).allowed

    def test_one_placed_by_a_row(self) -> None:
        """On an instalment or on an invoice of the contract."""
        for target in ("K:1", "F"):
            given = [Allocation(id="RB", source="H", target=target, effective_on=DAY)]
            answer = self.licence(invoices=[self.invoice("K")], allocations=given)
            assert (answer.allowed, answer.short.minor) == (False, 0)

    def test_one_placed_by_policy(self) -> None:
        """Where no row named it, but its money settled an invoice of the contract."""
        books = evolve(CONTRACT, amount=Money(500, "CNY"))
        bill = AcceptanceBill(id="H", kind="bank_acceptance", face=Money(500, "CNY"), customer="C", received_on=DAY)
        facts = Facts(
            customers=(Customer(id="C", name="某客户"),),
            contracts=(books,),
            bills=(bill,),
            bill_events=(BillEvent(bill="H", effective_on=date(2026, 3, 25), event="dishonoured"),),
            invoices=(self.invoice("K"),),
            receipts=(
                Receipt(id="SB", customer="C", received_on=DAY, amount=bill.face, method="bill", bill="H"),
                Receipt(id="SC", customer="C", received_on=date(2026, 3, 26), amount=Money(500, "CNY")),
            ),
        )
        history = History(Company(name="某公司"), facts)
        on = {day: gates(history, place(history, date(2026, 3, day)), "K").may_be_unlimited for day in (24, 25, 26)}
        assert [on[day].allowed for day in on] == [True, False, False]
        assert (on[26].received, on[26].short) == (Money(500, "CNY"), Money(0, "CNY"))


class TestWaivers:
    """Amounts, currencies, days."""

    SHIP = "ship_before_payment"

    def pair(self, **more: Any) -> list[Any]:
        """Give the consents of rep and owner."""
        return [
            consent("P1", self.SHIP, role="rep", at="2026-03-10", **more),
            consent("P2", self.SHIP, role="owner", at="2026-03-11", **more),
        ]

    def test_a_part_payment_voids_nothing(self) -> None:
        """A waiver of 90.00 covers the 60.00 that are missing after 30.00 came in."""
        given = self.pair(amount=Money(9_000, "CNY"))
        assert ask(self.SHIP, facts_of(given, paid=3_000)).reason == "approved"

    def test_too_little_is_void(self) -> None:
        """A waiver of less than is missing is void; together with the rep's, that one is named."""
        rep, owner = self.pair()
        answer = ask(self.SHIP, facts_of([rep, evolve(owner, amount=Money(8_999, "CNY"))]))
        assert (answer.allowed, answer.reason, answer.approvals) == (False, "approval_void", ("P1",))

    def test_another_currency_is_another_amount(self) -> None:
        """100 yen are not 100 yuan."""
        answer = ask(self.SHIP, facts_of(self.pair(amount=Money(9_000, "JPY"))))
        assert answer.reason == "approval_void"

    def test_an_expired_one_counts_as_none(self) -> None:
        """Conventions 9: it is not void, it is as if it had never been given."""
        assert ask(self.SHIP, facts_of(self.pair(expires_on=date(2026, 3, 19)))).reason == "short"

    def test_the_owner_alone_starts(self) -> None:
        """A start needs the owner only; the rep's consent is nothing."""
        start = "start_before_prepayment"
        assert ask(start, facts_of([consent("P", start, role="owner")])).approvals == ("P",)
        assert ask(start, facts_of([consent("P", start, role="rep")])).reason == "short"


class TestLicences:
    @pytest.mark.parametrize(
        ("granted", "last"), [("2026-06-30", "2026-09-30"), ("2026-11-30", "2027-02-28"), ("2027-11-30", "2028-02-29")]
    )
    def test_three_calendar_months(self, granted: str, last: str) -> None:
        """LA-01: the same day three months on, or the month's end; a day later it has expired."""
        licence = RegisterLicence(id="L", contract="HT-1", kind="provisional", effective_on=date.fromisoformat(granted))
        assert until(licence) == date.fromisoformat(last)
        facts = evolve(FACTS, register_licences=(licence,))
        after = date.fromordinal(date.fromisoformat(last).toordinal() + 1)
        before = date.fromordinal(date.fromisoformat(granted).toordinal() - 1)
        states = [[one.state for one in view("HT-1", day, facts).licences] for day in (str(before), last, str(after))]
        assert states == [[], ["provisional"], ["expired"]]


class TestPapers:
    """What was issued for a contract."""

    PROJECT = RegisterPaper(id="XM-1", kind="project", subject="HT-2", issued_on=date(2026, 1, 20))

    def test_the_project_number(self) -> None:
        """Of the contract's row, else the first one issued and not taken back."""
        other = evolve(self.PROJECT, id="XM-2", issued_on=date(2026, 1, 25))
        void = evolve(self.PROJECT, id="XM-3", issued_on=date(2026, 1, 30), voids="XM-1")
        books = History(OFFICE, evolve(FACTS, register_papers=(other, self.PROJECT, void)))
        found = books.contracts["HT-2"]
        days = (date(2026, 1, 19), date(2026, 1, 29), date(2026, 1, 30))
        assert [project_no(books, found, day) for day in days] == [None, "XM-1", "XM-2"]
        assert project_no(books, evolve(found, project_no="X-9"), days[2]) == "X-9"
        assert papers(books, "HT-2", "contact_sheet", days[2]) == ()
        assert view("HT-2", "2026-01-29", evolve(FACTS, register_papers=(self.PROJECT,))).project_no == "XM-1"


class TestGoodsAndInvoices:
    """The other columns of a contract's row."""

    def test_orders_and_documents(self) -> None:
        """Ordered and delivered are gross, of no drafts; invoiced is net of notes and counts openings."""
        order = Order(id="O-1", customer="CU-2", contract="HT-2", ordered_on=SIGNED, status="confirmed")
        line = OrderLine(
            order="O-1",
            line=1,
            product="P",
            qty=Quantity(10),
            price=Price(10),
            tax_rate=Ratio(0),
        )
        documents = [
            ("F1", "opening", "50.00", "HT-2", None, "issued"),
            ("F2", "invoice", "30.00", "HT-2", None, "issued"),
            ("F3", "credit_note", "5.00", None, "F2", "issued"),
            ("F4", "credit_note", "1.00", "HT-2", "F2", "issued"),
            ("F5", "invoice", "9.00", "HT-2", None, "draft"),
        ]
        facts = evolve(
            FACTS,
            orders=(order, evolve(order, id="O-2", status="draft")),
            order_lines=(line, evolve(line, order="O-2")),
            deliveries=(Delivery(id="D", order="O-1", shipped_on=SIGNED, delivered_on=date(2026, 2, 1)),),
            delivery_lines=(DeliveryLine(delivery="D", order_line=1, qty=Quantity(4)),),
            invoices=tuple(
                Invoice(
                    id=name,
                    kind=kind,
                    customer="CU-2",
                    contract=of,
                    original=original,
                    issued_on=date(2026, 2, 1),
                    gross=yuan(gross),
                    status=status,
                    rate=ExchangeRate(1),
                )
                for name, kind, gross, of, original, status in documents
            ),
        )
        found = view("HT-2", "2026-02-01", facts)
        assert (found.ordered, found.delivered, found.invoiced) == (yuan("100.00"), yuan("40.00"), yuan("74.00"))
        assert view("HT-2", "2026-01-31", facts).invoiced == yuan("0.00")

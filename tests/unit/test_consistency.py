"""What rows say against each other: each contradiction is found and placed; what is in order is left alone."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from attrs import evolve

from salessupport.domain.consistency import faults
from salessupport.domain.facts import (
    AcceptanceBill,
    Approval,
    BillEvent,
    Closing,
    Contract,
    ContractChange,
    Facts,
    Invoice,
    InvoiceLine,
)
from salessupport.domain.history import History
from salessupport.domain.values.dates import Moment
from salessupport.domain.values.money import Money, SignedMoney
from salessupport.domain.values.policies import Company, Policies
from small_office import adjustment, charge, customer, day, invoice, office, receipt, row, yuan

COMPANY = Company(name="Example Trading")
EUR = Money.parse("10.00", "EUR")


def found(company: Company = COMPANY, **tables: Any) -> list[tuple[str, int, str, str]]:
    """Table, row, column and code of every contradiction."""
    facts = Facts(**{name: tuple(rows) for name, rows in tables.items()})
    return [(one.table, one.row, one.column, one.code) for one in faults(History(company, facts))]


def contract(amount: str = "100.00", **more: Any) -> Contract:
    """A contract of C-1."""
    return Contract(id="K-1", customer="C-1", signed_on=day("08-01"), amount=yuan(amount), **more)


def change(name: str, amount: str, approved_by: str | None) -> ContractChange:
    """A change of K-1's amount."""
    money = SignedMoney(yuan(amount))
    return ContractChange(
        id=name, contract="K-1", effective_on=day("08-15"), amount_change=money, approved_by=approved_by
    )


def line(document: str, number: int, gross: str | None) -> InvoiceLine:
    """A line of an invoice; its gross may be left out."""
    return InvoiceLine(invoice=document, line=number, net=yuan("1.00"), gross=yuan(gross) if gross else None)


def note(name: str, gross: str, original: str, **more: Any) -> Invoice:
    """A credit note."""
    return invoice(name, gross, due=None, kind="credit_note", original=original, **more)


class TestDocuments:
    def test_numbers_are_unique(self):
        """The same number on two documents is a fault of the later one."""
        rows = [invoice("I-1", "1.00", number="7"), invoice("I-2", "1.00", number="7"), invoice("I-3", "1.00")]
        assert found(invoices=rows) == [("invoices", 1, "number", "number.duplicate")]

    def test_due_follows_issue(self):
        """B44: an invoice due before its issue is refused; an item carried over may be overdue already."""
        rows = [invoice("I-1", "1.00", due="08-31"), invoice("I-2", "1.00", due="08-31", kind="opening")]
        assert found(invoices=rows) == [("invoices", 0, "due_on", "terms.order")]

    @pytest.mark.parametrize(("tax", "wrong"), [("1.30", False), ("1.29", True), (None, False)])
    def test_net_and_tax_make_gross(self, tax, wrong):
        """R16: where net and tax are given they sum to gross."""
        rows = [invoice("I-1", "11.30", net=yuan("10.00"), tax=yuan(tax) if tax else None)]
        assert found(invoices=rows) == [("invoices", 0, "gross", "document.total")] * wrong

    def test_foreign_documents_need_a_rate(self):
        """A document in another currency states its rate; a credit note may take that of its original."""
        owed = evolve(invoice("I-1", "1.00"), gross=EUR, rate=Decimal("7.8"))
        rateless = evolve(invoice("I-2", "1.00"), gross=EUR)
        corrected = evolve(note("N-1", "1.00", "I-1"), gross=EUR)
        paid = evolve(receipt("R-1", "1.00"), amount=EUR)
        assert found(invoices=[owed, rateless, corrected], receipts=[paid]) == [
            ("invoices", 1, "rate", "rate.missing"),
            ("receipts", 0, "rate", "rate.missing"),
        ]

    def test_one_account_has_one_currency(self):
        """Documents of a customer in another currency than its account's are refused, one by one."""
        mixed = evolve(receipt("R-1", "1.00"), amount=EUR, rate=Decimal("7.8"))
        fee = evolve(charge("F-1", "1.00", "I-1"), amount=EUR)
        assert found(invoices=[invoice("I-1", "1.00")], receipts=[mixed], charges=[fee]) == [
            ("receipts", 0, "currency", "currency.mixed"),
            ("charges", 0, "amount", "currency.mixed"),
        ]

    def test_lines_sum_to_the_document(self):
        """Where every line states its gross their sum is the document's; a line without gross says nothing."""
        documents = [invoice("I-1", "3.00"), invoice("I-2", "3.00"), invoice("I-3", "3.00")]
        lines = [
            *(line("I-1", 1, "1.00"), line("I-1", 2, "2.00")),
            *(line("I-2", 1, "1.00"), line("I-2", 2, "1.99")),
            *(line("I-3", 1, None), line("I-3", 2, "1.00")),
        ]
        assert found(invoices=documents, invoice_lines=lines) == [("invoices", 1, "gross", "document.lines")]


class TestCreditNotes:
    def test_stay_within_their_invoice(self):
        """B58, R15: notes on one invoice never exceed it together; a void note does not count."""
        rows = [
            invoice("I-1", "10.00"),
            note("N-1", "6.00", "I-1"),
            note("N-2", "9.00", "I-1", status="void"),
            note("N-3", "4.00", "I-1"),
            note("N-4", "0.01", "I-1"),
        ]
        assert found(invoices=rows) == [("invoices", 4, "gross", "credit.exceeds_original")]

    def test_correct_an_issued_invoice_of_their_customer(self):
        """A note on a note, on a void invoice or on another customer's invoice is refused."""
        rows = [
            invoice("I-1", "10.00"),
            invoice("I-2", "10.00", status="void"),
            note("N-1", "1.00", "I-1"),
            note("N-2", "1.00", "N-1"),
            note("N-3", "1.00", "I-2"),
            note("N-4", "1.00", "I-1", customer="C-2"),
            note("N-5", "1.00", "I-9"),
        ]
        assert [(index, code) for _, index, _, code in found(invoices=rows)] == [
            (3, "credit.original"),
            (4, "credit.original"),
            (5, "credit.original"),
        ]

    def test_in_another_currency_are_left_to_the_account(self):
        """A note in another currency than its invoice is one fault, that of the account."""
        mixed = evolve(note("N-1", "1.00", "I-1"), gross=EUR, rate=Decimal("7.8"))
        assert found(invoices=[invoice("I-1", "1.00"), mixed]) == [("invoices", 1, "currency", "currency.mixed")]


class TestContracts:
    def test_invoices_stay_within_the_contract_as_changed(self):
        """B57, R14: invoices less credit notes never exceed the contract with its approved changes, down and up."""
        rows = [
            invoice("I-1", "100.00", contract="K-1"),
            note("N-1", "30.00", "I-1", contract="K-1", on="09-02"),
            invoice("I-2", "50.00", on="09-03", contract="K-1"),
            invoice("I-3", "0.01", on="09-04", contract="K-1"),
            invoice("I-4", "9.00", on="09-05"),
            evolve(invoice("I-5", "1.00", on="09-05", contract="K-1", customer="C-2"), gross=EUR, rate=Decimal(8)),
        ]
        changes = [change("G-1", "20.00", "owner"), change("G-2", "500.00", None), change("G-3", "-5.00", "owner")]
        assert found(invoices=rows, contracts=[contract()], contract_changes=changes) == [
            ("invoices", 2, "gross", "contract.exceeded"),
            ("invoices", 3, "gross", "contract.exceeded"),
        ]


class TestAllocations:
    OWED = (invoice("I-1", "100.00"), invoice("I-2", "100.00"), note("N-1", "5.00", "I-1"))
    PAID = (receipt("R-1", "50.00"), receipt("R-2", "50.00"))

    def faulty(self, *rows: Any, **more: Any) -> list[tuple[int, str, str]]:
        """Row, column and code of the faults of allocations."""
        tables = {"invoices": self.OWED, "receipts": self.PAID, **more}
        return [(index, column, code) for _, index, column, code in found(allocations=rows, **tables)]

    def test_in_order_are_left_alone(self):
        """Rows within both sides, on items of every kind, and rows on what is not known have no fault."""
        rows = [
            row("A-1", "R-1", "I-1", "30.00"),
            row("A-2", "R-1", "F-1", "5.00"),
            row("A-3", "R-2", "K-1:1", "50.00"),
            row("A-4", "N-1", "I-2", "5.00"),
            row("A-5", "R-9", "I-9", "5.00"),
        ]
        assert self.faulty(*rows, charges=[charge("F-1", "5.00", "I-1")], contracts=[contract()]) == []

    @pytest.mark.parametrize(
        ("source", "target", "fault"),
        [
            ("I-2", "I-1", ("source", "allocation.source_kind")),
            ("R-1", "N-1", ("target", "allocation.target_kind")),
        ],
    )
    def test_kinds_of_both_sides(self, source, target, fault):
        """An invoice is no source and a credit note no target."""
        assert (0, *fault) in self.faulty(row("A-1", source, target, "1.00"))

    def test_one_currency_on_both_sides(self):
        """Money of one currency does not settle an item of another."""
        foreign = evolve(invoice("I-9", "1.00", customer="C-2"), gross=EUR, rate=Decimal("7.8"))
        rows = [row("A-1", "R-1", "I-9", "1.00")]
        codes = [code for _, _, code in self.faulty(*rows, invoices=[foreign])]
        assert codes == ["currency.mixed", "allocation.foreign"]

    def test_reversals_take_back_one_earlier_row_once(self):
        """B59: twice, of a reversal, of other sides or dated earlier: each is refused."""
        rows = [
            row("A-1", "R-1", "I-1", "10.00", on="10-12"),
            row("A-2", "R-1", "I-1", "10.00", on="10-13", reverses="A-1"),
            row("A-3", "R-1", "I-1", "10.00", on="10-13", reverses="A-1"),
            row("A-4", "R-1", "I-1", "10.00", on="10-14", reverses="A-2"),
            row("A-5", "R-2", "I-1", "10.00", on="10-12"),
            row("A-6", "R-2", "I-2", "10.00", on="10-13", reverses="A-5"),
            row("A-7", "R-2", "I-2", "10.00", on="10-12"),
            row("A-8", "R-2", "I-2", "10.00", on="10-11", reverses="A-7"),
            row("A-9", "R-2", "I-2", "10.00", on="10-11", reverses="A-0"),
        ]
        assert self.faulty(*rows) == [
            (2, "reverses", "reversal.twice"),
            (3, "reverses", "reversal.target"),
            (5, "reverses", "reversal.target"),
            (7, "reverses", "reversal.target"),
        ]

    @pytest.mark.parametrize(("cents", "wrong"), [("20.00", False), ("20.01", True)])
    def test_sums_stay_within_the_source(self, cents, wrong):
        """B48: rows of one receipt never exceed it together, to the cent; a reversed row does not count."""
        rows = [
            row("A-1", "R-1", "I-1", "30.00"),
            row("A-2", "R-1", "I-2", cents),
            row("A-3", "R-1", "I-2", "40.00"),
            row("A-4", "R-1", "I-2", "40.00", on="10-11", reverses="A-3"),
        ]
        assert self.faulty(*rows) == [(1, "amount", "allocation.beyond_source")] * wrong

    @pytest.mark.parametrize(("cents", "wrong"), [("5.00", False), ("5.01", True)])
    def test_sums_stay_within_the_target_and_its_charges(self, cents, wrong):
        """B49: rows on one invoice never exceed its gross and the charges about it, to the cent."""
        receipts = [receipt("R-1", "100.00"), receipt("R-2", "50.00")]
        rows = [row("A-1", "R-1", "I-1", "100.00"), row("A-2", "R-2", "I-1", cents)]
        given = {"receipts": receipts, "charges": [charge("F-1", "5.00", "I-1")]}
        assert self.faulty(*rows, **given) == [(1, "amount", "allocation.beyond_target")] * wrong

    def test_interest_and_bad_bills_lift_the_bound_of_a_target(self):
        """With interest a target has no bound; what a bad bill had settled is settled again by other money."""
        rows = [row("A-1", "R-1", "I-3", "50.00"), row("A-2", "R-2", "I-3", "50.00")]
        tables = {"invoices": [invoice("I-3", "50.00")], "receipts": self.PAID, "allocations": rows}
        interest = Company(name="Example", policies=Policies(interest_per_day=Decimal("0.01")))
        assert found(interest, **tables) == []
        assert len(found(**tables)) == 1
        bills = {
            "bills": [AcceptanceBill(id="B-1", kind="bank_acceptance", face=yuan("50.00"), customer="C-1")],
            "bill_events": [BillEvent(bill="B-1", effective_on=day("10-20"), event="dishonoured")],
        }
        paid = [evolve(self.PAID[0], method="bill", bill="B-1"), self.PAID[1]]
        assert found(**{**tables, "receipts": paid}, **bills) == []

    def test_rows_of_a_reopened_closing_do_not_count(self):
        """What a closing froze counts only while it stands."""
        rows = [row("A-1", "R-1", "I-1", "50.00", closing="2026-10/1"), row("A-2", "R-1", "I-2", "50.00")]
        closed = Closing(month="2026-10", closed_on=day("11-02"), known_at=day("11-02"))
        reopened = evolve(closed, reopened_on=day("11-03"))
        assert self.faulty(*rows, closings=[closed]) == [(1, "amount", "allocation.beyond_source")]
        assert self.faulty(*rows, closings=[closed, reopened]) == []


class TestAdjustments:
    @pytest.mark.parametrize(
        ("kind", "about", "amount", "code"),
        [
            ("refund", "R-1", "50.01", "refund.exceeds_unapplied"),
            ("write_off", "I-1", "100.01", "write_off.exceeds_open"),
            ("write_off", "I-1", "-1.00", "money.negative"),
        ],
    )
    def test_stay_within_what_they_are_about(self, kind, about, amount, code):
        """A refund stays within its receipt, a write-off within its invoice, neither is negative."""
        rows = [adjustment("X-1", kind, amount, about)]
        tables = {"invoices": [invoice("I-1", "100.00")], "receipts": [receipt("R-1", "50.00")]}
        assert found(adjustments=rows, **tables) == [("adjustments", 0, "amount", code)]

    def test_follow_what_they_are_about(self):
        """An adjustment dated before its document is refused; one about nothing known is left to the reader."""
        rows = [
            adjustment("X-1", "refund", "1.00", "R-1", on="10-09"),
            adjustment("X-2", "write_off", "1.00", "I-1", on="08-31"),
            adjustment("X-3", "refund", "1.00", "R-9"),
            adjustment("X-4", "write_off", "1.00", "I-9"),
        ]
        tables = {"invoices": [invoice("I-1", "100.00")], "receipts": [receipt("R-1", "50.00")]}
        assert [(index, code) for _, index, _, code in found(adjustments=rows, **tables)] == [
            (0, "date.order"),
            (1, "date.order"),
        ]


class TestRefundApproval:
    @pytest.mark.parametrize(
        ("change", "decision"),
        [
            ({}, "approve"),
            ({"amount": None}, "approve"),
            ({"expires_on": day("10-20")}, "approve"),
            ({"expires_on": day("10-19")}, "hold"),
            ({"decision": "refused"}, "hold"),
            ({"requested_by": "owner"}, "hold"),
            ({"role": "rep"}, "hold"),
            ({"amount": yuan("9.99")}, "hold"),
            ({"decided_on": Moment(day("10-21"))}, "hold"),
            ({"subject": "R-2"}, "hold"),
        ],
    )
    def test_covers_exactly_what_it_names(self, change, decision):
        """AR-06: granted, by the owner, of this amount, unexpired, and not by the one who asked: else it holds."""
        consent = Approval(
            id="P-1",
            act="refund",
            subject="R-1",
            amount=yuan("10.00"),
            requested_by="clerk",
            approver="owner",
            role="owner",
            decided_on=Moment(day("10-20")),
            decision="granted",
        )
        receipts = [receipt("R-1", "50.00"), receipt("R-2", "50.00")]
        desk = office(receipts=receipts, approvals=[evolve(consent, **change)])
        assert desk.receipt("R-1", as_of=day("10-20"), refund="10.00").decision == decision

    def test_money_of_a_bad_bill_is_not_paid_back(self):
        """A receipt whose bill was dishonoured has nothing to refund."""
        bill = AcceptanceBill(id="B-1", kind="bank_acceptance", face=yuan("50.00"), received_on=day("10-10"))
        events = [BillEvent(bill="B-1", effective_on=day("10-12"), event="dishonoured")]
        paid = receipt("R-1", "50.00", method="bill", bill="B-1")
        desk = office(receipts=[paid], bills=[bill], bill_events=events)
        assert desk.receipt("R-1", refund="1.00").reasons == ("exceeds_unapplied",)


class TestForeignCharges:
    @pytest.mark.parametrize(("on", "worth"), [(date(2026, 9, 2), "7.80"), (date(2026, 9, 20), "7.90")])
    def test_are_carried_at_the_last_rate_known_on_their_day(self, on, worth):
        """A fee about no invoice takes the last rate of its currency up to its day."""
        owed = evolve(invoice("I-1", "1.00"), gross=EUR, currency="EUR", rate=Decimal("7.80"))
        later = evolve(owed, id="I-2", issued_on=day("09-15"), due_on=None, rate=Decimal("7.90"))
        fee = evolve(charge("F-1", "1.00", "I-1"), about=None, amount=Money.parse("1.00", "EUR"), effective_on=on)
        desk = office(customers=[customer(currency="EUR")], invoices=[owed, later], charges=[fee])
        items = {item.id: item.open for item in desk.ageing(as_of=day("09-30")).customers[0].items}
        assert items["F-1"] == yuan(worth)

    def test_without_any_rate_count_one_to_one(self):
        """Where no document states a rate, a fee in another currency is carried unit for unit."""
        fee = evolve(charge("F-1", "1.00", "I-1"), about=None, amount=Money.parse("1.00", "EUR"))
        desk = office(customers=[customer(currency="EUR")], charges=[fee])
        assert desk.ageing().total == yuan("1.00")

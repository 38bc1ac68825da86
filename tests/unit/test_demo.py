"""The demo company: invented, the same for a seed, without faults, and with every awkward kind of receipt in it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from attrs import evolve, fields
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from salessupport.books.demo import demo_company
from salessupport.books.reader import read_books
from salessupport.books.writer import write_books
from salessupport.desk.month import prepare
from salessupport.domain.consistency import faults
from salessupport.domain.contracts.contact_sheet import contact_sheet
from salessupport.domain.contracts.dispatch import dispatch
from salessupport.domain.contracts.gates import gates, may_start
from salessupport.domain.contracts.licences import licences
from salessupport.domain.contracts.permits import permit_for
from salessupport.domain.contracts.refunds import refund_file
from salessupport.domain.contracts.review import contract_review
from salessupport.domain.contracts.shipping import may_release
from salessupport.domain.contracts.watch import watch_list
from salessupport.domain.facts import Facts, RegisterPaper
from salessupport.domain.history import History
from salessupport.domain.orders.review import confirmations
from salessupport.domain.receivables.ageing import ageing
from salessupport.domain.receivables.instalments import contract_standing
from salessupport.domain.receivables.ledger import Ledger
from salessupport.domain.receivables.placing import place
from salessupport.domain.values.dates import Period
from salessupport.domain.values.errors import InvalidDate
from salessupport.domain.values.identifiers import check_tax_id
from salessupport.domain.values.money import total

LAST = date(2026, 10, 31)
REGISTERS = tuple(
    field.name for field in fields(Facts) if field.name.startswith("register_") and "lines" not in field.name
)
seeds = st.integers(0, 10**6)
some_seeds = settings(max_examples=5, deadline=None, phases=(Phase.explicit, Phase.generate))  # no seed is simpler


@pytest.fixture(scope="module")
def history() -> History:
    """Give the demo as `salessupport demo` shows it."""
    return History(*demo_company())


@pytest.fixture(scope="module")
def ledger(history: History) -> Ledger:
    """Give its accounts on the last day."""
    return place(history, LAST)


def ids(facts: Facts) -> Iterator[str]:
    """List the ids of all documents."""
    for table in ("contracts", "orders", "deliveries", "returns", "invoices", "receipts", "bills", "allocations"):
        yield from (row.id for row in facts.rows(table))  # type: ignore[attr-defined]
    for table in ("charges", "adjustments", "approvals", "contract_changes", "quotations", *REGISTERS):
        yield from (row.id for row in facts.rows(table))  # type: ignore[attr-defined]


class TestLaws:
    @some_seeds
    @given(seed=seeds, month=st.sampled_from(["2026-10", "2026-02", "2024-12"]))
    def test_holds_no_fault(self, seed: int, month: str) -> None:
        """Whatever the seed and month: no fault, and every document has an id of its own."""
        company, facts = demo_company(seed=seed, last_month=month)
        assert list(faults(History(company, facts))) == []
        assert [name for name, count in Counter(ids(facts)).items() if count > 1] == []

    @some_seeds
    @given(seed=seeds)
    def test_lines_net_and_tax_add_up(self, seed: int) -> None:
        """Net + tax = gross on every line and document, and where an invoice has lines they sum to it."""
        _, facts = demo_company(seed=seed)
        documents = {invoice.id: invoice for invoice in facts.invoices}
        for row in (*facts.invoice_lines, *(one for one in facts.invoices if one.kind != "opening")):
            assert row.net is not None
            assert row.tax is not None
            assert row.net + row.tax == row.gross
        for document in {line.invoice for line in facts.invoice_lines}:
            lines = [line for line in facts.invoice_lines if line.invoice == document]
            assert total((line.net for line in lines), lines[0].net.currency) == documents[document].net

    @some_seeds
    @given(seed=seeds)
    def test_is_mostly_paid_in_time(self, seed: int) -> None:
        """Less than a third of what is owed is overdue, and some is, whatever the seed."""
        history = History(*demo_company(seed=seed))
        aged = ageing(history, place(history, LAST), known_at=None)
        overdue = sum(amount.minor for name, amount in aged.buckets.items() if name != "not_due")
        assert 0 < overdue < aged.total.minor / 3

    def test_is_the_same_for_a_seed(self) -> None:
        """The seed decides every row; another seed gives other books."""
        assert demo_company(seed=7) == demo_company(seed=7)
        assert demo_company(seed=7) != demo_company(seed=8)

    @pytest.mark.parametrize("seed", [1, 3, 4])
    def test_closes_with_equal_controls(self, seed: int) -> None:
        """Every control total of the last month is equal by both routes."""
        month = Period.month("2026-10")
        prepared = prepare(History(*demo_company(seed=seed)), month, known_at=None, today=date(2026, 11, 5))
        assert [control.name for control in prepared.controls if not control.equal] == []
        assert len(prepared.controls) >= 8

    def test_survives_being_written_and_read(self, tmp_path: Path) -> None:
        """Reading what was written gives the same company and facts, without a warning."""
        company, facts = demo_company()
        write_books(tmp_path / "books", company, facts)
        books = read_books(tmp_path / "books")
        assert (books.company, books.facts, books.warnings) == (company, facts, ())

    def test_wants_a_month(self) -> None:
        """A last month that is none is refused."""
        with pytest.raises(InvalidDate, match="month"):
            demo_company(last_month="2026-13")


class TestCompany:
    def test_has_the_size_of_a_small_office(self, history: History) -> None:
        """Forty customers, two currencies, six salespeople, 26 products at three tax rates, a year in the millions."""
        facts = history.facts
        assert (len(facts.customers), len(facts.salespeople), len(facts.products)) == (40, 6, 26)
        assert {customer.currency for customer in facts.customers} == {None, "USD"}
        assert {str(product.tax_rate) for product in facts.products} == {"0.13", "0.09", "0.06"}
        assert len({(one.issued_on.year, one.issued_on.month) for one in facts.invoices}) == 12
        home = sum(one.gross.minor for one in facts.invoices if one.gross.currency == "CNY")
        assert 5 * 10**8 < home < 10**10

    def test_bears_tax_numbers_without_a_finding(self, history: History) -> None:
        """Both checks of every credit code are right, the company's own too."""
        codes = [history.company.tax_id, *(one.tax_id for one in history.facts.customers if one.tax_id)]
        assert len(codes) > 30
        assert {(check_tax_id(code).kind, check_tax_id(code).findings) for code in codes} == {("uscc", ())}

    def test_bears_plausible_invoice_numbers(self, history: History) -> None:
        """Numbers have twenty digits, begin with the year of issue and stand once each."""
        numbered = [one for one in history.facts.invoices if one.number]
        assert len({one.number for one in numbered}) == len(numbered) > 300
        assert all(re.fullmatch(f"{one.issued_on:%y}[0-9]{{18}}", one.number or "") for one in numbered)


class TestAwkwardMoney:
    def test_is_placed_in_every_way(self, ledger: Ledger) -> None:
        """Exact sets, ambiguity, oldest first, rows, notes on originals, advances, tolerance and write-offs occur."""
        assert {one.status for one in ledger.placings.values()} == {"unique", "ambiguous", "none"}
        assert {posting.rule for posting in ledger.postings} == {
            "allocation", "exact", "oldest", "original", "advance", "tolerance", "write_off",
        }  # fmt: skip
        assert {posting.kind for posting in ledger.postings} == {"costs", "interest", "principal"}

    def test_comes_from_every_kind_of_payer(self, history: History) -> None:
        """Third parties, payers nobody knows, finance arms, payers abroad with fees kept, opening advances, bills."""
        receipts = history.facts.receipts
        names = {customer.id: customer.name for customer in history.facts.customers}
        assert {one.method for one in receipts} == {"bank", "bill", "opening"}
        assert any(one.third_party for one in receipts)
        assert sum(1 for one in receipts if one.customer is None) == 3
        assert any(one.customer and one.payer_name != names[one.customer] for one in receipts)
        assert any(one.bank_fee and one.rate for one in receipts)
        assert any(one.recorded_on for one in receipts)

    def test_leaves_something_to_look_at_in_the_last_month(self, history: History, ledger: Ledger) -> None:
        """The month's exceptions hold ambiguous and unidentified receipts."""
        month = Period.month("2026-10")
        ambiguous = [one.receipt for one in ledger.placings.values() if one.status == "ambiguous"]
        assert ambiguous
        assert all(history.receipts[one].received_on in month for one in ambiguous)
        assert any(one.customer is None and one.received_on in month for one in history.facts.receipts)

    def test_holds_every_document(self, history: History) -> None:
        """Every kind and state of invoice, notes with an original or without, charges, adjustments, bill events."""
        facts = history.facts
        assert {one.kind for one in facts.invoices} == {
            "invoice", "prepayment", "credit_note", "debit_note", "opening",
        }  # fmt: skip
        assert {one.status for one in facts.invoices} == {"issued", "draft", "void"}
        assert {bool(one.original) for one in facts.invoices if one.kind == "credit_note"} == {True, False}
        assert any(one.disputed for one in facts.invoices)
        assert {one.kind for one in facts.charges} == {"dunning_fee", "protest_fee"}
        assert {one.kind for one in facts.adjustments} == {"write_off", "refund"}
        assert {one.event for one in facts.bill_events} == {
            "defect_found", "cured", "endorsed", "discounted", "presented", "honoured", "dishonoured",
        }  # fmt: skip

    def test_refunds_with_consent_and_takes_rows_back(self, history: History, ledger: Ledger) -> None:
        """The refund has its owner's approval and was paid; some rows were taken back; contracts took advances."""
        (consent,) = [one for one in history.facts.approvals if one.act == "refund"]
        assert consent.amount is not None
        assert ledger.credits[consent.subject].refunded == consent.amount.minor
        assert any(row.reverses for row in history.facts.allocations)
        assert any(history.instalment_of(row.target) for row in history.facts.allocations)


def before(history: History, paper: RegisterPaper) -> History:
    """Give the books as they were before a paper was issued and the goods of its order left."""
    facts = history.facts
    kept = {one.id for one in facts.deliveries if one.order != paper.subject}
    return History(
        history.company,
        evolve(
            facts,
            register_papers=tuple(one for one in facts.register_papers if one is not paper),
            deliveries=tuple(one for one in facts.deliveries if one.id in kept),
            delivery_lines=tuple(one for one in facts.delivery_lines if one.delivery in kept),
        ),
    )


def issued(history: History, kind: str) -> list[RegisterPaper]:
    """List the papers of a kind."""
    return [one for one in history.facts.register_papers if one.kind == kind]


class TestPapers:
    @some_seeds
    @given(seed=seeds, month=st.sampled_from(["2026-10", "2026-02"]))
    def test_are_issued_only_when_their_gates_are_open(self, seed: int, month: str) -> None:
        """On its day every project number had its prepayment or waiver, every notice all that releases goods."""
        history = History(*demo_company(seed=seed, last_month=month))
        for paper in issued(history, "project"):
            earlier = before(history, paper)
            ledger = place(earlier, paper.issued_on)
            gate = may_start(earlier, ledger, contract_standing(earlier, ledger, paper.subject))
            assert (gate.allowed, gate.approvals) == (True, paper.approvals)
        for paper in issued(history, "shipping_notice"):
            earlier = before(history, paper)
            lines = {one.line: one.qty for one in history.paper_lines_of[paper.id]}
            release = may_release(earlier, place(earlier, paper.issued_on), paper.subject, lines=lines)
            assert (release.reasons, release.waivers) == ((), paper.approvals)

    @some_seeds
    @given(seed=seeds)
    def test_stand_on_one_another(self, seed: int) -> None:
        """Whatever the seed: reviews, the watch list and the licences are in the states that the demo wants to show."""
        history = History(*demo_company(seed=seed))
        ledger = place(history, LAST)
        names = [one.id for one in history.facts.contracts]
        reviews = [contract_review(history, one, as_of=LAST) for one in names]
        assert [one.state for one in reviews] == ["clean", "clean", "decided", "clean", "clean", "not_started"]
        assert [one.technical for one in reviews] == ["pass"] * 5 + ["not_given"]
        watched = {one.act: one.contract for one in watch_list(history, ledger)}
        assert watched == {"start_before_prepayment": names[5], "ship_before_payment": names[4]}
        gated = [licences(history, one, gates(history, ledger, one).may_be_unlimited, LAST) for one in names]
        assert [one.state for row in gated for one in row] == ["unlimited", "unlimited", "provisional"]

    def test_were_consented_to_in_order(self, history: History) -> None:
        """Every consent was asked for; the waiver for the goods was given by the salesperson, then by the owner."""
        facts = history.facts
        assert {(one.act, one.subject) for one in facts.approvals} == {
            (one.act, one.subject) for one in facts.register_requests
        }
        (contract,) = {one.subject for one in facts.approvals if one.act == "ship_before_payment"}
        waiver = history.approvals_of["ship_before_payment", contract]
        assert [one.role for one in waiver] == ["rep", "owner"]
        assert {one.approver for one in facts.approvals if one.role == "owner"} == {"卫总"}

    def test_go_to_all_departments(self, history: History, ledger: Ledger) -> None:
        """Every contract has its sheet and number; scheduling alone has not signed for the last one."""
        sheets = [contact_sheet(history, ledger, one.id) for one in history.facts.contracts]
        assert all(one.number and one.project_no for one in sheets)
        assert [one.missing for one in sheets] == [(), (), (), (), (), ("scheduling",)]

    def test_tell_of_all_money_before_the_last_month(self, history: History) -> None:
        """A notice for every receipt of a known payer that was entered before the last month, and for no other."""
        told = {one.subject for one in issued(history, "receipt_notice")}
        assert told == {
            one.id
            for one in history.facts.receipts
            if one.customer and one.method != "opening" and (one.recorded_on or one.received_on) < date(2026, 10, 1)
        }

    def test_hold_what_else_an_office_keeps(self, history: History, ledger: Ledger) -> None:
        """Complete dispatch data, a permit in force, confirmations that hold, a refund filed, one matter open."""
        facts = history.facts
        driven = [one for one in facts.deliveries if one.driver]
        assert driven
        assert all(dispatch(history, one.id, as_of=LAST).complete for one in driven)
        (regulated,) = [one for one in facts.products if one.regulated]
        (permit,) = facts.register_permits
        assert permit_for(history, customer=permit.customer, product=regulated.id, qty=Decimal(2), on=LAST).allowed
        assert not permit_for(history, customer=permit.customer, product=regulated.id, qty=Decimal(3), on=LAST).allowed
        states = {confirmations(history, one.order, as_of=LAST)[0].state for one in facts.register_confirmations}
        assert states == {"confirmed"}
        (refund,) = [one for one in facts.adjustments if one.kind == "refund"]
        file = refund_file(history, ledger, refund.id)
        assert (file.state, file.problems) == ("filed", ())
        (due,) = [one.due_on for one in facts.register_matters if one.closed_on is None]
        assert due == date(2026, 11, 12)


class TestManyOrders:
    @pytest.mark.parametrize("count", [0, 1, 2, 250, 5000])
    def test_has_as_many_of_everything(self, count: int) -> None:
        """N orders of five lines, N invoices, receipts and allocation rows, over N / 100 customers, at least forty."""
        _, facts = demo_company(orders=count)
        assert len(facts.orders) == len(facts.invoices) == len(facts.receipts) == len(facts.allocations) == count
        assert len(facts.order_lines) == 5 * count
        assert len(facts.customers) == max(40, count // 100)

    def test_holds_no_fault_and_leaves_items_open(self) -> None:
        """No fault; the rows place every receipt in full; the end of the year is still open, some is overdue."""
        history = History(*demo_company(orders=2000))
        assert list(faults(history)) == []
        ledger = place(history, LAST)
        assert all(credit.left == 0 for credit in ledger.credits.values())
        aged = ageing(history, ledger, known_at=None)
        assert aged.buckets["not_due"].minor > aged.buckets["91+"].minor > 0

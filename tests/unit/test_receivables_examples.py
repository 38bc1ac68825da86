"""Receivables on figures worked out by hand: pitfalls of other programs (domain.md §3), faults that laws found."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from attrs import evolve

from salessupport.domain.facts import (
    AcceptanceBill,
    Allocation,
    BillEvent,
    Charge,
    Contract,
    Customer,
    Facts,
    Invoice,
    InvoiceKind,
    Receipt,
)
from salessupport.domain.history import History
from salessupport.domain.receivables.ageing import BucketScale, ageing
from salessupport.domain.receivables.ledger import Ledger
from salessupport.domain.receivables.placing import place
from salessupport.domain.receivables.settlement import invoice_view
from salessupport.domain.values.money import Money
from salessupport.domain.values.policies import Company, Policies

DAY = date(2026, 3, 2)
CUSTOMER = Customer(id="C", name="某客户")


def owed(
    doc: str, amount: str, *, kind: InvoiceKind = "invoice", issued: date = DAY, due: date | None = None
) -> Invoice:
    """Make an invoice or credit note."""
    gross = Money.parse(amount, "CNY")
    return Invoice(id=doc, kind=kind, customer="C", issued_on=issued, due_on=due, gross=gross, status="issued")


def paid(doc: str, amount: str, *, on: date = DAY, text: str | None = None, bill: str | None = None) -> Receipt:
    """Make a receipt."""
    money = Money.parse(amount, "CNY")
    return Receipt(id=doc, customer="C", received_on=on, amount=money, remittance=text, bill=bill)


def fee(doc: str, amount: str, about: str) -> Charge:
    """Make a charge about an invoice."""
    money = Money.parse(amount, "CNY")
    return Charge(id=doc, customer="C", kind="dunning_fee", amount=money, effective_on=DAY, about=about)


def row(doc: str, source: str, target: str, *, on: date = DAY, amount: str | None = None) -> Allocation:
    """Make an allocation row."""
    money = None if amount is None else Money.parse(amount, "CNY")
    return Allocation(id=doc, source=source, target=target, amount=money, effective_on=on)


def history_of(*rows: object, **rules: object) -> History:
    """Put rows into their tables, under the policies given."""
    facts = Facts(
        customers=(CUSTOMER,),
        invoices=tuple(one for one in rows if isinstance(one, Invoice)),
        receipts=tuple(one for one in rows if isinstance(one, Receipt)),
        contracts=tuple(one for one in rows if isinstance(one, Contract)),
        charges=tuple(one for one in rows if isinstance(one, Charge)),
        allocations=tuple(one for one in rows if isinstance(one, Allocation)),
        bills=tuple(one for one in rows if isinstance(one, AcceptanceBill)),
        bill_events=tuple(one for one in rows if isinstance(one, BillEvent)),
    )
    return History(Company(name="某公司", policies=evolve(Policies(), **rules)), facts)


def fold(*rows: object, as_of: date = DAY, **rules: object) -> Ledger:
    """Place everything up to a day."""
    return place(history_of(*rows, **rules), as_of)


def left_open(ledger: Ledger) -> list[int]:
    """Give what is open of the items, in order of their ids."""
    return [ledger.items[item].open for item in sorted(ledger.items)]


class TestExactSets:
    """A receipt without rows that is the sum of items (Conventions 6)."""

    def test_a_near_sum_is_no_sum(self) -> None:
        """A payment of 1000.00 does not match 1000.10: it goes to the oldest and leaves ten cents open (pitfall 10)."""
        ledger = fold(owed("F1", "1000.10"), paid("S", "1000.00"))
        assert ledger.placings["S"].status == "none"
        assert left_open(ledger) == [10]

    @pytest.mark.parametrize(
        ("amount", "status", "opened", "left"),
        [
            ("60", "ambiguous", [6000, 6000, 6000], 6000),
            ("100", "none", [0, 2000, 6000], 0),
            ("180", "unique", [0, 0, 0], 0),
            ("200", "none", [0, 0, 0], 2000),
        ],
    )
    def test_three_like_invoices(self, amount: str, status: str, opened: list[int], left: int) -> None:
        """Invoices of 60, 60 and 60 under payments of 60, 100, 180 and 200 (pitfall 44)."""
        ledger = fold(owed("F1", "60"), owed("F2", "60"), owed("F3", "60"), paid("S", amount))
        assert (ledger.placings["S"].status, left_open(ledger), ledger.credits["S"].left) == (status, opened, left)

    def test_a_lump_pays_each_in_full(self) -> None:
        """A payment of 14040.00 over 2460.00, 4680.00 and 6900.00 closes all three (pitfall 2)."""
        assert left_open(fold(owed("F1", "2460"), owed("F2", "4680"), owed("F3", "6900"), paid("S", "14040"))) == [
            0,
            0,
            0,
        ]

    def test_a_set_with_a_fee_and_a_rebate_closes_all_of_it(self) -> None:
        """The set's credit note goes to its oldest item, not to its fee, though costs come first."""
        rebate = owed("N", "0.01", kind="credit_note")
        ledger = fold(owed("F1", "0.02"), owed("F2", "1.00"), fee("K", "1.00", "F1"), rebate, paid("S", "2.01"))
        assert ledger.placings["S"].status == "unique"
        assert left_open(ledger) == [0, 0, 0]
        assert [(posting.target, posting.amount) for posting in ledger.postings_by_source["N"]] == [("F1", 1)]

    def test_a_named_credit_note_must_be_in_the_set(self) -> None:
        """Of two like rebates the one that the remittance text names is the one that was taken."""
        rebates = (owed("N1", "5", kind="credit_note"), owed("N2", "5", kind="credit_note"))
        unnamed = fold(owed("F", "100"), *rebates, paid("S", "95"))
        named = fold(owed("F", "100"), *rebates, paid("S", "95", text="F 减 N2"))
        assert unnamed.placings["S"].status == "ambiguous"
        assert named.placings["S"].status == "unique"
        assert [[target.id for target in one] for one in named.placings["S"].sets] == [["F", "N2"]]


class TestOldestFirst:
    """A receipt that is no sum goes to the shortest run of the oldest items that it reaches."""

    def test_a_fee_counts_once_in_the_run(self) -> None:
        """A fee met by itself and through its invoice is one debt, so that the run reaches the next invoice too."""
        invoices = (owed("F1", "0.01", due=date(2026, 3, 1)), owed("F2", "1.00", due=date(2026, 3, 5)))
        ledger = fold(*invoices, fee("K", "1.00", "F1"), paid("S", "1.02"), as_of=DAY)
        assert ledger.placings["S"].status == "none"
        assert (left_open(ledger), ledger.credits["S"].left) == ([0, 99, 0], 0)

    def test_a_credit_note_over_three_invoices(self) -> None:
        """A credit note of 150.00 over 8.45, 90.72 and 200.00 leaves 149.17 on the last and nothing of itself (1)."""
        rows = [row(f"R{number}", "N", f"F{number}") for number in (1, 2, 3)]
        note = owed("N", "150", kind="credit_note")
        ledger = fold(owed("F1", "8.45"), owed("F2", "90.72"), owed("F3", "200"), note, *rows)
        assert (left_open(ledger), ledger.credits["N"].left) == ([0, 0, 14_917], 0)


class TestTolerance:
    """The limit of a write-off is about what is left open."""

    @pytest.mark.parametrize(("amount", "opened"), [("455.00", 4500), ("499.89", 11), ("499.90", 0), ("499.99", 0)])
    def test_it_is_held_against_the_rest(self, amount: str, opened: int) -> None:
        """Of 500.00 no more than ten cents are written off, whatever was paid (pitfall 26)."""
        ledger = fold(owed("F", "500"), paid("S", amount), row("R", "S", "F"), tolerance=Decimal("0.10"))
        assert left_open(ledger) == [opened]


class TestAgeing:
    """Which bucket, and how much of it."""

    @pytest.mark.parametrize(
        ("first", "last", "bucket"),
        [(-1, 0, "not_due"), (1, 30, "1-30"), (31, 60, "31-60"), (61, 90, "61-90"), (91, 9999, "91+")],
    )
    def test_days_on_the_bounds(self, first: int, last: int, bucket: str) -> None:
        """The due day is not overdue; each bound belongs to the younger bucket (pitfall 21)."""
        scale = BucketScale.of((30, 60, 90))
        assert scale.bucket(first) == scale.bucket(last) == bucket

    def test_part_payments_leave_the_rest_in_the_bucket_of_the_due_date(self) -> None:
        """10000.00 due on 28 February, less 1500, 1000 and 2000, is 5500.00 in 31-60 on 4 April (pitfall 22)."""
        invoice = owed("F", "10000", issued=date(2026, 1, 28), due=date(2026, 2, 28))
        receipts = [paid("S1", "1500"), paid("S2", "1000"), paid("S3", "2000")]
        history = history_of(invoice, *receipts)
        answer = ageing(history, place(history, date(2026, 4, 4)), known_at=None)
        assert answer.buckets["31-60"] == answer.total == Money(550_000, "CNY")

    def test_a_payment_placed_later_is_unapplied_until_then(self) -> None:
        """149000.00 stand on 30 April, though what was paid in February is placed only in May (pitfall 19)."""
        march = [owed(f"F{number}", "10000", issued=date(2026, 3, 10)) for number in range(5)]
        april, advance = owed("F9", "100000", issued=date(2026, 4, 30)), paid("S", "1000", on=date(2026, 2, 3))
        history = history_of(*march, april, advance, row("R", "S", "F9", on=date(2026, 5, 4)))
        answer = ageing(history, place(history, date(2026, 4, 30)), known_at=None)
        amounts = answer.buckets["not_due"], answer.buckets["31-60"], answer.unapplied, answer.total
        assert [one.minor for one in amounts] == [10_000_000, 5_000_000, -100_000, 14_900_000]


class TestAdvances:
    """Money on a contract waits for the contract's later invoices (Conventions 6)."""

    CONTRACT = Contract(id="K", customer="C", signed_on=DAY, amount=Money(10**8, "CNY"))

    def of_contract(self, doc: str, amount: str, *, day: int, no: int | None = None) -> Invoice:
        """Make an invoice of the contract."""
        return evolve(owed(doc, amount, issued=date(2026, 3, day)), contract="K", instalment=no)

    def test_a_row_settles_the_invoices_of_its_instalment_first(self) -> None:
        """An older invoice of another instalment comes after it."""
        invoices = self.of_contract("F1", "50", day=1, no=2), self.of_contract("F2", "50", day=2, no=1)
        assert left_open(fold(self.CONTRACT, *invoices, paid("S", "80"), row("R", "S", "K:1"))) == [2000, 0]

    def test_an_advance_is_used_up_by_later_invoices(self) -> None:
        """A row of 60.00 settles 40.00 and then 20.00, and leaves alone what else the receipt has."""
        later = self.of_contract("F1", "40", day=5), self.of_contract("F2", "40", day=6)
        rows = paid("S", "100"), row("R", "S", "K:1", amount="60")
        ledger = fold(self.CONTRACT, *later, *rows, as_of=date(2026, 3, 6))
        assert (left_open(ledger), ledger.credits["S"].left) == ([0, 2000], 4000)

    def test_an_advance_does_not_grow(self) -> None:
        """Money that another row gives back later is not the advance's."""
        other, later = owed("F1", "70"), self.of_contract("F2", "100", day=5)
        rows = [row("R1", "S", "F1"), row("R2", "S", "K:1")]
        undo = evolve(row("R3", "S", "F1", on=date(2026, 3, 4)), reverses="R1")
        ledger = fold(self.CONTRACT, other, later, paid("S", "100"), *rows, undo, as_of=date(2026, 3, 5))
        assert (left_open(ledger), ledger.credits["S"].left) == ([7000, 7000], 7000)

    def test_a_bad_bill_is_no_advance(self) -> None:
        """What a dishonoured bill had left on a contract settles no later invoice."""
        bill = AcceptanceBill(id="B", kind="bank_acceptance", face=Money(10_000, "CNY"), customer="C", received_on=DAY)
        bad = BillEvent(bill="B", effective_on=date(2026, 3, 4), event="dishonoured")
        facts = bill, bad, paid("S", "100", bill="B"), row("R", "B", "K:1"), self.of_contract("F", "100", day=5)
        assert left_open(fold(self.CONTRACT, *facts, as_of=date(2026, 3, 5))) == [10_000]


class TestBadBills:
    """A bill that turns bad never paid (Conventions 8)."""

    def test_a_cured_bill_comes_before_the_receipts_of_the_day(self) -> None:
        """A receipt without rows is placed in order of its own date, also on the day that its bill is cured."""
        bill = AcceptanceBill(id="B", kind="bank_acceptance", face=Money(10_000, "CNY"), customer="C", received_on=DAY)
        bad = BillEvent(bill="B", effective_on=DAY, event="defect_found")
        good = BillEvent(bill="B", effective_on=date(2026, 3, 3), event="cured")
        later = paid("S1", "100", on=date(2026, 3, 3))
        ledger = fold(owed("F", "100"), paid("S2", "100", bill="B"), later, bill, bad, good, as_of=date(2026, 3, 3))
        assert (ledger.credits["S2"].left, ledger.credits["S1"].left) == (0, 10_000)

    def test_a_dishonoured_bill_opens_what_it_paid(self) -> None:
        """The invoice is open again from that day with its old due date; before that day it is paid."""
        bill = AcceptanceBill(id="B", kind="bank_acceptance", face=Money(10_000, "CNY"), customer="C", received_on=DAY)
        bad = BillEvent(bill="B", effective_on=date(2026, 3, 9), event="dishonoured")
        history = history_of(owed("F", "100"), paid("S", "100", bill="B"), bill, bad)
        views = [invoice_view(history, place(history, date(2026, 3, day)), "F") for day in (8, 9)]
        assert [(view.open.minor, view.closed, view.due_on) for view in views] == [(0, True, DAY), (10_000, False, DAY)]

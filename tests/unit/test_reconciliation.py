"""Reconciliation by example: the reasons of Conventions 15, timing over the period's end, doubt, and confirmations."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from salessupport.desk import Desk
from salessupport.domain.consistency import statements
from salessupport.domain.facts import AcceptanceBill, BillEvent, Facts, RegisterStatement
from salessupport.domain.history import History
from salessupport.domain.receivables.statement import statement
from salessupport.domain.reconciliation.lines import TheirKind, TheirLine, exact_name, known_as, loose_name, open_items
from salessupport.domain.reconciliation.reconcile import reconcile
from salessupport.domain.reconciliation.reply import reconcile_statement
from salessupport.domain.reconciliation.states import LEGAL, confirmations
from salessupport.domain.reconciliation.views import Reconciliation
from salessupport.domain.values.dates import Period
from salessupport.domain.values.errors import CurrencyMismatch, NotFound
from salessupport.domain.values.messages import text_of
from salessupport.domain.values.money import Money, SignedMoney
from salessupport.domain.values.policies import Company, Policies
from small_office import charge, customer, day, invoice, office, receipt, row, yuan


def line(name: str | None, amount: str, kind: TheirKind = "invoice", on: str | None = None) -> TheirLine:
    """A line of C-1's list."""
    return TheirLine(name, kind, yuan(amount), day(on) if on else None)


def compared(desk: Desk, *theirs: TheirLine, as_of: str = "10-31") -> Reconciliation:
    """C-1's account against a list."""
    return reconcile(desk.history, desk.ledger(day(as_of)), customer="C-1", theirs=theirs)


def named(answer: Reconciliation) -> list[tuple[str, str | None, str]]:
    """The explained parts."""
    return [(one.kind, one.id, str(one.amount)) for one in answer.explained]


def books(**tables: Any) -> Desk:
    """An office that places nothing by itself."""
    return office(policies=Policies(allocation="explicit"), **tables)


_ALL = row("A-1", "SK-1", "FP-1", on="10-11")


class TestMatching:
    def test_numbers_are_found_however_they_are_written(self) -> None:
        """Our number or id, in any width and case, with or without its marks, is the same document."""
        desk = books(invoices=[invoice("FP-1", "10"), invoice("FP-2", "20", number="0044 7788")])
        answer = compared(desk, line("ｆｐ１", "10"), line("00447788", "20"))
        assert [(one.id, one.their_id, one.by) for one in answer.matched] == [
            ("FP-1", "ｆｐ１", "number"),
            ("FP-2", "00447788", "number"),
        ]

    def test_unknown_number_is_matched_by_amount_and_date(self) -> None:
        """A line under their own number finds ours of the same day and amount."""
        answer = compared(books(invoices=[invoice("FP-1", "10")]), line("PO-9", "10", on="09-01"))
        assert [(one.id, one.their_id, one.by) for one in answer.matched] == [("FP-1", "PO-9", "amount_and_date")]

    def test_a_document_of_another_season_is_not_the_same(self) -> None:
        """Equal amounts months apart are two documents."""
        answer = compared(books(invoices=[invoice("FP-1", "10")]), line("PO-9", "10", on="06-01"))
        assert named(answer) == [("invoice_they_lack", "FP-1", "10.00"), ("invoice_we_lack", "PO-9", "-10.00")]
        assert not answer.unexplained

    def test_an_ambiguous_line_stays_alone_and_says_so(self) -> None:
        """Two of ours fit theirs: none is chosen, the rest is a question and no proof."""
        desk = books(invoices=[invoice("FP-1", "10"), invoice("FP-2", "10")])
        answer = compared(desk, line("PO-9", "10", on="09-01"))
        assert [one.ambiguous for one in (*answer.ours_only, *answer.theirs_only)] == [True] * 3
        assert not answer.explained
        assert str(answer.unexplained) == "10.00"
        assert {(one.side, one.id, one.doubt) for one in answer.questions} == {
            ("ours", "FP-1", "ambiguous"),
            ("ours", "FP-2", "ambiguous"),
            ("theirs", "PO-9", "ambiguous"),
        }

    def test_a_number_on_two_documents_is_decided_by_the_amount(self) -> None:
        """Two numbers differ only in their marks: the amount says which is meant."""
        desk = books(invoices=[invoice("FP-1", "10", number="N-1"), invoice("FP-2", "20", number="N1")])
        answer = compared(desk, line("N/1", "20"))
        assert [(one.id, one.by) for one in answer.matched] == [("FP-2", "number")]
        assert [one.id for one in answer.ours_only] == ["FP-1"]

    def test_the_number_as_it_is_written_comes_first(self) -> None:
        """Where numbers differ only in their marks, the one written so is meant, whatever the amounts say."""
        desk = books(invoices=[invoice("F-11", "10"), invoice("F-1-1", "20")])
        answer = compared(desk, line("F-11", "20"), line("F-1-1", "10"))
        assert [(one.id, one.their_id) for one in answer.differing] == [("F-1-1", "F-1-1"), ("F-11", "F-11")]

    @pytest.mark.parametrize(("on", "matched"), [("08-01", 1), ("07-31", 0)])
    def test_a_month_is_near(self, on: str, matched: int) -> None:
        """Documents of one amount are one up to thirty-one days apart."""
        answer = compared(books(invoices=[invoice("FP-1", "10")]), line("PO-9", "10", on=on))
        assert len(answer.matched) == matched

    def test_a_payment_that_names_its_invoice_is_not_the_invoice(self) -> None:
        """Money on its way may carry the number of what it pays."""
        desk = books(invoices=[invoice("FP-1", "10")])
        answer = compared(desk, line("FP-1", "10"), line("FP-1", "-10", "payment_in_transit"))
        assert [one.id for one in answer.matched] == ["FP-1"]
        assert named(answer) == [("payment_in_transit", "FP-1", "10.00")]

    def test_money_on_its_way_by_their_list_may_have_come(self) -> None:
        """An unapplied receipt of that amount is the payment, unless an advance of theirs is it."""
        desk = books(receipts=[receipt("SK-1", "30")])
        assert len(compared(desk, line(None, "-30", "payment_in_transit", "10-09")).matched) == 1
        both = compared(desk, line(None, "-30", "payment_in_transit"), line(None, "-30", "advance"))
        assert [one.kind for one in both.theirs_only] == ["payment_in_transit"]

    def test_open_items_of_another_system(self) -> None:
        """Ids and signed amounts are enough; a credit is found among receipts and notes."""
        desk = books(invoices=[invoice("FP-1", "10")], receipts=[receipt("SK-1", "3")])
        theirs = open_items([("FP-1", yuan("10")), ("SK-1", yuan("-3")), ("", yuan("5"))])
        answer = reconcile(desk.history, desk.ledger(day("10-31")), customer="C-1", theirs=theirs)
        assert [one.id for one in answer.matched] == ["FP-1", "SK-1"]
        assert named(answer) == [("invoice_we_lack", None, "-5.00")]

    def test_names(self) -> None:
        """Strictly a number loses white space, width and case; loosely its marks too."""
        assert (exact_name(" Ｆp- 1 "), loose_name("Fp-1/甲")) == ("fp-1", "fp1甲")
        assert [*known_as("Fp-1", None, "--")] == ["=fp-1", "~fp1", "=--"]


class TestReasons:
    def credited(self) -> Desk:
        note = invoice("HZ-1", "12", on="09-20", due=None, kind="credit_note", original="FP-1")
        return books(
            invoices=[invoice("FP-1", "100"), note],
            receipts=[receipt("SK-1", "30"), receipt("SK-2", "30", on="10-12")],
            allocations=[row("A-1", "SK-1", "FP-1"), row("A-2", "SK-2", "FP-1", on="10-12")],
        )

    def test_credit_note_they_lack(self) -> None:
        """The difference is the note that was applied and that they don't name."""
        assert named(compared(self.credited(), line("FP-1", "40"))) == [("credit_note_they_lack", "HZ-1", "-12.00")]

    def test_receipt_they_lack_is_one_of_several(self) -> None:
        """Two receipts fit: the later one is named, and both are said."""
        (only,) = compared(self.credited(), line("FP-1", "58")).explained
        assert (only.kind, only.id, only.reason) == ("receipt_they_lack", "SK-2", "one_of")
        assert only.documents == ("SK-1", "SK-2")

    def test_several_that_they_lack_are_a_difference_that_says_so(self) -> None:
        """The contract knows one document as the reason; that several make up the difference is said beside it."""
        (only,) = compared(self.credited(), line("FP-1", "88")).explained
        assert (only.kind, only.id, only.reason, only.documents) == (
            "amount_differs",
            "FP-1",
            "together",
            ("SK-1", "SK-2"),
        )

    def test_an_invoice_kept_whole_beside_its_credits_matches(self) -> None:
        """They list the invoice whole and the receipts apart: the same account, nothing to explain."""
        theirs = [
            line("FP-1", "100"),
            line("HZ-1", "-12", "credit_note"),
            line("SK-1", "-30", "advance"),
            line("SK-2", "-30", "advance"),
        ]
        answer = compared(self.credited(), *theirs)
        assert len(answer.matched) == 4
        assert not answer.difference

    def test_a_credit_beside_its_invoice_may_have_their_number(self) -> None:
        """They keep the invoice whole and list the note under their own number: both are matched."""
        answer = compared(self.credited(), line("FP-1", "40"), line("R-7", "-12", "credit_note", "09-21"))
        assert [one.id for one in answer.matched] == ["FP-1", "HZ-1"]
        assert not answer.difference

    def test_which_of_two_receipts_beside_an_invoice_is_not_guessed(self) -> None:
        """Two receipts of one amount fit an advance without a number: it stays a question."""
        answer = compared(self.credited(), line("FP-1", "58"), line(None, "-30", "advance"))
        assert named(answer) == [("receipt_they_lack", "SK-2", "-30.00")]
        assert [one.doubt for one in answer.questions] == ["applied_with_us"]

    def test_two_of_theirs_for_one_note_are_not_guessed(self) -> None:
        """Two notes of theirs have the amount of our one: the invoice is not taken apart for either."""
        theirs = [line(name, "-12", "credit_note") for name in ("R-7", "R-8")]
        answer = compared(self.credited(), line("FP-1", "40"), *theirs)
        assert named(answer) == [("credit_note_they_lack", "HZ-1", "-12.00")]
        assert [one.doubt for one in answer.questions] == ["applied_with_us"] * 2

    def test_a_number_of_ours_means_no_other_document(self) -> None:
        """A line under the number of another note of ours is that note, with another amount."""
        other = invoice("HZ-2", "5", due=None, kind="credit_note")
        note = invoice("HZ-1", "12", on="09-20", due=None, kind="credit_note", original="FP-1")
        desk = books(invoices=[invoice("FP-1", "100"), note, other])
        answer = compared(desk, line("FP-1", "100"), line("HZ-2", "-12", "credit_note"))
        assert [one.id for one in answer.differing] == ["FP-1", "HZ-2"]
        assert named(answer) == [("credit_note_they_lack", "HZ-1", "-12.00"), ("amount_differs", "HZ-2", "7.00")]

    def test_a_receipt_taken_apart_is_no_reason_a_second_time(self) -> None:
        """A receipt that stands beside its invoices does not also explain what one of them differs by."""
        desk = books(
            invoices=[invoice("FP-1", "100"), invoice("FP-2", "100")],
            receipts=[receipt("SK-1", "40")],
            allocations=[row("A-1", "SK-1", "FP-1", "20"), row("A-2", "SK-1", "FP-2", "20")],
        )
        answer = compared(desk, line("FP-1", "100"), line("FP-2", "120"), line(None, "-40", "advance"))
        assert named(answer) == [("amount_differs", "FP-2", "-20.00")]

    def test_money_that_is_open_is_meant_before_money_applied(self) -> None:
        """An advance without a number is the unapplied receipt, not the one of that amount that was placed."""
        desk = books(
            invoices=[invoice("FP-1", "100")],
            receipts=[receipt("SK-1", "30"), receipt("SK-2", "30")],
            allocations=[row("A-1", "SK-1", "FP-1")],
        )
        answer = compared(desk, line("FP-1", "100"), line(None, "-30", "advance"))
        assert [one.id for one in answer.matched] == ["SK-2"]
        assert named(answer) == [("receipt_they_lack", "SK-1", "-30.00")]

    def test_a_named_credit_is_no_reason(self) -> None:
        """A note that their list names with another amount is not what they lack."""
        answer = compared(self.credited(), line("FP-1", "40"), line("HZ-1", "-11", "credit_note"))
        assert named(answer) == [("amount_differs", "HZ-1", "-1.00")]

    def test_a_note_deducted_twice(self) -> None:
        """They deduct the note from the invoice and list it once more: the note is what differs, not the invoice."""
        answer = compared(self.credited(), line("FP-1", "28"), line("HZ-1", "-12", "credit_note"))
        assert [one.id for one in answer.matched] == ["FP-1"]
        assert named(answer) == [("amount_differs", "HZ-1", "12.00")]

    def test_less_than_ours_by_a_credit_is_no_lack(self) -> None:
        """They owe less than we say by the amount of a note: that is a dispute, they do not lack the note."""
        assert named(compared(self.credited(), line("FP-1", "16"))) == [("amount_differs", "FP-1", "12.00")]

    def test_a_receipt_on_two_invoices_that_they_name(self) -> None:
        """A receipt that their list names is no reason, though one of its invoices stands there without it."""
        desk = books(
            invoices=[invoice("FP-1", "100"), invoice("FP-2", "100")],
            receipts=[receipt("SK-1", "40")],
            allocations=[row("A-1", "SK-1", "FP-1", "20"), row("A-2", "SK-1", "FP-2", "20")],
        )
        answer = compared(desk, line("FP-1", "100"), line("FP-2", "80"), line("SK-1", "-7", "advance"))
        assert named(answer) == [("amount_differs", "FP-1", "-20.00"), ("amount_differs", "SK-1", "7.00")]

    def test_a_bill_that_is_no_good_counts_nothing(self) -> None:
        """A receipt by a bill with a defect is no advance of ours."""
        bill = AcceptanceBill(
            id="B-1", kind="bank_acceptance", face=yuan("30"), customer="C-1", received_on=day("10-02"),
            issued_on=day("10-01"), matures_on=day("12-30"),
        )  # fmt: skip
        defect = BillEvent(bill="B-1", event="defect_found", effective_on=day("10-05"))
        paid = receipt("SK-1", "30", on="10-02", method="bill", bill="B-1")
        assert not compared(books(bills=[bill], bill_events=[defect], receipts=[paid])).ours

    def test_interest_is_no_part_of_what_was_applied(self) -> None:
        """Of a receipt that paid interest too, they lack on the invoice what it took off the principal."""
        policies = Policies(allocation="explicit", interest_per_day=Decimal("0.01"))
        paid = [receipt("SK-1", "50", on="10-11")]
        desk = office(policies=policies, invoices=[invoice("FP-1", "100")], receipts=paid, allocations=[_ALL])
        assert named(compared(desk, line("FP-1", "100"))) == [("receipt_they_lack", "SK-1", "-40.00")]

    def test_a_write_off_is_not_what_a_receipt_paid(self) -> None:
        """The cents written off with a payment are no money: the receipt alone is not the difference."""
        policies = Policies(allocation="explicit", tolerance=Decimal("1.00"))
        paid = [receipt("SK-1", "99.50", on="10-11")]
        desk = office(policies=policies, invoices=[invoice("FP-1", "100")], receipts=paid, allocations=[_ALL])
        assert named(compared(desk, line("FP-1", "100"))) == [("amount_differs", "FP-1", "-100.00")]
        assert named(compared(desk, line("FP-1", "99.50"))) == [("receipt_they_lack", "SK-1", "-99.50")]

    def test_a_settled_invoice_that_they_still_list(self) -> None:
        """An invoice that is paid with us is open with them: they lack the receipt."""
        desk = books(
            invoices=[invoice("FP-1", "30")], receipts=[receipt("SK-1", "30")], allocations=[row("A", "SK-1", "FP-1")]
        )
        answer = compared(desk, line("FP-1", "30"))
        assert named(answer) == [("receipt_they_lack", "SK-1", "-30.00")]
        assert [(one.id, str(one.ours)) for one in answer.differing] == [("FP-1", "0.00")]

    def test_what_they_lack(self) -> None:
        """Invoices, charges, advances and open credit notes that their list leaves out."""
        note = invoice("HZ-1", "5", due=None, kind="credit_note")
        desk = books(
            invoices=[invoice("FP-1", "10"), note],
            charges=[charge("F-1", "2", "FP-1")],
            receipts=[receipt("SK-1", "3")],
        )
        assert sorted(named(compared(desk))) == [
            ("advance_they_lack", "SK-1", "-3.00"),
            ("credit_note_they_lack", "HZ-1", "-5.00"),
            ("invoice_they_lack", "F-1", "2.00"),
            ("invoice_they_lack", "FP-1", "10.00"),
        ]

    def test_credits_that_we_do_not_know_are_questions(self) -> None:
        """No reason of the contract names an advance or a note that only they have."""
        answer = compared(books(), line("V-1", "-5", "advance"), line("V-2", "-6", "credit_note"))
        assert {(one.id, one.doubt, str(one.amount)) for one in answer.questions} == {
            ("V-1", "advance_we_lack", "5.00"),
            ("V-2", "credit_note_we_lack", "6.00"),
        }
        assert (str(answer.difference), str(answer.unexplained)) == ("11.00", "11.00")

    def test_disputed_invoices_are_marked(self) -> None:
        """A dispute that is on record stands at the line and at its reason."""
        answer = compared(books(invoices=[invoice("FP-1", "10", disputed=True)]), line("FP-1", "9"))
        assert answer.differing[0].disputed
        assert answer.explained[0].disputed

    def test_a_credit_of_another_customer(self) -> None:
        """A third party's receipt that paid the item is named like any other."""
        desk = books(
            invoices=[invoice("FP-1", "30")],
            receipts=[receipt("SK-1", "50", customer="C-2", third_party=True)],
            allocations=[row("A", "SK-1", "FP-1", "20")],
        )
        assert named(compared(desk, line("FP-1", "30"))) == [("receipt_they_lack", "SK-1", "-20.00")]

    def test_unknown_customer_and_other_currency_are_refused(self) -> None:
        """A customer that is not there is `NotFound`, a line of another currency `CurrencyMismatch` naming it."""
        desk = books()
        with pytest.raises(NotFound):
            reconcile(desk.history, desk.ledger(day("10-31")), customer="C-9", theirs=())
        with pytest.raises(CurrencyMismatch, match="V-1"):
            compared(desk, TheirLine("V-1", "invoice", Money(5, "EUR")))


class TestTiming:
    def test_a_payment_that_arrived_after_the_date_is_named(self) -> None:
        """Money on its way is joined with the receipt that came later, if there is one of that amount."""
        desk = books(receipts=[receipt("SK-1", "30", on="11-02")])
        (only,) = compared(desk, line(None, "-30", "payment_in_transit")).explained
        assert (only.reason, only.documents) == ("arrived_later", ("SK-1",))
        (advance,) = compared(desk, line(None, "-30", "advance")).explained
        assert (advance.kind, advance.reason) == ("payment_in_transit", "arrived_later")

    def test_two_that_arrived_name_none(self) -> None:
        """Two later receipts of that amount: which one it is stays open."""
        desk = books(receipts=[receipt("SK-1", "30", on="11-02"), receipt("SK-2", "30", on="11-03")])
        (only,) = compared(desk, line(None, "-30", "payment_in_transit")).explained
        assert (only.kind, only.reason) == ("payment_in_transit", None)

    def test_what_was_recorded_after_the_date_says_so(self) -> None:
        """A receipt of the period that was entered after it explains why their list lacks it."""
        desk = books(receipts=[receipt("SK-1", "30", on="10-31", recorded_on=day("11-02"))])
        (only,) = compared(desk).explained
        assert (only.kind, only.reason, only.documents) == ("advance_they_lack", "recorded_later", ("SK-1",))

    @pytest.mark.parametrize(
        ("more", "reason"),
        [({"on": "11-01"}, "issued_later"), ({"status": "void"}, "void"), ({"status": "draft"}, "draft")],
    )
    def test_an_invoice_of_theirs_that_we_do_not_count(self, more: dict[str, Any], reason: str) -> None:
        """It is issued after the date, void or a draft with us, found by its number."""
        desk = books(invoices=[invoice("FP-1", "10", number="N1", due=None, **more)])
        (only,) = compared(desk, line("n1", "10")).explained
        assert (only.kind, only.reason, only.documents) == ("invoice_we_lack", reason, ("FP-1",))

    def test_another_customers_invoice_is_not_ours_to_name(self) -> None:
        """An invoice of that number to somebody else is no reason."""
        desk = books(invoices=[invoice("FP-1", "10", customer="C-2", status="void")])
        (only,) = compared(desk, line("FP-1", "10")).explained
        assert (only.kind, only.reason) == ("invoice_we_lack", None)


class TestStatementReasons:
    def test_each_kind_of_line_has_its_reason(self) -> None:
        """Of a statement they may lack every line; what they add is theirs, on its way, or a question."""
        note = invoice("HZ-1", "5", on="10-05", due=None, kind="credit_note", original="FP-1")
        desk = books(invoices=[invoice("FP-1", "100"), note], receipts=[receipt("SK-1", "30")])
        ledger = desk.ledger(day("10-31"))
        drawn = statement(desk.history, ledger, customer="C-1", first=day("10-01"), last=day("10-31"))
        theirs = [
            line("V-1", "7"),
            line(None, "-8", "payment_in_transit"),
            line(None, "-9", "advance"),
            line(None, "-4", "credit_note"),
        ]
        answer = reconcile_statement(drawn, theirs=theirs)
        assert {one.kind for one in answer.explained} == {
            "invoice_they_lack",
            "credit_note_they_lack",
            "receipt_they_lack",
            "invoice_we_lack",
            "payment_in_transit",
        }
        assert {one.doubt for one in answer.questions} == {"advance_we_lack", "credit_note_we_lack"}
        assert answer.ours == drawn.closing

    def test_disputes_are_marked(self) -> None:
        """Documents named as disputed are marked on their lines."""
        desk = books(invoices=[invoice("FP-1", "100", on="10-02", due=None)])
        ledger = desk.ledger(day("10-31"))
        drawn = statement(desk.history, ledger, customer="C-1", first=day("10-01"), last=day("10-31"))
        answer = reconcile_statement(drawn, theirs=[line("FP-1", "90")], disputed={"FP-1"})
        assert [one.disputed for one in answer.explained] == [True]


def step(name: str, kind: Any, on: str, *, amount: str | None = None, **more: Any) -> RegisterStatement:
    """A step of C-1's statement for October."""
    said = SignedMoney(yuan(amount)) if amount else None
    return RegisterStatement(
        id=name, step=kind, on=day(on), amount=said, **{"customer": "C-1", "month": "2026-10", **more}
    )


class TestConfirmations:
    MONTH = Period.month("2026-10")

    def states(self, *steps: RegisterStatement, on: str = "11-30") -> Any:
        customers = (customer("C-1"), customer("C-2"), customer("C-3"))
        invoices = [invoice("FP-1", "10"), invoice("FP-2", "5", customer="C-2", on="10-02", due=None)]
        desk = books(customers=customers, invoices=invoices, register_statements=steps)
        return confirmations(desk.history, desk.ledger(self.MONTH.last), month=self.MONTH, as_of=day(on))

    def test_lists_everybody_with_balance_or_movement(self) -> None:
        """Without any step every customer with a balance is still to be sent its statement."""
        answer = self.states()
        assert [(one.customer, one.state, str(one.balance)) for one in answer.customers] == [
            ("C-1", "not_sent", "10.00"),
            ("C-2", "not_sent", "5.00"),
        ]
        assert answer.counts["not_sent"] == 2
        assert not answer.complete

    def test_a_step_is_known_from_its_day_on(self) -> None:
        """A step that says nothing of its recording was known on its own day, and not before."""
        taken = step("D-1", "sent", "11-02")
        history = books(register_statements=(taken,)).history
        assert history.known_by(day("11-01")).facts.register_statements == ()
        assert history.known_by(day("11-02")).facts.register_statements == (taken,)

    def test_the_last_step_is_the_state(self) -> None:
        """Steps count up to the day asked for; what the customer stated is held against the balance."""
        steps = (
            step("D-1", "sent", "11-02", amount="10"),
            step("D-2", "contested", "11-05", amount="8", by="张某", note="少一张"),
            step("D-3", "sent", "11-03", customer="C-2"),
            step("D-4", "sent", "11-03", month="2026-09"),
        )
        answer = self.states(*steps)
        first = answer.customers[0]
        assert (first.state, first.since, first.by, first.note) == ("contested", day("11-05"), "张某", "少一张")
        assert (str(first.difference), first.stale, first.next) == ("2.00", False, LEGAL["contested"])
        assert answer.complete
        assert self.states(*steps, on="11-04").customers[0].state == "sent"

    def test_a_statement_that_no_longer_holds_is_stale(self) -> None:
        """What was sent, or agreed to, is no longer the balance."""
        assert self.states(step("D-1", "sent", "11-02", amount="9")).customers[0].stale
        agreed = (step("D-1", "sent", "11-02", amount="9"), step("D-2", "agreed", "11-03", amount="10"))
        assert not self.states(*agreed).customers[0].stale
        silent = (step("D-1", "sent", "11-02", amount="9"), step("D-2", "signed", "11-03"))
        assert self.states(*silent).customers[0].stale

    def test_a_customer_that_was_sent_one_is_listed(self) -> None:
        """A statement of nothing that was sent stays in the list."""
        answer = self.states(step("D-1", "sent", "11-02", customer="C-3"))
        assert [one.customer for one in answer.customers] == ["C-1", "C-2", "C-3"]

    def test_steps_of_one_day_are_in_order_of_their_ids(self) -> None:
        """However the rows stand, the day's last step by id is the state."""
        steps = [step("D-1", "sent", "11-02"), step("D-2", "agreed", "11-02"), step("D-3", "signed", "11-02")]
        assert self.states(*reversed(steps)).customers[0].state == "signed"
        desk = books(register_statements=[*reversed(steps)])
        assert not [*statements.faults(desk.history)]

    def test_every_state_is_reachable_and_named(self) -> None:
        """The table knows every state, and each but the first is reached by a step of its name."""
        reached = {one for steps in LEGAL.values() for one in steps}
        assert {*LEGAL} == reached | {"not_sent"}

    def test_steps_out_of_order_name_the_legal_ones(self) -> None:
        """A step that is not legal is a warning at its row, saying what would have been possible."""
        desk = books(register_statements=[step("D-1", "signed", "11-05"), step("D-2", "sent", "11-02")])
        (fault,) = statements.faults(desk.history)
        assert (fault.table, fault.row, fault.column, fault.level) == ("register_statements", 0, "step", "warning")
        assert "sent, received, agreed, contested" in text_of(fault.code, "en", fault.context)

    def test_a_legal_life_has_no_fault(self) -> None:
        """Sent, received, contested, agreed, signed."""
        kinds = ["sent", "received", "contested", "sent", "agreed", "signed"]
        desk = books(register_statements=[step(f"D-{at}", kind, f"11-0{at}") for at, kind in enumerate(kinds, 1)])
        assert not [*statements.faults(desk.history)]

    def test_a_month_that_is_none(self) -> None:
        """A month that does not exist is a fault of its cell, and its steps are not judged."""
        facts = Facts(register_statements=(step("D-1", "signed", "11-05", month="2026-13"),))
        (fault,) = statements.faults(History(Company(name="Example Trading"), facts))
        assert (fault.column, fault.code) == ("month", "month.invalid")

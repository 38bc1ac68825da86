"""Commands of the desk: what they append, and what they refuse."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from salessupport import Desk
from salessupport.domain.facts import Closing, Facts
from salessupport.domain.values.errors import (
    IllegalTransition,
    InvalidMoney,
    NotFound,
    OverApplied,
    PeriodClosed,
    ValidationReport,
)
from salessupport.domain.values.policies import Company, Policies
from small_office import charge, customer, day, invoice, office, receipt, row, yuan

EXPLICIT = Policies(allocation="explicit")


class TestAllocate:
    def test_places_money_on_an_invoice(self):
        """An allocation lowers what is open by its amount and leaves the rest of the receipt unapplied."""
        desk = office(invoices=[invoice("I-1", "100.00")], receipts=[receipt("R-1", "80.00")], policies=EXPLICIT)
        change = desk.allocate("R-1", "I-1", amount="30.00", on=day("10-12"))
        assert [one.target for one in change.appended["allocations"]] == ["I-1"]
        assert desk.invoice("I-1").open == yuan("70.00")
        assert desk.receipt("R-1").unapplied == yuan("50.00")

    def test_without_amount_takes_as_much_as_fits(self):
        """A row without an amount places the smaller of what is left and what is open."""
        desk = office(invoices=[invoice("I-1", "100.00")], receipts=[receipt("R-1", "130.00")], policies=EXPLICIT)
        desk.allocate("R-1", "I-1")
        assert (desk.invoice("I-1").open, desk.receipt("R-1").unapplied) == (yuan("0.00"), yuan("30.00"))

    def test_dry_run_appends_nothing(self):
        """With dry_run the change is said and the history stays as it was."""
        desk = office(invoices=[invoice("I-1", "100.00")], receipts=[receipt("R-1", "80.00")], policies=EXPLICIT)
        before = desk.history
        change = desk.allocate("R-1", "I-1", dry_run=True)
        assert change.dry_run
        assert desk.history is before

    @pytest.mark.parametrize(("amount", "side"), [("90.00", "source"), ("80.00", "target")])
    def test_refuses_more_than_either_side_has(self, amount, side):
        """B48, B49: more than the receipt has left, or than the invoice has open, is OverApplied with what remains."""
        invoices = [invoice("I-1", "100.00" if side == "source" else "70.00")]
        desk = office(invoices=invoices, receipts=[receipt("R-1", "85.00")], policies=EXPLICIT)
        with pytest.raises(OverApplied) as caught:
            desk.allocate("R-1", "I-1", amount=amount)
        assert caught.value.code == f"allocation.beyond_{side}"
        assert caught.value.context["remaining"] == (yuan("85.00") if side == "source" else yuan("70.00"))

    def test_refuses_what_earlier_rows_left_no_room_for(self):
        """A second allocation is measured against what the first left open."""
        desk = office(
            invoices=[invoice("I-1", "100.00")],
            receipts=[receipt("R-1", "60.00"), receipt("R-2", "60.00")],
            allocations=[row("A-1", "R-1", "I-1", "60.00")],
            policies=EXPLICIT,
        )
        with pytest.raises(OverApplied):
            desk.allocate("R-2", "I-1", amount="60.00")
        assert desk.allocate("R-2", "I-1", amount="40.00").appended

    def test_refuses_to_take_from_a_row_that_stands(self):
        """An earlier day's allocation cannot take the room of a row that is written already."""
        desk = office(
            invoices=[invoice("I-1", "100.00")],
            receipts=[receipt("R-1", "100.00"), receipt("R-2", "100.00")],
            allocations=[row("A-1", "R-1", "I-1", on="10-20")],
            policies=EXPLICIT,
        )
        with pytest.raises(OverApplied) as caught:
            desk.allocate("R-2", "I-1", amount="50.00", on=day("10-12"))
        assert caught.value.code == "allocation.displaces"

    def test_refuses_another_customers_invoice(self):
        """B50: without the third-party mark a receipt settles its own customer's items only."""
        desk = office(
            invoices=[invoice("I-1", "100.00", customer="C-2")], receipts=[receipt("R-1", "80.00")], policies=EXPLICIT
        )
        with pytest.raises(IllegalTransition) as caught:
            desk.allocate("R-1", "I-1")
        assert caught.value.code == "allocation.foreign"

    def test_lets_a_third_party_pay(self):
        """A receipt marked as third party moves the money between the two accounts."""
        desk = office(
            invoices=[invoice("I-1", "100.00", customer="C-2")],
            receipts=[receipt("R-1", "80.00", third_party=True)],
            policies=EXPLICIT,
        )
        desk.allocate("R-1", "I-1", on=day("10-11"))
        closing = {one: desk.statement(one, first=day("10-01"), last=day("10-31")).closing for one in ("C-1", "C-2")}
        assert closing == {"C-1": yuan("0.00"), "C-2": yuan("20.00")}

    @pytest.mark.parametrize("status", ["void", "draft"])
    def test_refuses_documents_that_are_not_issued(self, status):
        """B51: void and draft documents are not settled."""
        desk = office(
            invoices=[invoice("I-1", "100.00", status=status)], receipts=[receipt("R-1", "80.00")], policies=EXPLICIT
        )
        with pytest.raises(IllegalTransition) as caught:
            desk.allocate("R-1", "I-1")
        assert caught.value.code == "allocation.not_issued"

    def test_refuses_a_day_before_the_receipt(self):
        """Money cannot be placed before it came."""
        desk = office(invoices=[invoice("I-1", "100.00")], receipts=[receipt("R-1", "80.00")], policies=EXPLICIT)
        with pytest.raises(ValidationReport) as caught:
            desk.allocate("R-1", "I-1", on=day("10-09"))
        assert [one.code for one in caught.value.findings] == ["date.order"]

    def test_refuses_a_closed_month(self):
        """B45: a fact dated in a closed month is refused and names the month."""
        desk = office(
            invoices=[invoice("I-1", "100.00")],
            receipts=[receipt("R-1", "80.00")],
            closings=[Closing(month="2026-10", closed_on=day("11-02"), known_at=day("11-02"))],
        )
        with pytest.raises(PeriodClosed) as caught:
            desk.allocate("R-1", "I-1", on=day("10-31"))
        assert caught.value.context["month"] == "2026-10"

    @pytest.mark.parametrize(("source", "target"), [("R-9", "I-1"), ("R-1", "I-9")])
    def test_names_an_unknown_side(self, source, target):
        """An id that nothing has is NotFound."""
        desk = office(invoices=[invoice("I-1", "100.00")], receipts=[receipt("R-1", "80.00")])
        with pytest.raises(NotFound):
            desk.allocate(source, target)

    def test_says_that_the_policys_placement_is_gone(self):
        """The first row of a receipt replaces what the policy had placed by itself, and the answer says so."""
        desk = office(
            invoices=[invoice("I-1", "50.00"), invoice("I-2", "80.00", on="09-02")], receipts=[receipt("R-1", "60.00")]
        )
        assert desk.receipt("R-1").applied[0].id == "I-1"
        change = desk.allocate("R-1", "I-2")
        assert any("policy" in effect for effect in change.effects)
        assert [one.id for one in desk.receipt("R-1").applied] == ["I-2"]


class TestClock:
    def test_recording_never_goes_back(self):
        """B47: with the clock set back, a row is recorded on the day of the last recording, and the answer says so."""
        desk = office(
            invoices=[invoice("I-1", "100.00", recorded_on=day("11-05"))],
            receipts=[receipt("R-1", "80.00")],
            policies=EXPLICIT,
        )
        change = desk.allocate("R-1", "I-1")
        assert change.appended["allocations"][0].recorded_on == day("11-05")
        assert any("clock" in effect for effect in change.effects)

    def test_the_day_is_the_company_s(self):
        """An instant of another zone is a day of the company's; one without a zone is its own."""
        company, late = Company(name="LAB", timezone="Asia/Shanghai"), datetime(2026, 10, 31, 17, 0, tzinfo=UTC)
        there = Desk.from_records(Facts(), company=company, clock=lambda: late)
        here = Desk.from_records(Facts(), company=company, clock=lambda: late.replace(tzinfo=None))
        assert (there.today, here.today) == (date(2026, 11, 1), date(2026, 10, 31))


class TestUndo:
    def test_restores_both_sides(self):
        """I5: undoing an allocation gives both sides back what they had."""
        desk = office(
            invoices=[invoice("I-1", "100.00")],
            receipts=[receipt("R-1", "80.00")],
            charges=[charge("F-1", "5.00", "I-1")],
            policies=EXPLICIT,
        )
        before = desk.ageing(as_of=day("10-31"))
        made = desk.allocate("R-1", "I-1", on=day("10-10")).appended["allocations"][0]
        desk.undo(made.id, on=day("10-31"))
        assert desk.ageing(as_of=day("10-31")) == before
        assert desk.receipt("R-1", as_of=day("10-31")).applied == ()

    def test_takes_back_all_rows_of_a_receipt(self):
        """Undoing a receipt takes back every row of it that stands."""
        desk = office(
            invoices=[invoice("I-1", "50.00"), invoice("I-2", "50.00", on="09-02")],
            receipts=[receipt("R-1", "80.00")],
            allocations=[row("A-1", "R-1", "I-1"), row("A-2", "R-1", "I-2")],
        )
        change = desk.undo("R-1")
        assert [one.reverses for one in change.appended["allocations"]] == ["A-1", "A-2"]
        assert desk.receipt("R-1").unapplied == yuan("80.00")

    def test_refuses_to_undo_twice(self):
        """B59: what was taken back is not taken back again."""
        desk = office(
            invoices=[invoice("I-1", "50.00")],
            receipts=[receipt("R-1", "50.00")],
            allocations=[row("A-1", "R-1", "I-1")],
        )
        back = desk.undo("A-1").appended["allocations"][0]
        with pytest.raises(IllegalTransition, match=r"reversal\.twice"):
            desk.undo("A-1")
        with pytest.raises(IllegalTransition, match=r"reversal\.target"):
            desk.undo(back.id)

    def test_names_what_has_no_rows(self):
        """A receipt without standing rows has nothing to take back."""
        with pytest.raises(NotFound):
            office(receipts=[receipt("R-1", "80.00")]).undo("R-1")


class TestFromRecords:
    def test_gives_all_violations_at_once(self):
        """Facts that contradict each other in several ways are refused in one report, and nothing is loaded."""
        with pytest.raises(ValidationReport) as caught:
            office(
                customers=[customer("C-1"), customer("C-2")],
                invoices=[
                    invoice("I-1", "100.00", number="7"),
                    invoice("I-2", "10.00", number="7", due="08-01"),
                    invoice("I-3", "10.00", status="void"),
                    invoice("N-1", "120.00", kind="credit_note", original="I-1"),
                ],
                receipts=[receipt("R-1", "80.00")],
                allocations=[
                    row("A-1", "R-1", "I-1", "90.00"),
                    row("A-2", "R-1", "I-3", "1.00"),
                    row("A-3", "R-1", "I-1", on="10-01"),
                ],
            )
        assert {one.code for one in caught.value.findings} == {
            "number.duplicate",
            "terms.order",
            "credit.exceeds_original",
            "allocation.beyond_source",
            "allocation.not_issued",
            "date.order",
        }


class TestNothing:
    @pytest.mark.parametrize("amount", ["0.00", "0", "-1.00"])
    def test_is_not_allocated(self, amount: str) -> None:
        """An allocation of nothing, or of less, is refused and writes no row."""
        desk = office(invoices=[invoice("I-1", "10.00")], receipts=[receipt("R-1", "10.00")])
        with pytest.raises(InvalidMoney):
            desk.allocate("R-1", "I-1", amount=amount)
        assert desk.history.facts.allocations == ()

"""`match` on books: what receipts explain, what further evidence proposes, and accepting a proposal by name (AR-02)."""

from __future__ import annotations

from decimal import Decimal

import pytest

from salessupport.domain import facts as rows
from salessupport.domain.matching.receipts import Matches
from salessupport.domain.values.errors import IllegalTransition, NotFound, PeriodClosed
from salessupport.domain.values.policies import Policies
from small_office import customer, day, invoice, office, receipt, row, yuan

NOTE = invoice("N-1", "30.00", kind="credit_note", original=None, due=None)


def answers(found: Matches) -> dict[str, tuple[str, list[dict[str, str]], dict[str, str]]]:
    """Status, explanations and what was applied, by receipt."""
    return {
        one.receipt: (
            one.status,
            [{target.id: str(target.amount) for target in each.targets} for each in one.explanations],
            {target.id: str(target.amount) for target in one.applied},
        )
        for one in found.receipts
    }


class TestMatch:
    def test_says_unique_ambiguous_and_none(self) -> None:
        """One exact set is posted, several are listed, of none nothing is said."""
        desk = office(
            invoices=[invoice("I-1", "10.00"), invoice("I-2", "25.00"), invoice("I-3", "25.00")],
            receipts=[receipt("R-1", "10.00"), receipt("R-2", "25.00", on="10-11"), receipt("R-3", "7.77", on="10-12")],
        )
        assert answers(desk.match(as_of=day("10-31"))) == {
            "R-1": ("unique", [{"I-1": "10.00"}], {"I-1": "10.00"}),
            "R-2": ("ambiguous", [{"I-2": "25.00"}, {"I-3": "25.00"}], {}),
            "R-3": ("none", [], {}),
        }

    def test_under_explicit_explains_and_posts_nothing(self) -> None:
        """Where nothing is placed unattended, the proof is still told."""
        desk = office(
            policies=Policies(allocation="explicit"),
            invoices=[invoice("I-1", "10.00")],
            receipts=[receipt("R-1", "10.00")],
        )
        assert answers(desk.match(as_of=day("10-31"))) == {"R-1": ("unique", [{"I-1": "10.00"}], {})}

    def test_leaves_out_receipts_with_rows_and_later_ones(self) -> None:
        """A receipt that a person placed, or that comes after the day, is not in the answer."""
        desk = office(
            invoices=[invoice("I-1", "10.00")],
            receipts=[receipt("R-1", "10.00"), receipt("R-2", "5.00", on="11-01")],
            allocations=[row("A-1", "R-1", "I-1")],
        )
        assert desk.match(as_of=day("10-31")).receipts == ()

    def test_of_a_bad_bill_is_none(self) -> None:
        """Money that counts nothing explains nothing."""
        bill = rows.AcceptanceBill(
            id="B-1", kind="bank_acceptance", face=yuan("10.00"), customer="C-1", received_on=day("10-10")
        )
        bad = rows.BillEvent(bill="B-1", effective_on=day("10-10"), event="defect_found")
        desk = office(
            invoices=[invoice("I-1", "10.00")],
            receipts=[receipt("R-1", "10.00", method="bill", bill="B-1")],
            bills=[bill],
            bill_events=[bad],
        )
        assert answers(desk.match(as_of=day("10-31"))) == {"R-1": ("none", [], {})}

    def test_reasons_name_what_the_remittance_names(self) -> None:
        """An explanation says that it sums, what is named, and that there is no other."""
        desk = office(invoices=[invoice("I-1", "10.00")], receipts=[receipt("R-1", "10.00", remittance="付 I-1")])
        (one,) = desk.match(as_of=day("10-31")).receipts
        said = " ".join(one.explanations[0].reasons)
        assert all(word in said for word in ("sums exactly", "I-1", "no other set"))

    def test_what_was_written_off_is_not_applied(self) -> None:
        """Interest takes its part of an exact payment; the rest of the item, written off, is no money applied."""
        desk = office(
            policies=Policies(interest_per_day=Decimal("0.001"), tolerance=Decimal(1)),
            invoices=[invoice("I-1", "10.00")],
            receipts=[receipt("R-1", "10.00", on="10-11")],
        )
        assert answers(desk.match(as_of=day("10-31")))["R-1"] == ("unique", [{"I-1": "10.00"}], {"I-1": "10.00"})
        assert str(desk.invoice("I-1", as_of=day("10-31")).written_off) == "0.10"


class TestProposals:
    def test_come_from_a_damaged_number(self) -> None:
        """A stranger's payment that quotes an invoice with one digit wrong is proposed for it, and not posted."""
        desk = office(
            customers=[customer("C-1"), customer("C-2")],
            invoices=[invoice("FP-20261017", "4120.55"), invoice("FP-20269911", "987.10", customer="C-2")],
            receipts=[receipt("R-1", "4120.55", customer=None, remittance="货款 FP-20261071")],
        )
        (one,) = desk.match(as_of=day("10-31")).receipts
        assert (one.status, one.applied) == ("none", ())
        assert [target.id for target in one.proposals[0].targets] == ["FP-20261017"]

    def test_say_what_speaks_as_much_for_each_of_two(self) -> None:
        """A stranger's payment that quotes the contract of two equal invoices is proposed for either, with no score."""
        about = [rows.Contract(id="HT-2026-01", customer="C-1", signed_on=day("08-01"), amount=yuan("120.00"))]
        desk = office(
            contracts=about,
            invoices=[invoice("I-1", "60.00", contract="HT-2026-01"), invoice("I-2", "60.00", contract="HT-2026-01")],
            receipts=[receipt("R-1", "60.00", customer=None, remittance="HT-2026-01")],
        )
        (one,) = desk.match(as_of=day("10-31")).receipts
        assert [([target.id for target in each.targets], each.score) for each in one.proposals] == [
            (["I-1"], 0),
            (["I-2"], 0),
        ]
        assert all("/" in each.reasons[0] for each in one.proposals)

    def test_learn_who_pays_from_a_name(self) -> None:
        """A name under which one customer paid before is that customer's, in any spelling of its legal form."""
        desk = office(
            policies=Policies(allocation="explicit"),
            invoices=[invoice("I-1", "60.00"), invoice("I-2", "60.00", customer="C-2")],
            receipts=[
                receipt("R-1", "1.00", payer_name="Dawn Agency Limited"),
                receipt("R-8", "60.00", customer=None, on="10-20", payer_name="DAWN AGENCY LTD"),
                receipt("R-9", "60.00", customer=None, on="10-20", payer_name="Dusk Agency Ltd"),
            ],
            allocations=[row("A-1", "R-1", "I-1", on="10-30")],
        )
        found = {one.receipt: one.proposals for one in desk.match(as_of=day("10-29")).receipts}
        assert [target.id for target in found["R-8"][0].targets] == ["I-1"]
        assert found["R-9"] == ()

    def test_learn_who_pays_from_an_account(self) -> None:
        """An account that one customer paid from is that customer's; one that two used is nobody's."""
        shared = {"payer_account": "A-9"}
        told = {"payer_account": "A-1"}
        desk = office(
            policies=Policies(allocation="explicit"),
            invoices=[invoice("I-1", "60.00"), invoice("I-2", "60.00", customer="C-2")],
            receipts=[
                receipt("R-1", "1.00", **told),
                receipt("R-2", "1.00", **shared),
                receipt("R-3", "1.00", customer="C-2", **shared),
                receipt("R-8", "60.00", customer=None, on="10-20", **told),
                receipt("R-9", "60.00", customer=None, on="10-21", **shared),
            ],
            allocations=[row("A-1", "R-1", "I-1", on="10-30"), row("A-2", "R-2", "I-1", on="10-30"),
                         row("A-3", "R-3", "I-2", on="10-30")],
        )  # fmt: skip
        found = {one.receipt: one for one in desk.match(as_of=day("10-29")).receipts}
        assert [target.id for target in found["R-8"].proposals[0].targets] == ["I-1"]
        assert all(each.score == 0 for each in found["R-9"].proposals)


class TestAccepting:
    def test_places_the_chosen_explanation_with_a_name(self) -> None:
        """The second of two sets is taken: rows of that set, and who accepted it."""
        desk = office(
            invoices=[invoice("I-2", "25.00"), invoice("I-3", "25.00")], receipts=[receipt("R-2", "25.00", on="10-11")]
        )
        change = desk.accept("R-2", 2, by="韩")
        (consent,) = change.appended["approvals"]
        assert (consent.act, consent.subject, consent.approver) == ("match_accepted", "R-2", "韩")  # type: ignore[attr-defined]
        assert str(desk.invoice("I-3").open) == "0.00"
        assert str(desk.invoice("I-2").open) == "25.00"

    def test_places_credit_notes_first(self) -> None:
        """A set with a credit note: the note on the oldest item, the money on what is left."""
        desk = office(
            policies=Policies(allocation="explicit"),
            invoices=[invoice("I-1", "50.00"), invoice("I-2", "60.00", due="10-02"), NOTE],
            receipts=[receipt("R-1", "80.00")],
        )
        desk.accept("R-1", by="韩")
        placed = [(one.source, one.target, str(one.amount)) for one in desk.history.facts.allocations]
        assert placed == [("N-1", "I-1", "30.00"), ("R-1", "I-1", "20.00"), ("R-1", "I-2", "60.00")]
        assert str(desk.receipt("R-1").unapplied) == "0.00"

    def test_of_a_stranger_places_on_the_customer_found(self) -> None:
        """Money of nobody known goes where the accepted proposal says."""
        desk = office(
            invoices=[invoice("FP-20261017", "4120.55")],
            receipts=[receipt("R-1", "4120.55", customer=None, remittance="FP-20261017")],
        )
        desk.accept("R-1", by="韩")
        assert str(desk.invoice("FP-20261017").open) == "0.00"

    @pytest.mark.parametrize("choice", [0, 3])
    def test_needs_a_choice_that_is_there(self, choice: int) -> None:
        """A number beyond the list is refused with how many there are."""
        desk = office(invoices=[invoice("I-2", "25.00"), invoice("I-3", "25.00")], receipts=[receipt("R-2", "25.00")])
        with pytest.raises(IllegalTransition, match=r"match\.no_choice"):
            desk.accept("R-2", choice, by="韩")

    def test_of_what_is_placed_already_or_unknown_is_refused(self) -> None:
        """A receipt with rows has nothing to accept; an unknown one is not found."""
        desk = office(
            invoices=[invoice("I-1", "10.00")],
            receipts=[receipt("R-1", "10.00")],
            allocations=[row("A-1", "R-1", "I-1")],
        )
        with pytest.raises(IllegalTransition):
            desk.accept("R-1", by="韩")
        with pytest.raises(NotFound):
            desk.accept("R-9", by="韩")

    def test_in_a_closed_month_is_refused(self, tmp_path) -> None:
        """A receipt of a closed month is placed after it is opened again."""
        desk = office(invoices=[invoice("I-2", "25.00"), invoice("I-3", "25.00")], receipts=[receipt("R-2", "25.00")])
        desk.close("2026-10", out=tmp_path)
        with pytest.raises(PeriodClosed):
            desk.accept("R-2", by="韩")

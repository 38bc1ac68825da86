"""Money on contracts by example: what waits, what is given back, what falls where (Conventions 5 and 6)."""

from __future__ import annotations

from attrs import evolve

from salessupport.desk import Desk
from salessupport.domain import facts as rows
from salessupport.domain.values.money import SignedMoney
from small_office import adjustment, day, invoice, office, receipt, row, yuan

CONTRACT = rows.Contract(id="K-1", customer="C-1", signed_on=day("09-01"), amount=yuan("1000.00"), terms="30/60/10")


def parts(desk: Desk, on: str = "10-31") -> list[tuple[str, str, str]]:
    """Amount, received and written off by instalment."""
    found = desk.contract("K-1", as_of=day(on)).instalments
    return [(str(one.amount), str(one.received), str(one.written_off)) for one in found]


def change(amount: str, *, on: str = "10-20") -> rows.ContractChange:
    """An approved change of the amount."""
    by = SignedMoney(-yuan(amount[1:]) if amount.startswith("-") else yuan(amount))
    return rows.ContractChange(id="G-1", contract="K-1", effective_on=day(on), amount_change=by, approved_by="卫")


class TestChanges:
    def test_leave_alone_what_was_written_off(self) -> None:
        """An instalment that a write-off settled is paid: a reduction falls on the others."""
        desk = office(
            contracts=[CONTRACT],
            invoices=[invoice("I-1", "300.00", contract="K-1", instalment=1)],
            adjustments=[adjustment("X-1", "write_off", "300.00", "I-1", on="10-10")],
            contract_changes=[change("-70.00")],
        )
        assert parts(desk) == [("300.00", "0.00", "300.00"), ("540.00", "0.00", "0.00"), ("90.00", "0.00", "0.00")]

    def test_give_back_money_that_no_instalment_takes(self) -> None:
        """800.00 wait on a contract that shrinks to 500.00: 300.00 are the customer's again, the last placed first."""
        desk = office(
            contracts=[CONTRACT],
            receipts=[receipt("R-1", "300.00"), receipt("R-2", "500.00")],
            allocations=[row("A-1", "R-1", "K-1:1"), row("A-2", "R-2", "K-1:2")],
            contract_changes=[change("-500.00")],
        )
        view = desk.contract("K-1", as_of=day("10-31"))
        assert (str(view.collected), str(view.excess)) == ("500.00", "0.00")
        later = evolve(desk.history.facts, invoices=(invoice("I-1", "500.00", on="10-25", due=None, contract="K-1"),))
        billed = Desk.from_records(later, company=desk.company, clock=desk.clock)
        assert str(billed.receipt("R-1", as_of=day("10-31")).unapplied) == "0.00"
        assert str(billed.receipt("R-2", as_of=day("10-31")).unapplied) == "300.00"


class TestWaiting:
    def test_money_of_a_bad_bill_waits_no_longer(self) -> None:
        """From the defect on the bill's money is on no contract; from its cure it is again."""
        bill = rows.AcceptanceBill(
            id="B-1", kind="bank_acceptance", face=yuan("300.00"), customer="C-1", received_on=day("10-10")
        )
        events = [
            rows.BillEvent(bill="B-1", effective_on=day("10-15"), event="defect_found"),
            rows.BillEvent(bill="B-1", effective_on=day("10-20"), event="cured"),
        ]
        desk = office(
            contracts=[CONTRACT],
            bills=[bill],
            bill_events=events,
            receipts=[receipt("R-1", "300.00", method="bill", bill="B-1")],
            allocations=[row("A-1", "R-1", "K-1:1")],
        )
        on = {each: str(desk.contract("K-1", as_of=day(each)).collected) for each in ("10-14", "10-15", "10-20")}
        assert on == {"10-14": "300.00", "10-15": "0.00", "10-20": "300.00"}

    def test_rows_of_one_receipt_share_what_an_instalment_takes(self) -> None:
        """Two rows of 200.00 on an instalment of 300.00 put 300.00 there, on its invoice and on no other."""
        desk = office(
            contracts=[CONTRACT],
            invoices=[invoice("I-1", "900.00", contract="K-1")],
            receipts=[receipt("R-1", "400.00")],
            allocations=[row("A-1", "R-1", "K-1:1", "200.00"), row("A-2", "R-1", "K-1:1", "200.00")],
        )
        assert str(desk.invoice("I-1", as_of=day("10-31")).paid) == "300.00"
        assert str(desk.receipt("R-1", as_of=day("10-31")).unapplied) == "100.00"
        assert [finding.code for finding in desk.check().findings] == ["allocation.cut"]

    def test_an_advance_settles_a_later_invoice_once(self) -> None:
        """300.00 wait; an invoice of 200.00 takes 200.00 of them, the next one the 100.00 that are left."""
        desk = office(
            contracts=[CONTRACT],
            invoices=[
                invoice("I-1", "200.00", on="10-15", due=None, contract="K-1"),
                invoice("I-2", "500.00", on="10-16", due=None, contract="K-1"),
            ],
            receipts=[receipt("R-1", "300.00")],
            allocations=[row("A-1", "R-1", "K-1:1")],
        )
        paid = [str(desk.invoice(each, as_of=day("10-31")).paid) for each in ("I-1", "I-2")]
        assert paid == ["200.00", "100.00"]
        assert parts(desk)[0] == ("300.00", "300.00", "0.00")

    def test_money_on_an_invoice_counts_for_the_instalment_of_the_invoice(self) -> None:
        """A receipt placed on the invoice of instalment 2 is money of instalment 2; more than that fills from 1 on."""
        desk = office(
            contracts=[CONTRACT],
            invoices=[invoice("I-1", "700.00", contract="K-1", instalment=2)],
            receipts=[receipt("R-1", "650.00")],
            allocations=[row("A-1", "R-1", "I-1")],
        )
        assert [one[1] for one in parts(desk)] == ["50.00", "600.00", "0.00"]

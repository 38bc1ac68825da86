"""The day list: contracts, bills, licences, matters, papers, refunds, each on its day (TK-02; Conventions 16)."""

from __future__ import annotations

from datetime import timedelta

from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from salessupport.desk import Desk
from salessupport.domain import facts as rows
from small_office import adjustment, day, invoice, office, receipt, row, yuan

CONTRACT = rows.Contract(
    id="K-1", customer="C-1", salesperson="S-1", signed_on=day("03-01"), amount=yuan("1000.00"), deliver_on=day("05-20")
)


def tasks(desk: Desk, on: str) -> list[tuple[str, str, str | None]]:
    """What falls due on a day, about what, by whom."""
    return [(task.what, task.subject, task.owner) for task in desk.agenda(on=day(on)).tasks]


def moved(name: str, on: str, to: str) -> rows.ContractChange:
    """A change of the day of delivery."""
    return rows.ContractChange(id=name, contract="K-1", effective_on=day(on), deliver_on=day(to), approved_by="卫")


class TestPickUp:
    def test_is_asked_half_a_month_and_urged_a_week_before(self) -> None:
        """15 and 7 days before the day of delivery, by the contract's salesperson."""
        desk = office(contracts=[CONTRACT])
        assert tasks(desk, "05-05") == [("confirm_pickup", "K-1", "S-1")]
        assert tasks(desk, "05-13") == [("urge_pickup", "K-1", "S-1")]

    def test_of_a_near_day_is_due_when_it_arises(self) -> None:
        """Signed a week before delivery, both tasks are due on the day of signing."""
        desk = office(contracts=[evolve(CONTRACT, signed_on=day("05-16"))])
        both = [("confirm_pickup", "K-1", "S-1"), ("urge_pickup", "K-1", "S-1")]
        assert [one for one in tasks(desk, "05-16") if one[0].endswith("pickup")] == both

    def test_ends_with_the_delivery(self) -> None:
        """Nobody is asked about goods that have arrived."""
        arrived = rows.Delivery(id="D-1", contract="K-1", delivered_on=day("05-01"))
        assert tasks(office(contracts=[CONTRACT], deliveries=[arrived]), "05-05") == []

    def test_of_an_unapproved_change_stays(self) -> None:
        """A change that nobody approved moves nothing."""
        change = evolve(moved("G-1", "04-20", "06-20"), approved_by=None)
        assert tasks(office(contracts=[CONTRACT], contract_changes=[change]), "05-05") != []

    @settings(max_examples=20)
    @given(st.lists(st.tuples(st.integers(0, 120), st.integers(0, 200)), max_size=4))
    def test_moves_with_the_day_and_never_doubles(self, changes: list[tuple[int, int]]) -> None:
        """Under any sequence of changes each task falls due once for each day of delivery that was in force."""
        start = CONTRACT.signed_on
        found = sorted(changes)
        rows_ = [
            rows.ContractChange(
                id=f"G-{number}",
                contract="K-1",
                effective_on=start + timedelta(days=after),
                deliver_on=start + timedelta(days=after + ahead),
                approved_by="卫",
            )
            for number, (after, ahead) in enumerate(found)
        ]
        desk = office(contracts=[CONTRACT], contract_changes=rows_)
        days_in_force = 1 + len(rows_)
        due = []
        for offset in range(330):
            on = start + timedelta(days=offset)
            again = [task for task in desk.agenda(on=on).tasks if task.what == "confirm_pickup"]
            assert len(again) <= 1
            due += again
        assert 1 <= len(due) <= days_in_force


class TestOtherTasks:
    def test_instalments_fall_due(self) -> None:
        """An open instalment is on the list on its day, one that is paid is not."""
        contract = evolve(CONTRACT, deliver_on=None)
        assert ("instalment_due", "K-1:1", "S-1") in tasks(office(contracts=[contract]), "03-01")
        money, placed = receipt("R-1", "300.00", on="03-01"), row("A-1", "R-1", "K-1:1", on="03-01")
        assert tasks(office(contracts=[contract], receipts=[money], allocations=[placed]), "03-01") == []

    def test_bills_are_presented_on_maturity(self) -> None:
        """A bill that is held is presented; one that was endorsed is not ours to present."""
        bill = rows.AcceptanceBill(
            id="B-1", kind="bank_acceptance", face=yuan("10.00"), customer="C-1", received_on=day("03-01"),
            matures_on=day("06-01"),
        )  # fmt: skip
        assert tasks(office(bills=[bill]), "06-01") == [("present_bill", "B-1", None)]
        gone = rows.BillEvent(bill="B-1", effective_on=day("04-01"), event="endorsed")
        assert tasks(office(bills=[bill], bill_events=[gone]), "06-01") == []

    def test_provisional_licences_end(self) -> None:
        """The last day of three calendar months is on the list."""
        licence = rows.RegisterLicence(id="L-1", contract="K-1", kind="provisional", effective_on=day("03-31"))
        desk = office(contracts=[evolve(CONTRACT, deliver_on=None)], register_licences=[licence])
        assert ("licence_expires", "L-1", "S-1") in tasks(desk, "06-30")

    def test_missed_obligations_never_vanish(self) -> None:
        """An open obligation is on the list of its day and among the missed ones ever after, until it is closed."""
        matter = rows.RegisterMatter(
            id="M-1", contract="K-1", opened_on=day("03-02"), text="送样", side="ours", owner="韩", due_on=day("03-09")
        )
        contract = evolve(CONTRACT, deliver_on=None)
        desk = office(contracts=[contract], register_matters=[matter])
        assert ("obligation_due", "M-1", "韩") in tasks(desk, "03-09")
        assert [task.subject for task in desk.agenda(on=day("10-01")).missed] == ["M-1"]
        closed = office(contracts=[contract], register_matters=[evolve(matter, closed_on=day("03-08"))])
        assert closed.agenda(on=day("10-01")).missed == ()

    def test_unsigned_contact_sheets_are_asked_after(self) -> None:
        """After `signature_days` the departments that have not signed are asked, those that have are not."""
        paper = rows.RegisterPaper(id="LX2026-0001", kind="contact_sheet", subject="K-1", issued_on=day("03-02"))
        sent = [
            rows.RegisterSignature(id=f"Q-{one}", paper=paper.id, department=one, sent_on=day("03-02"))
            for one in ("finance", "engineering")
        ]
        signed = evolve(sent[0], id="Q-3", signed_on=day("03-03"), signed_by="钱")
        desk = office(
            contracts=[evolve(CONTRACT, deliver_on=None)], register_papers=[paper], register_signatures=[*sent, signed]
        )
        assert tasks(desk, "03-05") == [("sign_contact_sheet", "LX2026-0001", "engineering")]

    def test_receipts_of_refunds_are_asked_for(self) -> None:
        """Paid back and no receipt from the customer: asked for after the same days."""
        paid_back = adjustment("T-1", "refund", "5.00", "R-1")
        given_back = {"receipts": [receipt("R-1", "10.00")], "adjustments": [paid_back]}
        assert tasks(office(**given_back), "10-23") == [("ask_refund_receipt", "T-1", None)]
        voucher = rows.RegisterVoucher(id="V-1", refund="T-1", received_on=day("10-22"))
        assert tasks(office(**given_back, register_vouchers=[voucher]), "10-23") == []

    def test_without_contracts_there_is_nothing(self) -> None:
        """An office that only trades has an empty list."""
        assert tasks(office(invoices=[invoice("I-1", "10.00")]), "10-01") == []

    def test_contracts_that_are_not_signed_yet_ask_for_nothing(self) -> None:
        """Before the day of signing there is neither a task nor an instalment owed."""
        desk = office(contracts=[CONTRACT])
        assert tasks(desk, "02-28") == []
        assert desk.ageing(as_of=day("02-28"), basis="instalment").customers == ()

"""The procedures of a desk: requests and consents that count or are refused, and papers with numbers (TK-01, DC-04)."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import openpyxl
import pytest
from attrs import evolve

from salessupport.desk import Desk
from salessupport.domain import facts as rows
from salessupport.domain.values.errors import (
    ApprovalInvalid,
    GateClosed,
    IllegalTransition,
    InvalidMoney,
    MissingField,
    NotFound,
    OverApplied,
    PeriodClosed,
    PrepaymentMissing,
    StoreFull,
)
from salessupport.domain.values.policies import Policies
from small_office import customer, day, office, receipt, row, yuan

CONTRACT = rows.Contract(id="K-1", customer="C-1", signed_on=day("09-01"), amount=yuan("1000.00"), terms="30/60/10")
LINE = rows.ContractLine(contract="K-1", line=1, product="P-1", qty=Decimal(4), amount=yuan("1000.00"))
ORDER = rows.Order(id="O-1", customer="C-1", ordered_on=day("09-02"), status="confirmed")
ORDER_LINE = rows.OrderLine(order="O-1", line=1, product="P-1", qty=Decimal(2), price=Decimal(50))
CHECK = rows.RegisterInspection(id="J-1", subject="K-1", inspected_on=day("10-01"), inspector="质检", result="pass")


def desk(**more: object) -> Desk:
    """An office with a contract of 1,000.00 at 30/60/10 and an order of 100.00."""
    tables = {
        "contracts": [CONTRACT],
        "contract_lines": [LINE],
        "orders": [ORDER],
        "order_lines": [ORDER_LINE],
        "products": [rows.Product(id="P-1", name="泵")],
        **more,
    }
    return office(**tables)


def at(one: Desk, hour: int, *, on: str = "11-03") -> None:
    """Set the clock of a desk."""
    today = day(on)
    one.clock = lambda: datetime(today.year, today.month, today.day, hour, tzinfo=UTC)


def request(one: Desk, act: str, subject: str, **more: object) -> str:
    """Ask, as 韩 does."""
    change = one.request(act, subject, by="韩", **more)  # type: ignore[arg-type]
    return change.appended["register_requests"][0].id  # type: ignore[attr-defined]


def refused(one: Desk, request_id: str, *, by: str = "卫", role: str = "owner", **more: object) -> str:
    """The code with which a decision is refused."""
    with pytest.raises(ApprovalInvalid) as error:
        one.approve(request_id, by=by, role=role, **more)  # type: ignore[arg-type]
    return error.value.code


class TestRequests:
    def test_ask_for_what_is_missing(self) -> None:
        """Without an amount a start waiver covers the prepayment that is short, a full invoice the whole contract."""
        one = desk()
        request(one, "start_before_prepayment", "K-1")
        request(one, "full_invoice_below_threshold", "K-1")
        amounts = [str(asked.amount) for asked in one.history.facts.register_requests]
        assert amounts == ["300.00", "1000.00"]

    def test_of_what_is_covered_are_not_needed(self) -> None:
        """Nobody waives money that is there."""
        one = desk(receipts=[receipt("R-1", "300.00")], allocations=[row("A-1", "R-1", "K-1:1")])
        with pytest.raises(IllegalTransition, match=r"request\.not_needed"):
            request(one, "start_before_prepayment", "K-1")

    @pytest.mark.parametrize(("amount", "allowed"), [("50.00", True), ("50.01", False), ("0.00", False)])
    def test_for_a_refund_stay_within_what_is_unapplied(self, amount: str, allowed: bool) -> None:
        """A refund is asked for up to the receipt's unapplied money, and of something."""
        one = desk(receipts=[receipt("R-1", "50.00")])
        if allowed:
            request(one, "refund", "R-1", amount=amount)
            return
        with pytest.raises(OverApplied, match=r"request\.exceeds"):
            request(one, "refund", "R-1", amount=amount)

    def test_of_an_order_cover_its_gross(self) -> None:
        """An override is asked for the order as it is."""
        one = desk()
        request(one, "credit_override", "O-1")
        assert str(one.history.facts.register_requests[0].amount) == "100.00"

    @pytest.mark.parametrize("act", ["contract_change", "start_before_prepayment", "refund", "price_below_floor"])
    def test_about_nothing_known_are_refused(self, act: str) -> None:
        """A subject that is not in the books is `NotFound`, whatever the act."""
        with pytest.raises(NotFound):
            request(desk(), act, "X-9")

    def test_are_not_recorded_in_a_closed_month(self, tmp_path) -> None:
        """Once November is closed, nothing is asked for in November."""
        one = desk()
        at(one, 9, on="12-05")
        one.close("2026-11", out=tmp_path)
        at(one, 9, on="11-30")
        one.history = evolve(one.history, facts=_undated(one.history.facts))
        with pytest.raises(PeriodClosed):
            request(one, "start_before_prepayment", "K-1")


def _undated(facts: rows.Facts) -> rows.Facts:
    """The closings without the day of their recording, so that the clock may stand before it."""
    closings = tuple(evolve(closing, recorded_on=None, closed_on=day("11-30")) for closing in facts.closings)
    return evolve(facts, closings=closings, register_papers=())


class TestDecisions:
    def test_of_the_requester_are_refused_unless_the_office_says_otherwise(self) -> None:
        """Requester ≠ approver; an office of one person sets `self_approval = reported`, and check reports it."""
        one = desk()
        assert refused(one, request(one, "start_before_prepayment", "K-1"), by="韩") == "approval.self"
        alone = desk(policies=Policies(self_approval="reported"))
        alone.approve(request(alone, "start_before_prepayment", "K-1"), by="韩", role="owner")
        assert alone.contract("K-1").may_start.reason == "approved"
        assert [finding.code for finding in alone.check().findings] == ["approval.self_reported"]

    def test_come_in_the_order_of_the_act(self) -> None:
        """The rep first, then the owner; the owner alone has to wait."""
        one = desk()
        asked = request(one, "ship_before_payment", "K-1")
        assert refused(one, asked) == "approval.order"
        at(one, 10)
        one.approve(asked, by="冯", role="rep")
        assert one.contract("K-1").may_ship.reason == "consents_incomplete"
        at(one, 11)
        assert "all consents" in one.approve(asked, by="卫", role="owner").effects[-1]
        assert one.contract("K-1").may_ship.reason == "approved"

    def test_are_given_once_in_each_role(self) -> None:
        """A second decision in the same role is refused with the id of the first."""
        one = desk()
        asked = request(one, "start_before_prepayment", "K-1")
        one.approve(asked, by="卫", role="owner")
        assert refused(one, asked, by="李") == "approval.decided"

    def test_in_a_role_that_the_act_does_not_need_are_refused(self) -> None:
        """A start waiver is the owner's."""
        one = desk()
        assert refused(one, request(one, "start_before_prepayment", "K-1"), role="rep") == "approval.role"

    def test_by_somebody_who_does_not_hold_the_role_are_refused(self) -> None:
        """Where the books say who holds a role, nobody else decides in it; a deputy only within the days given."""
        held = [
            rows.RegisterRole(id="J-1", role="owner", person="卫"),
            rows.RegisterRole(id="J-2", role="owner", person="李", valid_from=day("10-01"), valid_to=day("10-31")),
        ]
        one = desk(register_roles=held)
        asked = request(one, "start_before_prepayment", "K-1")
        assert refused(one, asked, by="李") == "approval.not_holder"
        one.approve(asked, by="卫", role="owner")

    def test_after_expiry_are_refused(self) -> None:
        """The last day counts, the day after does not."""
        one = desk()
        asked = request(one, "start_before_prepayment", "K-1", expires_on=day("11-04"))
        at(one, 9, on="11-05")
        assert refused(one, asked) == "approval.expired"

    def test_on_a_subject_that_has_changed_are_refused(self) -> None:
        """What was asked for a contract of 1,000.00 is not decided for one of 900.00."""
        one = desk()
        asked = request(one, "start_before_prepayment", "K-1")
        less = rows.ContractChange(
            id="G-1", contract="K-1", effective_on=day("11-03"), amount_change=-yuan("100.00"), approved_by="卫"
        )
        one.history = evolve(one.history, facts=one.history.facts.appended({"contract_changes": (less,)}))
        assert refused(one, asked) == "approval.altered"

    def test_against_need_a_reason_and_close_the_request(self) -> None:
        """A refusal without a reason is none; with one it ends the matter."""
        one = desk()
        asked = request(one, "start_before_prepayment", "K-1")
        with pytest.raises(MissingField, match=r"approval\.reason"):
            one.approve(asked, by="卫", role="owner", refuse=True)
        assert "closed" in one.approve(asked, by="卫", role="owner", refuse=True, reason="等款").effects[-1]
        assert refused(one, asked, by="李") == "approval.closed"
        assert one.contract("K-1").may_start.reason == "short"

    def test_with_dry_run_change_nothing(self) -> None:
        """Only what would happen is said."""
        one = desk()
        asked = request(one, "start_before_prepayment", "K-1")
        assert one.approve(asked, by="卫", role="owner", dry_run=True).dry_run
        assert one.history.facts.approvals == ()


class TestActivation:
    def test_waits_for_the_prepayment(self) -> None:
        """Before the money it is refused with its figures."""
        with pytest.raises(PrepaymentMissing) as error:
            desk().activate("K-1")
        figures = [str(error.value.context[name]) for name in ("required", "received", "short")]
        assert figures == ["300.00", "0.00", "300.00"]

    def test_gives_numbers_and_sends_the_sheet_to_three_departments(self) -> None:
        """A project number, a contact sheet, three rows to sign; a second time is refused."""
        one = desk(receipts=[receipt("R-1", "300.00")], allocations=[row("A-1", "R-1", "K-1:1")])
        change = one.activate("K-1", by="韩")
        assert [paper.id for paper in change.appended["register_papers"]] == ["XM2026-0001", "LX2026-0001"]  # type: ignore[attr-defined]
        assert len(change.appended["register_signatures"]) == 3
        assert one.contract("K-1").project_no == "XM2026-0001"
        with pytest.raises(IllegalTransition, match=r"contract\.active"):
            one.activate("K-1")

    def test_keeps_a_project_number_of_the_books(self) -> None:
        """A contract that has a number keeps it."""
        paid = {"receipts": [receipt("R-1", "300.00")], "allocations": [row("A-1", "R-1", "K-1:1")]}
        one = desk(contracts=[evolve(CONTRACT, project_no="2026-77")], **paid)
        assert [paper.kind for paper in one.activate("K-1").appended["register_papers"]] == ["contact_sheet"]  # type: ignore[attr-defined]


PAID = {
    "receipts": [receipt("R-1", "900.00")],
    "allocations": [row("A-1", "R-1", "K-1:1", "300.00"), row("A-2", "R-1", "K-1:2")],
}


class TestRelease:
    def test_says_every_reason_at_once(self) -> None:
        """Money, inspection and quantity are missing: all of it is said."""
        with pytest.raises(GateClosed) as error:
            desk().release("K-1", lines={1: Decimal(5)})
        assert error.value.context["codes"] == ["money", "not_started", "beyond_open", "not_inspected"]

    def test_takes_what_is_open(self) -> None:
        """Without lines all that is open; what a notice released is not released again."""
        one = desk(register_inspections=[CHECK], **PAID)
        first = one.release("K-1", lines={1: Decimal(3)})
        second = one.release("K-1")
        quantities = [change.appended["register_paper_lines"][0].qty for change in (first, second)]  # type: ignore[attr-defined]
        assert quantities == [Decimal(3), Decimal(1)]
        with pytest.raises(GateClosed):
            one.release("K-1")

    def test_a_waiver_is_used_up_until_its_notice_is_taken_back(self) -> None:
        """One waiver, one notice; the number of a void notice stays taken."""
        started = {"receipts": [receipt("R-1", "300.00")], "allocations": [row("A-1", "R-1", "K-1:1")]}
        one = desk(register_inspections=[CHECK], **started)
        asked = request(one, "ship_before_payment", "K-1")
        for hour, (who, role) in enumerate((("冯", "rep"), ("卫", "owner")), 10):
            at(one, hour)
            one.approve(asked, by=who, role=role)
        paper = one.release("K-1", lines={1: Decimal(1)}).appended["register_papers"][0]
        assert len(paper.approvals) == 2  # type: ignore[attr-defined]
        with pytest.raises(GateClosed):
            one.release("K-1")
        one.void(paper.id, reason="改期")  # type: ignore[attr-defined]
        assert one.release("K-1").appended["register_papers"][0].id == "FT2026-0003"  # type: ignore[attr-defined]

    def test_of_an_order_on_hold_is_refused(self) -> None:
        """Credit holds an order that no contract covers."""
        limited = [customer("C-1", credit_limit=yuan("50.00"))]
        check = evolve(CHECK, subject="O-1")
        with pytest.raises(GateClosed) as error:
            desk(customers=limited, register_inspections=[check]).release("O-1")
        assert error.value.context["codes"] == ["credit_hold"]

    def test_of_nothing_known_is_refused(self) -> None:
        """Neither order nor contract."""
        with pytest.raises(NotFound):
            desk().release("X-9")


class TestPapers:
    def test_of_receipts_are_numbered_once(self) -> None:
        """A receipt has one notice; a void one may be told of anew under the next number."""
        one = desk(receipts=[receipt("R-1", "10.00")])
        one.notify("R-1")
        with pytest.raises(IllegalTransition, match=r"paper\.issued"):
            one.notify("R-1")
        one.void("DK2026-0001", reason="付款人有误")
        assert one.notify("R-1").appended["register_papers"][0].id == "DK2026-0003"  # type: ignore[attr-defined]

    def test_are_taken_back_once(self) -> None:
        """A paper that is void, or that takes back another, is not taken back."""
        one = desk(receipts=[receipt("R-1", "10.00")])
        one.notify("R-1")
        one.void("DK2026-0001", reason="x")
        for paper in ("DK2026-0001", "DK2026-0002"):
            with pytest.raises(IllegalTransition, match=r"paper\.voids"):
                one.void(paper, reason="x")

    def test_are_signed_by_whom_they_were_sent_to(self) -> None:
        """A department that got no copy cannot sign for one."""
        one = desk(receipts=[receipt("R-1", "300.00")], allocations=[row("A-1", "R-1", "K-1:1")])
        one.activate("K-1")
        one.sign("LX2026-0001", "finance", by="钱")
        states = {each.department: each.state for each in one.contact_sheet("K-1").signatures}
        assert states == {"finance": "signed", "engineering": "sent", "scheduling": "sent"}
        with pytest.raises(IllegalTransition, match=r"paper\.unsigned"):
            one.sign("LX2026-0001", "legal", by="孙")

    def test_are_printed(self, tmp_path) -> None:
        """A contact sheet gives two files, its copy without a price; each notice gives one."""
        one = desk(register_inspections=[CHECK], **PAID)
        one.activate("K-1")
        one.release("K-1")
        one.notify("R-1")
        full, free = one.print("LX2026-0001", out=tmp_path)
        assert _texts(full) & {"1,000.00", "1000", 1000}
        assert not _texts(free) & {"1,000.00", "1000", 1000}
        assert len(one.print("FT2026-0001", out=tmp_path)) == len(one.print("DK2026-0001", out=tmp_path)) == 1
        with pytest.raises(IllegalTransition, match=r"paper\.no_sheet"):
            one.print("XM2026-0001", out=tmp_path)


def _texts(path) -> set[object]:
    sheet = openpyxl.load_workbook(path).worksheets[0]
    return {cell.value for line in sheet.iter_rows() for cell in line if cell.value is not None}


class TestBadInput:
    @pytest.mark.parametrize("amount", ["-5.00", "1e5", "5.001", "五百", ""])
    def test_of_an_amount_is_a_typed_error(self, amount: str) -> None:
        """An amount below zero, with an exponent or with a third digit is asked for by nobody."""
        with pytest.raises(InvalidMoney):
            request(desk(), "ship_before_payment", "K-1", amount=amount)
        with pytest.raises(InvalidMoney):
            desk().exposure("C-1", new_order=amount)

    @pytest.mark.parametrize("name", ["", "  "])
    def test_of_nobody_is_refused(self, name: str) -> None:
        """A request and a decision have a name."""
        one = desk()
        with pytest.raises(MissingField):
            one.request("start_before_prepayment", "K-1", by=name)
        asked = request(one, "start_before_prepayment", "K-1")
        with pytest.raises(MissingField):
            one.approve(asked, by=name, role="owner")

    def test_at_one_moment_is_no_order(self) -> None:
        """Two consents of one second are refused: neither came first."""
        one = desk()
        asked = request(one, "ship_before_payment", "K-1")
        one.approve(asked, by="冯", role="rep")
        assert refused(one, asked) == "approval.same_time"

    def test_a_second_request_alike_starts_anew(self) -> None:
        """A decision belongs to its request, not to another one of the same day and content."""
        one = desk()
        first = request(one, "start_before_prepayment", "K-1")
        one.approve(first, by="卫", role="owner", refuse=True, reason="等款")
        one.approve(request(one, "start_before_prepayment", "K-1"), by="卫", role="owner")
        assert one.contract("K-1").may_start.reason == "approved"

    def test_money_of_a_bad_bill_is_not_placed(self) -> None:
        """Placing it says that the bill is bad, not that nothing is owed."""
        bill = rows.AcceptanceBill(
            id="B-1", kind="bank_acceptance", face=yuan("300.00"), customer="C-1", received_on=day("10-10")
        )
        bad = rows.BillEvent(bill="B-1", effective_on=day("10-10"), event="defect_found")
        one = desk(bills=[bill], bill_events=[bad], receipts=[receipt("R-1", "300.00", method="bill", bill="B-1")])
        with pytest.raises(IllegalTransition, match=r"allocation\.bad_money"):
            one.allocate("R-1", "K-1:1", amount="300.00")

    def test_a_folder_that_cannot_be_made_is_a_store_error(self, tmp_path) -> None:
        """Nothing is half written."""
        (tmp_path / "file").write_text("x")
        one = desk(receipts=[receipt("R-1", "10.00")])
        one.notify("R-1")
        with pytest.raises(StoreFull):
            one.print("DK2026-0001", out=tmp_path / "file" / "under")

"""One contract from its review to its licence: the acceptance script of the clerk's own procedures (001-P9.III)."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import openpyxl
import pytest
from attrs import evolve

from salessupport.desk import Desk
from salessupport.domain import facts as rows
from salessupport.domain.values.dates import parse_date
from salessupport.domain.values.errors import ApprovalInvalid, GateClosed, PrepaymentMissing
from salessupport.domain.values.money import Money, SignedMoney
from salessupport.domain.values.policies import Company, Policies
from salessupport.domain.values.quantity import Price, Quantity, parse_quantity

CLERK, REP, OWNER = "韩内勤", "冯业务", "卫总"
AMOUNT = "1000000.01"


def yuan(text: str) -> Money:
    """An amount in CNY."""
    return Money.parse(text, "CNY")


class Office:
    """An office whose clock is set by hand; facts are recorded as they happen."""

    def __init__(self) -> None:
        self.day = parse_date("2026-01-12")
        self.hour = 9
        facts = rows.Facts(
            customers=(rows.Customer(id="C-1", name="某某纸业有限公司", salesperson="YW-1", contact="杜工"),),
            salespeople=(rows.Salesperson(id="YW-1", name=REP),),
            products=tuple(rows.Product(id=one, name=name) for one, name in (("P-1", "测厚仪"), ("P-2", "备用探头"))),
            quotations=(rows.Quotation(id="BJ-1", customer="C-1", quoted_on=self.day),),
            quotation_lines=(self._quoted(1, "P-1", "884955.76"),),
            contracts=(
                rows.Contract(
                    id="HT-1",
                    customer="C-1",
                    salesperson="YW-1",
                    signed_on=self.day,
                    amount=yuan(AMOUNT),
                    terms="30/60/10",
                    deliver_on=parse_date("2026-05-20"),
                    quotation="BJ-1",
                    electronic=True,
                    remarks="机台颜色按样板；合同价 1,000,000.01 元请勿外传",
                ),
            ),
            contract_lines=(
                rows.ContractLine(contract="HT-1", line=1, product="P-1", qty=_qty("1"), amount=yuan(AMOUNT)),
            ),
            register_solutions=(
                rows.RegisterSolution(id="FA-1", contract="HT-1", product="P-1", qty=_qty("1")),
                rows.RegisterSolution(id="FA-2", contract="HT-1", product="P-2", qty=_qty("1")),
            ),
        )
        company = Company(name="青岛某某测控有限公司", policies=Policies(allocation="explicit"))
        self.desk = Desk.from_records(facts, company=company, clock=self.now)

    def now(self) -> datetime:
        return datetime(self.day.year, self.day.month, self.day.day, self.hour, tzinfo=UTC)

    def on(self, text: str) -> None:
        self.day = parse_date(f"2026-{text}")

    def record(self, **tables: rows.Fact) -> None:
        """Enter rows, as `intake` would."""
        new = self.desk.history.facts.appended({table: (row,) for table, row in tables.items()})
        self.desk = Desk.from_records(new, company=self.desk.company, clock=self.now)

    def consent(self, act: str, subject: str, *people: tuple[str, str], amount: str | None = None) -> str:
        """Ask for an approval and have it given by these people in these roles, an hour apart."""
        asked = self.desk.request(act, subject, by=CLERK, amount=amount)  # type: ignore[arg-type]
        (request,) = asked.appended["register_requests"]
        for person, role in people:
            self.hour += 1
            self.desk.approve(request.id, by=person, role=role)  # type: ignore[attr-defined]
        return request.id  # type: ignore[attr-defined]

    def pay(self, number: str, amount: str, target: str | None, **more: str) -> None:
        """Money comes in and is placed."""
        receipt = rows.Receipt(id=number, customer="C-1", received_on=self.day, amount=yuan(amount), **more)
        self.record(receipts=receipt)
        if target is not None:
            self.desk.allocate(number, target)

    def _quoted(self, line: int, product: str, price: str) -> rows.QuotationLine:
        return rows.QuotationLine(
            quotation="BJ-1",
            line=line,
            product=product,
            qty=_qty("1"),
            price=Price(parse_quantity(price)),
            lead_days=90,
        )


def _qty(text: str) -> Quantity:
    return parse_quantity(text)


@pytest.fixture
def office() -> Office:
    """An office on the day of signing."""
    return Office()


def gate(office: Office, name: str) -> tuple[str, str, str, str]:
    """Reason and figures of a gate today."""
    one = getattr(office.desk.contract("HT-1"), name)
    return one.reason, str(one.required), str(one.received), str(one.short)


class TestOneContractFromReviewToLicence:
    def test_every_step_of_the_script(self, office: Office, tmp_path: Path) -> None:
        """Each step is refused before its money or consents are there, allowed after, and the month ties at the end."""
        self.review(office)
        self.activation(office)
        self.agenda(office)
        self.shipping(office)
        self.full_invoice(office)
        self.change(office)
        self.refund(office)
        self.licence(office)
        self.month_start(office, tmp_path)

    def review(self, office: Office) -> None:
        """Terms equal the company's; the configuration is an item short, and a decision on that is recorded."""
        found = office.desk.review("HT-1")
        points = {point.name: point for point in found.points}
        assert points["payment"].verdict == "pass"
        assert [(one.kind, one.severity) for one in points["configuration"].differences] == [("cut", "fail")]
        assert found.state == "open"
        office.consent("contract_deviation", "HT-1", (OWNER, "owner"))
        assert office.desk.review("HT-1").state == "decided"

    def activation(self, office: Office) -> None:
        """Before the money it is refused with due and received; a waiver puts it on the watch list until it is in."""
        with pytest.raises(PrepaymentMissing) as error:
            office.desk.activate("HT-1", by=CLERK)
        assert [str(error.value.context[name]) for name in ("required", "received", "short")] == [
            "300000.00",
            "0.00",
            "300000.00",
        ]
        office.on("01-14")
        with pytest.raises(ApprovalInvalid, match=r"approval\.self"):
            self._self_approval(office)
        office.consent("start_before_prepayment", "HT-1", (OWNER, "owner"))
        assert gate(office, "may_start")[0] == "approved"
        assert [(one.contract, str(one.short)) for one in office.desk.watch_list().contracts] == [("HT-1", "300000.00")]
        office.on("01-20")
        office.pay("SK-1", "300000.00", "HT-1:1")
        assert gate(office, "may_start") == ("covered", "300000.00", "300000.00", "0.00")
        assert office.desk.watch_list().contracts == ()
        office.desk.activate("HT-1", by=CLERK)
        view = office.desk.contract("HT-1")
        assert [str(one.amount) for one in view.instalments] == ["300000.00", "600000.01", "100000.00"]
        assert view.project_no == "XM2026-0001"
        self.contact_sheet(office)

    def _self_approval(self, office: Office) -> None:
        asked = office.desk.request("start_before_prepayment", "HT-1", by=OWNER)
        office.desk.approve(asked.appended["register_requests"][0].id, by=OWNER, role="owner")  # type: ignore[attr-defined]

    def contact_sheet(self, office: Office) -> None:
        """Three departments sign; the copy for scheduling holds no price, not even in the remarks."""
        sheet = office.desk.contact_sheet("HT-1")
        assert {one.department for one in sheet.signatures} == {"finance", "engineering", "scheduling"}
        for department in ("finance", "engineering", "scheduling"):
            office.desk.sign(sheet.number or "", department, by=f"{department} 主管")
        assert {one.state for one in office.desk.contact_sheet("HT-1").signatures} == {"signed"}
        free = office.desk.price_free_sheet("HT-1")
        assert free.lines[0].product == "P-1"
        assert "1,000,000.01" not in str(free)
        assert "机台颜色" in (free.remarks or "")

    def agenda(self, office: Office) -> None:
        """The tasks of half a month and a week before the day of delivery appear, and move with the day."""
        assert self._tasks(office, "05-05") == ["confirm_pickup"]
        assert self._tasks(office, "05-13") == ["urge_pickup"]
        office.on("04-20")
        moved = rows.ContractChange(
            id="BG-1", contract="HT-1", effective_on=office.day, deliver_on=parse_date("2026-06-20"), approved_by=OWNER
        )
        office.record(contract_changes=moved)
        assert self._tasks(office, "05-05") == self._tasks(office, "05-13") == []
        assert self._tasks(office, "06-05") == ["confirm_pickup"]
        assert self._tasks(office, "06-13") == ["urge_pickup"]

    def _tasks(self, office: Office, day: str) -> list[str]:
        tasks = office.desk.agenda(on=date(2026, *map(int, day.split("-")))).tasks
        return [task.what for task in tasks if task.what.endswith("pickup")]

    def shipping(self, office: Office) -> None:
        """No notice without pick-up money, with a defective bill, or before the inspection; then one."""
        office.on("06-09")
        assert gate(office, "may_ship") == ("short", "900000.01", "300000.00", "600000.01")
        self._refused(office, "money", "not_inspected")
        office.on("06-10")
        bill = rows.AcceptanceBill(
            id="HP-1",
            kind="bank_acceptance",
            number="7700001",
            face=yuan("600000.01"),
            customer="C-1",
            issued_on=parse_date("2026-04-01"),
            matures_on=parse_date("2026-10-01"),
            received_on=office.day,
        )
        defect = rows.BillEvent(bill="HP-1", effective_on=office.day, event="defect_found", note="骑缝章不清")
        office.record(bills=bill, bill_events=defect)
        office.pay("SK-2", "600000.01", None, method="bill", bill="HP-1")
        office.record(allocations=rows.Allocation(id="HX-B", source="SK-2", target="HT-1:2", effective_on=office.day))
        assert not office.desk.bill("HP-1").good
        self._refused(office, "money", "not_inspected")
        office.on("06-15")
        office.record(bill_events=rows.BillEvent(bill="HP-1", effective_on=office.day, event="cured", note="换票"))
        assert gate(office, "may_ship") == ("covered", "900000.01", "900000.01", "0.00")
        self._refused(office, "not_inspected")
        check = rows.RegisterInspection(
            id="JY-1", subject="HT-1", inspected_on=office.day, inspector="质检员", result="pass"
        )
        office.record(register_inspections=check)
        notice = office.desk.release("HT-1", by=CLERK).appended["register_papers"][0]
        assert (notice.id, notice.kind) == ("FT2026-0001", "shipping_notice")  # type: ignore[attr-defined]
        self._dispatched(office)

    def _refused(self, office: Office, *codes: str) -> None:
        with pytest.raises(GateClosed) as error:
            office.desk.release("HT-1", by=CLERK)
        assert error.value.context["codes"] == list(codes)

    def _dispatched(self, office: Office) -> None:
        office.on("06-19")
        sent = rows.Delivery(
            id="FH-1",
            contract="HT-1",
            shipped_on=office.day,
            delivered_on=parse_date("2026-06-20"),
            driver="秦师傅",
            phone="13800138000",
            vehicle="鲁B12345",
            expected_on=parse_date("2026-06-20"),
        )
        office.record(deliveries=sent, delivery_lines=rows.DeliveryLine(delivery="FH-1", order_line=1, qty=_qty("1")))
        told = office.desk.dispatch("FH-1")
        assert told.complete
        for notice in (told.rep, told.customer):
            assert notice is not None
            assert all(one in notice.zh for one in ("秦师傅", "13800138000", "鲁B12345", "2026-06-20"))

    def full_invoice(self, office: Office) -> None:
        """With 300 000.00 paid it needs the rep, then the owner; with 900 000.01 paid nobody's consent."""
        early = Office()
        early.on("03-01")
        early.pay("SK-1", "300000.00", "HT-1:1")
        assert gate(early, "may_invoice_in_full") == ("short", "900000.00", "300000.00", "600000.00")
        with pytest.raises(ApprovalInvalid, match=r"approval\.order"):
            early.consent("full_invoice_below_threshold", "HT-1", (OWNER, "owner"))
        early.consent("full_invoice_below_threshold", "HT-1", (REP, "rep"), (OWNER, "owner"))
        assert gate(early, "may_invoice_in_full")[0] == "approved"
        assert gate(office, "may_invoice_in_full") == ("covered", "900000.00", "900000.01", "0.00")

    def change(self, office: Office) -> None:
        """A reduction keeps the money where it is, once the owner has signed the list."""
        office.on("06-25")
        less = rows.ContractChange(
            id="BG-2", contract="HT-1", effective_on=office.day, amount_change=SignedMoney(-yuan("50000.00"))
        )
        office.record(contract_changes=less)
        assert str(office.desk.contract("HT-1").amount) == AMOUNT
        office.consent("contract_change", "BG-2", (OWNER, "owner"))
        view = office.desk.contract("HT-1")
        assert [(str(one.amount), str(one.received)) for one in view.instalments] == [
            ("300000.00", "300000.00"),
            ("600000.01", "600000.01"),
            ("50000.00", "0.00"),
        ]
        office.on("06-26")
        invoice = rows.Invoice(
            id="FP-1",
            kind="invoice",
            customer="C-1",
            contract="HT-1",
            issued_on=office.day,
            due_on=parse_date("2026-07-15"),
            gross=yuan("950000.01"),
            status="issued",
        )
        office.record(invoices=invoice)

    def refund(self, office: Office) -> None:
        """10 000.00 too much go back only with the owner's consent, and are filed with the customer's receipt."""
        office.on("06-30")
        provisional = rows.RegisterLicence(
            id="SQ-1", contract="HT-1", kind="provisional", machine="机台 A", effective_on=office.day
        )
        office.record(register_licences=provisional)
        view = office.desk.contract("HT-1")
        assert [(one.state, str(one.until)) for one in view.licences] == [("provisional", "2026-09-30")]
        assert not view.may_be_unlimited.allowed
        self._accepted(office)
        office.on("07-20")
        office.pay("SK-3", "60000.00", "HT-1:3")
        receipt = office.desk.receipt("SK-3", refund="10000.00")
        assert (str(receipt.unapplied), receipt.decision, receipt.reasons) == (
            "10000.00",
            "hold",
            ("approval_missing",),
        )
        assert office.desk.receipt("SK-3", refund="10000.01").decision == "refuse"
        office.consent("refund", "SK-3", (OWNER, "owner"), amount="10000.00")
        assert office.desk.receipt("SK-3", refund="10000.00").decision == "approve"
        office.on("07-25")
        office.record(
            adjustments=rows.Adjustment(
                id="TK-1",
                kind="refund",
                customer="C-1",
                about="SK-3",
                amount=SignedMoney(yuan("10000.00")),
                effective_on=office.day,
            )
        )
        assert office.desk.refund("TK-1").state == "paid"
        voucher = rows.RegisterVoucher(
            id="LK-1", refund="TK-1", customer_receipt_no="0042", received_on=office.day, handed_in_on=office.day
        )
        office.record(register_vouchers=voucher)
        assert office.desk.refund("TK-1").state == "filed"

    def _accepted(self, office: Office) -> None:
        """The customer accepts the machine; the clerk enters the day in the contract's row."""
        facts = office.desk.history.facts
        (contract,) = facts.contracts
        accepted = evolve(contract, accepted_on=parse_date("2026-07-15"))
        office.desk = Desk.from_records(
            evolve(facts, contracts=(accepted,)), company=office.desk.company, clock=office.now
        )

    def licence(self, office: Office) -> None:
        """Once the tail is in the licence may be unlimited; a payment taken back puts it at risk."""
        assert gate(office, "may_be_unlimited") == ("covered", "950000.01", "950000.01", "0.00")
        unlimited = rows.RegisterLicence(
            id="SQ-2", contract="HT-1", kind="unlimited", machine="机台 A", effective_on=office.day
        )
        office.record(register_licences=unlimited)
        assert office.desk.contract("HT-1").licences[-1].state == "unlimited"

    def month_start(self, office: Office, folder: Path) -> None:
        """On the first working day the project summary and the receipts tie to the notices, the statement to zero."""
        statement = office.desk.statement("C-1", first=parse_date("2026-07-01"), last=parse_date("2026-07-31"))
        assert [str(one) for one in (statement.opening, statement.closing)] == ["50000.00", "0.00"]
        office.on("08-03")
        view = office.desk.contract("HT-1", as_of=parse_date("2026-07-31"))
        figures = (view.invoiced, view.collected, view.receivable, view.unbilled, view.overdue)
        assert [str(one) for one in figures] == ["950000.01", "950000.01", "0.00", "0.00", "0.00"]
        closed = office.desk.close("2026-07", out=folder)
        assert all(control.equal for control in closed.controls)
        notices = [paper.id for paper in office.desk.history.facts.register_papers if paper.kind == "receipt_notice"]
        assert notices == ["DK2026-0001"]
        detail = openpyxl.load_workbook(folder / "到款详情.xlsx", data_only=True).worksheets[0]
        cells = [cell.value for line in detail.iter_rows() for cell in line]
        assert "DK2026-0001" in cells
        assert 60000 in cells

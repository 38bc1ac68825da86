"""The way of a refund from the request to the file of finance, and steps taken without the ones before (AR-06)."""

from __future__ import annotations

from itertools import product as every
from typing import Any

import pytest
from attrs import evolve

from salessupport.domain.contracts.refunds import RefundFile, refund_file
from salessupport.domain.facts import (
    AcceptanceBill,
    Approval,
    BillEvent,
    Contract,
    Facts,
    RegisterRequest,
    RegisterVoucher,
)
from salessupport.domain.history import History
from salessupport.domain.receivables.placing import place
from salessupport.domain.values.dates import Moment
from salessupport.domain.values.errors import NotFound
from salessupport.domain.values.policies import Company
from small_office import adjustment, customer, day, invoice, receipt, row, yuan

REQUEST = RegisterRequest(
    id="RQ-1", act="refund", subject="R-1", requested_by="内勤", requested_on=day("10-12"), amount=yuan("10.00"),
    reason="多付",
)  # fmt: skip
APPROVED = Approval(
    id="AP-1", act="refund", subject="R-1", approver="老板", role="owner", decided_on=Moment(day("10-14")),
    decision="granted", amount=yuan("10.00"), requested_by="内勤",
)  # fmt: skip
PAID = adjustment("T-1", "refund", "10.00", "R-1", on="10-20")
VOUCHER = RegisterVoucher(
    id="V-1", refund="T-1", voucher_no="LK-1", customer_receipt_no="SJ-9", received_on=day("10-25"),
    handed_in_on=day("10-26"),
)  # fmt: skip


def file_of(name: str = "R-1", *, on: str = "10-31", **tables: Any) -> RefundFile:
    """The file of a refund of a receipt of 110.00 for an invoice of 100.00."""
    given = {
        "customers": (customer(),),
        "invoices": (invoice("FP-1", "100.00"),),
        "receipts": (receipt("R-1", "110.00"),),
        "allocations": (row("A-1", "R-1", "FP-1", "100.00"),),
        **tables,
    }
    history = History(Company(name="Example Trading"), Facts(**{name: tuple(rows) for name, rows in given.items()}))
    return refund_file(history, place(history, day(on)), name)


ALL: dict[str, Any] = {
    "register_requests": [REQUEST], "approvals": [APPROVED], "adjustments": [PAID], "register_vouchers": [VOUCHER],
}  # fmt: skip


class TestStates:
    @pytest.mark.parametrize(
        ("on", "state"),
        [
            ("10-11", "not_requested"), ("10-12", "requested"), ("10-14", "approved"), ("10-20", "paid"),
            ("10-25", "receipt_in"), ("10-26", "filed"),
        ],
    )  # fmt: skip
    def test_step_after_step(self, on, state):
        """Each step holds from its own day on, and nothing is wrong when they come in order."""
        answer = file_of(on=on, **ALL)
        assert (answer.state, answer.problems, answer.amount) == (state, (), yuan("10.00"))

    def test_the_figures_of_the_voucher(self):
        """Received less due is the excess; payee, reason, numbers and days stand on the file."""
        answer = file_of(**ALL)
        assert (answer.received, answer.due, answer.excess, answer.refunded) == tuple(
            map(yuan, ("110.00", "100.00", "10.00", "10.00"))
        )
        assert (answer.customer, answer.reason, answer.requested_by, answer.approvals) == (
            "C-1",
            "多付",
            "内勤",
            ("AP-1",),
        )
        assert (answer.papers.voucher_no, answer.papers.customer_receipt_no) == ("LK-1", "SJ-9")
        assert answer.paid_on == day("10-20")
        assert file_of("T-1", **ALL) == answer

    @pytest.mark.parametrize(("requested", "approved", "paid", "back"), list(every([True, False], repeat=4)))
    def test_no_state_without_the_step_before(self, requested, approved, paid, back):
        """In all sixteen offices a payment without approval is a problem, and papers alone pay nothing."""
        there = dict(zip(ALL, (requested, approved, paid, back), strict=True))
        answer = file_of(**{table: rows for table, rows in ALL.items() if there[table]})
        if paid:
            assert answer.state == ("filed" if back else "paid")
            assert answer.problems == (() if approved else ("paid_unapproved",))
        else:
            assert answer.state == ("approved" if approved else "requested" if requested else "not_requested")
            assert answer.problems == ()

    def test_an_id_that_is_neither(self):
        """What is neither a receipt nor a refund is not found, nor is a refund about nothing."""
        for name, adjustments in (("FP-1", [PAID]), ("T-1", [evolve(PAID, about=None)]), ("T-2", [PAID])):
            with pytest.raises(NotFound):
                file_of(name, adjustments=adjustments)


class TestProblems:
    def test_more_than_the_excess(self):
        """A request or payment above what is left of the excess is a problem."""
        assert file_of(register_requests=[evolve(REQUEST, amount=yuan("10.01"))]).problems == ("exceeds_excess",)
        two = [PAID, evolve(PAID, id="T-2", effective_on=day("10-21"))]
        wide = {**ALL, "receipts": [receipt("R-1", "120.00")], "adjustments": two, "register_vouchers": []}
        assert file_of(**wide).problems == ()
        third = evolve(REQUEST, id="RQ-9", amount=yuan("0.01"), requested_on=day("10-30"))
        assert file_of(**{**wide, "register_requests": [REQUEST, third]}).problems == ("exceeds_excess",)

    @pytest.mark.parametrize(
        "change",
        [
            {"decided_on": Moment(day("10-21"))}, {"role": "rep"}, {"amount": yuan("9.00")}, {"approver": "内勤"},
            {"decision": "refused"}, {"expires_on": day("10-19")},
        ],
    )  # fmt: skip
    def test_paid_without_the_owners_approval(self, change):
        """An approval after the payment, by another role, for another amount, of one's own or expired is none."""
        answer = file_of(**{**ALL, "approvals": [evolve(APPROVED, **change)]})
        assert (answer.problems, answer.approvals) == (("paid_unapproved",), ())

    @pytest.mark.parametrize(
        ("change", "state", "problems"),
        [
            ({"received_on": None}, "paid", ("filed_without_receipt",)),
            ({"received_on": day("10-27")}, "filed", ("filed_without_receipt",)),
            ({"received_on": day("10-19")}, "filed", ("receipt_before_payment",)),
            ({"customer_receipt_no": None}, "filed", ("receipt_without_number",)),
            ({"handed_in_on": None}, "receipt_in", ()),
        ],
    )
    def test_papers_out_of_order(self, change, state, problems):
        """A receipt before the payment, without a number, or handed in before it came is reported."""
        answer = file_of(**{**ALL, "register_vouchers": [evolve(VOUCHER, **change)]})
        assert (answer.state, answer.problems) == (state, problems)


class TestExcess:
    def test_money_that_waits_on_a_contract_is_due(self):
        """An advance within the contract's amount is no excess; what is above it is."""
        contract = Contract(id="HT-1", customer="C-1", signed_on=day("09-01"), amount=yuan("60.00"), terms="100")
        answer = file_of(invoices=[], contracts=[contract], allocations=[row("A-1", "R-1", "HT-1:1", "60.00")])
        assert (answer.due, answer.excess, answer.amount) == (yuan("60.00"), yuan("50.00"), yuan("50.00"))

    def test_a_bad_bill_brought_nothing(self):
        """Money of a dishonoured bill is not there to be paid back, nor is money that has not come yet."""
        bill = AcceptanceBill(
            id="B-1", kind="bank_acceptance", face=yuan("110.00"), customer="C-1", received_on=day("10-10"),
            matures_on=day("10-15"),
        )  # fmt: skip
        bad = BillEvent(bill="B-1", effective_on=day("10-15"), event="dishonoured")
        answer = file_of(
            receipts=[receipt("R-1", "110.00", method="bill", bill="B-1")], bills=[bill], bill_events=[bad],
            register_requests=[REQUEST],
        )  # fmt: skip
        assert (answer.received, answer.excess, answer.problems) == (yuan("0.00"), yuan("0.00"), ("exceeds_excess",))
        assert file_of(on="10-01").excess == yuan("0.00")

    def test_a_second_request_is_its_own_file(self):
        """After a refund was paid a further request opens the receipt's next file; the first keeps its own."""
        second = evolve(REQUEST, id="RQ-2", requested_on=day("10-28"), amount=yuan("5.00"), reason="再次")
        tables = {**ALL, "receipts": [receipt("R-1", "120.00")], "register_requests": [REQUEST, second]}
        assert (file_of(**tables).state, file_of(**tables).reason) == ("requested", "再次")
        assert (file_of("T-1", **tables).state, file_of("T-1", **tables).reason) == ("filed", "多付")
        assert file_of("T-1", on="10-12", **tables).state == "requested"

    def test_a_request_without_an_amount_asks_for_all(self):
        """Where no amount is named it is what is left of the excess."""
        assert file_of(register_requests=[evolve(REQUEST, amount=None)]).amount == yuan("10.00")

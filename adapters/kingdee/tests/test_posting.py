"""Documents put in force: once whatever strikes at whichever call, to the cent, nothing half done counted as done."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from attrs import evolve
from salessupport.domain.values.money import Money
from salessupport.spi import errors
from salessupport.spi.documents import InvoiceDocument
from salessupport.testing.faults import ON_THE_WIRE, Fault, Moment

from kingdee_lab import TODAY, Lab, invoice, key, last, order, read, settlement
from salessupport_kingdee.fake import Quirks

DOCUMENTS = {
    "post_order": order("D-1", (2, "100"), (3, "5.25")),
    "post_invoice": invoice("D-1"),
    "post_settlement": settlement("D-1", 5000, ("I-0", 4000)),
}
FAULTS = [Fault(kind, late=late) for kind in ON_THE_WIRE for late in (False, True)]
MOST_CALLS = 9


def prepared() -> Lab:
    """A lab in which an invoice stands already."""
    lab = Lab()
    with lab.sales() as port:
        port.post_invoice(invoice("I-0"), key=key("I-0"))
    return lab


@pytest.mark.parametrize("verb", DOCUMENTS)
class TestOnce:
    @pytest.mark.parametrize("fair", range(MOST_CALLS))
    def test_every_fault_at_every_call(self, verb: str, fair: int) -> None:
        """Struck by any fault at any of its calls, also twice delivered and late, a document is there once at last."""
        for fault in FAULTS:
            lab = prepared()
            with lab.sales() as port:
                command = lambda port=port: getattr(port, verb)(DOCUMENTS[verb], key=key("D-1"))  # noqa: E731
                lab.weather.forecast((*([None] * fair), fault))
                self._sent(lab, command, port)
            marks = [seen.mark for seen in lab.fake.seen()]
            assert marks.count("D-1") == 1, f"{fault} at call {fair + 1}: {marks}"

    def _sent(self, lab: Lab, command: Any, port: Any) -> None:
        """Send until it is done, as the documentation asks for."""
        for _ in range(4):
            before = [seen.mark for seen in lab.fake.seen()].count("D-1")
            try:
                command()
            except errors.OutcomeUnknown:
                lab.later(minutes=2)
                if port.find(key("D-1")) is not None:
                    return
            except errors.AdapterError:
                assert [seen.mark for seen in lab.fake.seen()].count("D-1") == before == 0
            else:
                return
        raise AssertionError("never done")

    def test_calls(self, verb: str) -> None:
        """The faults above reach every call: there are no more than they count."""
        lab = prepared()
        with lab.sales() as port:
            before = len(lab.fake.calls)
            getattr(port, verb)(DOCUMENTS[verb], key=key("D-1"))
            assert 5 <= len(lab.fake.calls) - before <= MOST_CALLS

    def test_sent_twice_by_a_proxy(self, verb: str) -> None:
        """A call that reaches the server twice is refused there the second time, and taken for what it was."""
        twice = Fault(next(kind for kind in ON_THE_WIRE if kind.moment is Moment.TWICE))
        for fair in range(MOST_CALLS):
            lab = prepared()
            with lab.sales() as port:
                lab.weather.forecast((*([None] * fair), twice))
                assert getattr(port, verb)(DOCUMENTS[verb], key=key("D-1")).replayed is False

    def test_draft(self, verb: str) -> None:
        """What is saved and not audited is not found, and is taken up again by the next attempt."""
        lab = prepared()
        with lab.sales() as port:
            lab.weather.forecast((*([None] * (MOST_CALLS - 5)), *[Fault(ON_THE_WIRE[0])] * 5))
            with pytest.raises(errors.Unreachable):
                getattr(port, verb)(DOCUMENTS[verb], key=key("D-1"))
            lab.weather.clear()
            assert port.find(key("D-1")) is None
            assert "D-1" not in [seen.mark for seen in lab.fake.seen()]
            bills = len(lab.fake.books.bills)
            assert not getattr(port, verb)(DOCUMENTS[verb], key=key("D-1")).replayed
            assert getattr(port, verb)(DOCUMENTS[verb], key=key("D-1")).replayed
            assert len(lab.fake.books.bills) == bills


class TestContent:
    def test_another_content(self) -> None:
        """The same key with another content is refused, and what stands there stays."""
        lab = Lab()
        with lab.sales() as port:
            port.post_order(order("S", (1, "10")), key=key("S"))
            for other in (order("S", (2, "10")), order("S", (1, "10"), (1, "1")), order("S", (1, "10"), customer="C2")):
                with pytest.raises(errors.IdempotencyMismatch):
                    port.post_order(other, key=key("S"))
            assert len(last(read(port)[0], "orders", "S").rows["order_lines"]) == 1

    def test_corrected_draft(self) -> None:
        """A refused document that was corrected takes its draft over; lines that it has no more are deleted there."""
        lab = Lab()
        wrong = order("S", (1, "10"), (1, "20"))
        with lab.sales() as port:
            lab.weather.forecast((None, None, None, None, Fault(ON_THE_WIRE[0])))
            with pytest.raises(errors.Unreachable):
                port.post_order(wrong, key=key("S"))
            port.post_order(order("S", (5, "10")), key=key("S"))
            (bill,) = lab.fake.books.of("SAL_SaleOrder")
            assert (bill.status, [int(line["FQty"]) for line in bill.lines["FSaleOrderEntry"]]) == ("C", [5])

    def test_withdrawn_by_a_person(self) -> None:
        """What a person took back is put in force again only by whoever sends it again."""
        lab = Lab()
        with lab.sales() as port:
            ref = port.post_order(order("S"), key=key("S")).remote_ref
            (bill,) = lab.fake.books.of("SAL_SaleOrder")
            lab.fake.books.operate("UnAudit", bill.shape, bill.number)
            assert port.find(key("S")) is None
            assert port.post_order(order("S"), key=key("S")).remote_ref == ref
            assert bill.status == "C"

    def test_unknown_state(self) -> None:
        """A bill in a state that nobody knows is left alone."""
        lab = Lab()
        with lab.sales() as port:
            port.post_order(order("S"), key=key("S"))
            (bill,) = lab.fake.books.of("SAL_SaleOrder")
            bill.values["FDocumentStatus"] = "X"
            with pytest.raises(errors.InvalidRemoteInput, match="unknown state X"):
                port.post_order(order("S"), key=key("S"))

    def test_recomputed(self) -> None:
        """A receivable whose amounts K3 Cloud worked out otherwise is never audited; the difference is told."""
        lab = Lab(quirks=Quirks(recomputes=True))
        with lab.sales() as port, pytest.raises(errors.InvalidRemoteInput, match="gross"):
            port.post_invoice(invoice("I"), key=key("I"))
        (bill,) = lab.fake.books.of("AR_receivable")
        assert bill.status == "A"

    @pytest.mark.parametrize(
        "document",
        [
            order("S", customer="NOBODY"),
            evolve(order("S"), order=evolve(order("S").order, status="draft")),
            evolve(order("S"), order=evolve(order("S").order, discount_amount=Money(1, "CNY"))),
            evolve(order("S"), lines=()),
            evolve(order("S"), order=evolve(order("S").order, currency="USD")),
        ],
    )
    def test_refused(self, document: Any) -> None:
        """An unknown customer or currency, a draft, an overall discount, no line: refused, nothing in force."""
        lab = Lab()
        with lab.sales() as port, pytest.raises(errors.InvalidRemoteInput):
            port.post_order(document, key=key("S"))
        assert not lab.fake.seen()


class TestMoney:
    def test_settlement(self) -> None:
        """A receipt pays receivables by its sources, its fee beside the amount; more than is open is refused."""
        lab = prepared()
        with lab.sales() as port:
            port.post_settlement(settlement("R-1", 6000, ("I-0", 6100), fee=100), key=key("R-1"))
            with pytest.raises(errors.LimitExceeded):
                port.post_settlement(settlement("R-2", 9000, ("I-0", 9000)), key=key("R-2"))
            change = last(read(port)[0], "receipts", "R-1")
        assert change.rows["allocations"] == settlement("R-1", 6000, ("I-0", 6100)).allocations
        assert change.rows["receipts"][0].bank_fee == Money(100, "CNY")  # type: ignore[attr-defined]
        assert [seen.mark for seen in lab.fake.seen()] == ["I-0", "R-1"]

    def test_of_nothing(self) -> None:
        """Money placed on what is not there, without an amount, or of nobody, is refused before it is sent."""
        lab = Lab()
        nobody = settlement("R", 1)
        open_ended = settlement("R", 1, ("I", 1))
        rows = tuple(evolve(row, amount=None) for row in open_ended.allocations)
        with lab.sales() as port:
            for document in (
                open_ended,
                evolve(open_ended, allocations=rows),
                evolve(nobody, receipt=evolve(nobody.receipt, customer=None)),
            ):
                with pytest.raises(errors.InvalidRemoteInput):
                    port.post_settlement(document, key=key("R"))
        assert "DynamicFormService.Save" not in lab.fake.calls

    def test_over_several_lines(self) -> None:
        """A receipt pays an invoice of several lines in full."""
        lab = Lab()
        document = invoice("I", 100, 13)
        second = evolve(document.lines[0], line=2)
        total: dict[str, Any] = {
            name: Money(2 * getattr(document.invoice, name).minor, "CNY") for name in ("net", "tax", "gross")
        }
        whole = evolve(document, invoice=evolve(document.invoice, **total), lines=(*document.lines, second))
        with lab.sales() as port:
            port.post_invoice(whole, key=key("I"))
            port.post_settlement(settlement("R", 226, ("I", 226)), key=key("R"))
            assert list(port.open_items(as_of=TODAY)) == []

    def test_opening(self) -> None:
        """An opening item, of which the gross alone is known, is entered and read back without lines."""
        lab = Lab()
        head = evolve(invoice("O", kind="opening").invoice, net=None, tax=None)
        with lab.sales() as port:
            port.post_invoice(InvoiceDocument(head), key=key("O"))
            rows = last(read(port)[0], "invoices", "O").rows
        assert rows == {"invoices": (head,), "invoice_lines": ()}

    def test_credit_note(self) -> None:
        """A credit note is a receivable below zero that names its original by Kingdee's number, and is read as ours."""
        lab = prepared()
        with lab.sales() as port:
            port.post_invoice(invoice("CN", 100, 13, kind="credit_note", original="I-0"), key=key("CN"))
            head: Any = last(read(port)[0], "invoices", "CN").rows["invoices"][0]
        assert (head.kind, head.original, head.gross) == ("credit_note", "I-0", Money(113, "CNY"))
        values = {bill.values["F_SS_NO"]: bill for bill in lab.fake.books.of("AR_receivable")}
        assert values["CN"].values["FALLAMOUNTFOR"] < 0
        assert values["CN"].lines["FEntityDetail"][0]["FSourceBillNo"] == values["I-0"].number

    def test_order_of_an_invoice(self) -> None:
        """An invoice names its order by Kingdee's number, and is read with ours."""
        lab = Lab()
        with lab.sales() as port:
            port.post_order(order("S"), key=key("S"))
            port.post_invoice(invoice("I", order="S"), key=key("I"))
            head: Any = last(read(port)[0], "invoices", "I").rows["invoices"][0]
            assert head.order == "S"


class TestUnsupported:
    def test_refused(self) -> None:
        """What is declared as unsupported says so and calls nobody."""
        lab = Lab()
        with lab.sales() as port:
            before = len(lab.fake.calls)
            calls: tuple[Callable[[], object], ...] = (
                lambda: port.stock(["P1"]),
                lambda: port.cancel_order(None, key=key("S"), reason="x", expect=None),
                lambda: port.amend_order(None, order("S"), key=key("S"), expect=None),
                lambda: port.post_contract(None, key=key("S")),
                lambda: port.changes(kinds=["contracts"]),
            )
            for call in calls:
                with pytest.raises(errors.Unsupported):
                    call()
            assert len(lab.fake.calls) == before

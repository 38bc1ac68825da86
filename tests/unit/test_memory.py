"""The reference adapter of every port: what each verb does, finds again, refuses at its limits."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from attrs import evolve

from salessupport.domain.facts import (
    Allocation,
    Contract,
    Customer,
    Invoice,
    InvoiceLine,
    Order,
    OrderLine,
    Quotation,
    Receipt,
)
from salessupport.domain.values.errors import InvalidIdentifier
from salessupport.domain.values.money import Money, SignedMoney
from salessupport.domain.values.quantity import Price, Quantity, Ratio
from salessupport.memory import opening
from salessupport.memory.adapters import ADAPTERS, capabilities, register_adapters
from salessupport.memory.bank_statements import MemoryBankStatements, book, open_account
from salessupport.memory.carrier import MemoryCarrier, report
from salessupport.memory.customers import MemoryCustomers
from salessupport.memory.documents import MemoryDocuments
from salessupport.memory.einvoicing import UNLIMITED, MemoryEInvoicing
from salessupport.memory.limits import Limits
from salessupport.memory.notifier import MemoryNotifier, refuse
from salessupport.memory.opportunities import MemoryOpportunities
from salessupport.memory.registry import Remotes
from salessupport.memory.remote import Remote, Settings
from salessupport.memory.renderer import MemoryRenderer
from salessupport.memory.sales import MemorySales
from salessupport.memory.stock import put_stock
from salessupport.runtime.converter import StrictConverter
from salessupport.spi.capabilities import Deletes, Full, Limited, Lookup, NoGuard, Unsupported
from salessupport.spi.checks import misfits
from salessupport.spi.documents import Availability, Blob, ContractDocument, InvoiceDocument, OrderDocument, Settlement
from salessupport.spi.errors import (
    ContractViolation,
    IdempotencyMismatch,
    InvalidRemoteInput,
    LimitExceeded,
    OutcomeUnknown,
    RemoteNotFound,
    RemotePeriodClosed,
    Unreachable,
    VersionConflict,
)
from salessupport.spi.errors import Unsupported as NotPossible
from salessupport.spi.feed import Cursor
from salessupport.spi.keys import Key
from salessupport.spi.outcomes import Done, Pending, Ref, Ticket, Version
from salessupport.spi.ports import PORTS, SALES
from salessupport.spi.ports.bank_statements import BankAccount, BankLine
from salessupport.spi.ports.carrier import Consignment, Party, TrackingState
from salessupport.spi.ports.notifier import Message
from salessupport.spi.ports.opportunities import Activity
from salessupport.spi.ports.renderer import Page
from salessupport.testing.simulated import SimulatedClock, simulated_environment

DAY = date(2026, 3, 2)
CNY = "CNY"


def fen(minor: int, currency: str = CNY) -> Money:
    """An amount."""
    return Money(minor, currency)


def done(answer: object) -> Any:
    """The value of an answer that is done."""
    assert isinstance(answer, Done)
    return answer.value


def line(number: str, net: int = 100, *, at: int = 1, rate: str | None = "0.13", tax: int = 13) -> InvoiceLine:
    """A line of an invoice."""
    ratio = None if rate is None else Ratio(Decimal(rate))
    return InvoiceLine(invoice=number, line=at, net=fen(net), tax_rate=ratio, tax=fen(tax), gross=fen(net + tax))


def invoice(number: str = "I1", gross: int = 113, **how: Any) -> InvoiceDocument:
    """An issued invoice without lines, or what `how` makes of it."""
    lines = how.pop("lines", ())
    given = {"id": number, "kind": "invoice", "customer": "C1", "issued_on": DAY, "status": "issued", **how}
    return InvoiceDocument(Invoice(gross=fen(gross), **given), lines)


def settlement(amount: int, *placed: tuple[str, int | None], fee: int | None = None, **how: Any) -> Settlement:
    """A receipt placed on invoices."""
    fees = None if fee is None else fen(fee)
    receipt = Receipt(id="R1", customer="C1", received_on=DAY, amount=fen(amount), bank_fee=fees)
    rows = tuple(
        Allocation(
            id=f"A{number}",
            source="R1",
            target=target,
            effective_on=DAY,
            amount=None if part is None else fen(part),
            **how,
        )
        for number, (target, part) in enumerate(placed)
    )
    return Settlement(receipt, rows)


def order(number: str = "S1", *, lines: int = 0) -> OrderDocument:
    """An order."""
    row = {"order": number, "product": "P1", "qty": Quantity(Decimal(1)), "price": Price(Decimal(1))}
    rows = tuple(OrderLine(line=at, **row) for at in range(1, lines + 1))  # type: ignore[arg-type]
    return OrderDocument(Order(id=number, customer="C1", ordered_on=DAY), rows)


class TestCustomers:
    def test_created_then_set_then_deleted(self) -> None:
        """The customer's own id says which document it is; `expect` guards it; a tombstone is handed over."""
        remote = Remote()
        port = MemoryCustomers(remote)
        ref = done(port.upsert(Customer(id="C1", name="甲"), key=Key.of("u", 1)))
        row, version = port.get(ref)
        assert row.name == "甲"
        assert done(port.upsert(Customer(id="C1", name="乙"), key=Key.of("u", 2), expect=version)) == ref
        with pytest.raises(VersionConflict):
            port.upsert(Customer(id="C1", name="丙"), key=Key.of("u", 3), expect=version)
        with pytest.raises(RemoteNotFound):
            port.upsert(Customer(id="C9", name="丙"), key=Key.of("u", 4), expect=version)
        remote.delete(ref)
        with pytest.raises(RemoteNotFound):
            port.get(ref)
        (batch,) = port.changes(kinds=["customers"])
        assert [(change.ref, change.deleted, dict(change.rows)) for change in batch.items] == [(ref, True, {})]

    def test_only_customers_are_got(self) -> None:
        """A document of another kind is not found."""
        remote = Remote()
        ref = remote.add("products")
        with pytest.raises(RemoteNotFound):
            MemoryCustomers(remote).get(ref)


class TestSales:
    def test_orders_are_amended_and_cancelled_once(self) -> None:
        """A cancelled order is neither amended nor cancelled again; one that is not there is not found."""
        port = MemorySales(Remote())
        ref = done(port.post_order(order(lines=1), key=Key.of("o", 1)))
        port.amend_order(ref, order(lines=2), key=Key.of("a", 1), expect=Version("1"))
        port.cancel_order(ref, key=Key.of("x", 1), reason="客户取消", expect=Version("2"))
        with pytest.raises(InvalidRemoteInput):
            port.cancel_order(ref, key=Key.of("again", 1), reason="", expect=Version("3"))
        with pytest.raises(InvalidRemoteInput):
            port.amend_order(ref, order(), key=Key.of("again", 1), expect=Version("3"))
        with pytest.raises(RemoteNotFound):
            port.cancel_order(Ref("orders", "none"), key=Key.of("x", 2), reason="", expect=Version("1"))
        (change,) = next(port.changes(kinds=["orders"])).items
        assert change.rows["orders"] == (evolve(order().order, status="cancelled"),)
        assert len(change.rows["order_lines"]) == 2

    def test_contracts_are_entered_with_their_parts(self) -> None:
        """What was posted is handed over."""
        port = MemorySales(Remote())
        head = Contract(id="HT1", customer="C1", signed_on=DAY, amount=fen(100))
        port.post_contract(ContractDocument(head), key=Key.of("c", 1))
        (change,) = next(port.changes(kinds=["contracts"])).items
        assert change.rows == {"contracts": (head,)}

    def test_a_closed_period_takes_nothing(self) -> None:
        """Invoices and settlements of a day up to the closing are refused, of the next day taken."""
        remote = Remote()
        remote.close_period(DAY)
        port = MemorySales(remote)
        with pytest.raises(RemotePeriodClosed):
            port.post_invoice(invoice(), key=Key.of("i", 1))
        with pytest.raises(RemotePeriodClosed):
            port.post_settlement(settlement(1), key=Key.of("s", 1))
        port.post_invoice(invoice(issued_on=DAY + timedelta(days=1)), key=Key.of("i", 1))
        with pytest.raises(RemotePeriodClosed):
            port.post_settlement(settlement(1), key=Key.of("s", 1))

    def test_only_issued_invoices_are_entered(self) -> None:
        """A draft is refused, and so is a credit note of nothing, of another note, of another currency."""
        port = MemorySales(Remote())
        port.post_invoice(invoice(), key=Key.of("i", 1))
        port.post_invoice(invoice("N1", 13, kind="credit_note", original="I1"), key=Key.of("i", 2))
        yen = evolve(invoice("N2", kind="credit_note", original="I1").invoice, gross=fen(1, "JPY"))
        for number, wrong, error in (
            (3, invoice("I2", status="draft"), InvalidRemoteInput),
            (4, invoice("N2", 1, kind="credit_note", original="none"), RemoteNotFound),
            (5, invoice("N2", 1, kind="credit_note", original="N1"), RemoteNotFound),
            (6, InvoiceDocument(yen), InvalidRemoteInput),
            (7, invoice("N2", 101, kind="credit_note", original="I1"), LimitExceeded),
        ):
            with pytest.raises(error):
                port.post_invoice(wrong, key=Key.of("i", number))

    def test_money_is_placed_as_far_as_it_goes(self) -> None:
        """Without an amount a row takes what fits; the bank's fee counts; what is taken back is no new receipt."""
        remote = Remote()
        remote.add("customers", {"customers": (Customer(id="C1", name="甲"),)}, id="K-1")
        port = MemorySales(remote)
        port.post_invoice(invoice("I1", 100), key=Key.of("i", 1))
        named = evolve(invoice("I2", 50).invoice, number="0042")
        port.post_invoice(InvoiceDocument(named), key=Key.of("i", 2))
        with pytest.raises(InvalidRemoteInput):
            port.post_settlement(settlement(1, ("I1", 1), reverses="A9"), key=Key.of("s", 0))
        port.post_settlement(settlement(119, ("I1", None), ("I2", None), fee=1), key=Key.of("s", 1))
        (item,) = port.open_items(as_of=DAY, customer="K-1")
        assert (item.number, item.customer, item.open) == ("0042", "K-1", fen(30))
        assert not list(port.open_items(as_of=DAY, customer="C1"))
        assert not list(port.open_items(as_of=DAY - timedelta(days=1)))

    def test_money_counts_from_the_day_it_came(self) -> None:
        """A row dated before its receipt takes nothing off the invoice until the money is there."""
        port = MemorySales(Remote())
        port.post_invoice(invoice("I1", 100), key=Key.of("i", 1))
        late = settlement(100, ("I1", 100))
        late = evolve(late, receipt=evolve(late.receipt, received_on=DAY + timedelta(days=2)))
        port.post_settlement(late, key=Key.of("s", 1))
        assert [item.open for item in port.open_items(as_of=DAY + timedelta(days=1))] == [fen(100)]
        assert not list(port.open_items(as_of=DAY + timedelta(days=2)))

    def test_stock_is_that_of_one_warehouse_or_all(self) -> None:
        """A count replaces the one before; products that are not known are left out."""
        remote = Remote()
        put_stock(remote, Availability("P1", Decimal(9), Decimal(0)))
        put_stock(remote, Availability("P1", Decimal(2), Decimal(1)))
        put_stock(remote, Availability("P1", Decimal(5), Decimal(3)), warehouse="east")
        port = MemorySales(remote)
        assert port.stock(["P1", "P9"]) == {"P1": Availability("P1", Decimal(7), Decimal(4))}
        assert port.stock(["P1"], warehouse="east") == {"P1": Availability("P1", Decimal(5), Decimal(3))}


class TestOpportunities:
    def test_stages_and_activities(self) -> None:
        """A stage is that of the version read; an activity is about something that is there."""
        remote = Remote()
        quote = Quotation(id="Q1", customer="C1", quoted_on=DAY, valid_to=DAY)
        ref = remote.add("quotations", {"quotations": (quote,)})
        port = MemoryOpportunities(remote)
        assert done(port.advance(ref, "won", key=Key.of("s", 1), expect=Version("1"))) == ref
        with pytest.raises(VersionConflict):
            port.advance(ref, "lost", key=Key.of("s", 2), expect=Version("1"))
        (change,) = next(port.changes(kinds=["quotations"])).items
        assert change.rows["quotations"] == (evolve(quote, status="won"),)
        call = Activity(ref, "call", DAY, "问价")
        activity = done(port.log_activity(call, key=Key.of("l", 1)))
        assert port.find(Key.of("l", 1)) == Done(activity, activity, replayed=True)
        for about in (Ref("quotations", "none"), activity):
            with pytest.raises(RemoteNotFound):
                port.log_activity(evolve(call, about=about), key=Key.of("l", 2))


class TestEInvoicing:
    def test_an_issued_invoice_is_found_verified_and_read(self) -> None:
        """Its number is the platform's; every figure counts for being genuine."""
        port = MemoryEInvoicing(Remote())
        buyer = Customer(id="C1", name="甲", tax_id="91370200MA3C00001X")
        draft = evolve(invoice(lines=(line("I1"),)), buyer=buyer)
        issued = done(port.issue(draft, key=Key.of("i", 1)))
        assert (issued.net, issued.tax, issued.buyer_tax_id) == (fen(100), fen(13), buyer.tax_id)
        assert done(port.find(Key.of("i", 1))) == issued
        assert port.verify(issued).genuine
        assert not port.verify(evolve(issued, gross=fen(114))).genuine
        assert not port.verify(evolve(issued, number="9")).genuine
        assert [one for batch in port.issued() for one in batch.items] == [issued]
        assert issued.number.encode() in port.document(issued.number, "application/xml").content
        with pytest.raises(NotPossible):
            port.document(issued.number, "image/png")
        with pytest.raises(RemoteNotFound):
            port.document("9", "application/pdf")

    def test_what_is_taken_in_is_asked_for(self) -> None:
        """Pending under its key and ticket until it was asked for often enough; then done, once."""
        port = MemoryEInvoicing(Remote(settings=Settings(polls=2)))
        answer = port.issue(invoice(), key=Key.of("i", 1))
        assert isinstance(answer, Pending)
        assert port.find(Key.of("i", 1)) == port.issue(invoice(), key=Key.of("i", 1)) == answer
        assert port.poll(answer.ticket) == answer
        assert not [one for batch in port.issued() for one in batch.items]
        issued = done(port.poll(answer.ticket))
        assert done(port.poll(answer.ticket)) == done(port.find(Key.of("i", 1))) == issued
        assert len([one for batch in port.issued() for one in batch.items]) == 1
        with pytest.raises(RemoteNotFound):
            port.poll(Ticket("none"))

    def test_a_red_invoice_stays_within_what_it_takes_back(self) -> None:
        """In parts up to the whole; neither beyond, nor of a red one, nor of nothing."""
        port = MemoryEInvoicing(Remote())
        blue = done(port.issue(invoice(gross=100), key=Key.of("i", 1)))
        red = done(port.reverse(blue.number, invoice("N1", 60), key=Key.of("r", 1)))
        assert red.original == blue.number
        with pytest.raises(LimitExceeded):
            port.reverse(blue.number, invoice("N2", 41), key=Key.of("r", 2))
        port.reverse(blue.number, invoice("N2", 40), key=Key.of("r", 2))
        with pytest.raises(InvalidRemoteInput):
            port.reverse(red.number, invoice("N3", 1), key=Key.of("r", 3))
        with pytest.raises(RemoteNotFound):
            port.reverse("9", invoice("N3", 1), key=Key.of("r", 3))

    def test_limits_of_a_platform(self) -> None:
        """Lines, face value and what is left of the quota, each at the bound and one above; rates as allowed."""
        limits = evolve(UNLIMITED, lines=1, face=fen(113), quota=fen(200))
        port = MemoryEInvoicing(Remote(), limits=limits)
        two = (line("I1"), line("I1", 0, at=2, tax=0))
        with pytest.raises(LimitExceeded):
            port.issue(invoice(lines=two), key=Key.of("i", 1))
        with pytest.raises(LimitExceeded):
            port.issue(invoice(gross=114), key=Key.of("i", 1))
        with pytest.raises(InvalidRemoteInput):
            port.issue(invoice(lines=(line("I1", rate="0.17"),)), key=Key.of("i", 1))
        port.issue(invoice(lines=(line("I1"),)), key=Key.of("i", 1))
        assert port.limits().quota == fen(87)
        with pytest.raises(LimitExceeded):
            port.issue(invoice("I2", 88), key=Key.of("i", 2))
        blue = done(port.issue(invoice("I2", 87), key=Key.of("i", 2)))
        port.reverse(blue.number, invoice("N2", 87), key=Key.of("r", 2))
        assert port.limits().quota == fen(0)

    @pytest.mark.parametrize(
        "draft",
        [
            invoice(gross=113, net=fen(100), tax=fen(12)),
            invoice(gross=113, lines=(line("I1", 99),)),
        ],
    )
    def test_net_and_tax_make_the_gross(self, draft: InvoiceDocument) -> None:
        """A draft that does not add up is refused."""
        with pytest.raises(InvalidRemoteInput):
            MemoryEInvoicing(Remote()).issue(draft, key=Key.of("i", 1))


class TestCarrier:
    def parcel(self, **how: Any) -> Consignment:
        """Something to carry."""
        here = Party("甲", "张三", "13800000000", "青岛")
        given = {"parcels": 1, "weight_kg": Decimal("2.5"), **how}
        return Consignment(delivery="FH1", sender=here, receiver=here, goods="仪表", **given)

    def test_a_consignment_from_the_quote_to_the_signed_receipt(self) -> None:
        """It is booked at the quoted price, tracked in order, and proven when it was handed over."""
        remote = Remote()
        port = MemoryCarrier(remote)
        rates = {rate.service: rate.price for rate in port.quote(self.parcel())}
        waybill = done(port.book(self.parcel(), "express", key=Key.of("b", 1)))
        assert waybill.price == rates["express"] == fen(3000)
        assert waybill.number.encode() in port.label(waybill.number).content
        assert port.proof_of_delivery(waybill.number) is None
        report(remote, waybill.number, TrackingState.IN_TRANSIT, "运输中")
        proof = Blob(b"signed", "image/png")
        report(remote, waybill.number, TrackingState.DELIVERED, "已签收", proof=proof)
        states = [event.state for event in port.track([waybill.number, "none"])]
        assert states == [TrackingState.BOOKED, TrackingState.IN_TRANSIT, TrackingState.DELIVERED]
        report(remote, waybill.number, TrackingState.RETURNED, "回单寄回")
        assert port.proof_of_delivery(waybill.number) == proof
        assert done(port.find(Key.of("b", 1))) == waybill
        with pytest.raises(InvalidRemoteInput):
            port.cancel(waybill.number, key=Key.of("c", 1))

    def test_what_is_not_carried(self) -> None:
        """No such service, nothing to carry, no such waybill, cancelled before."""
        port = MemoryCarrier(Remote())
        for wrong in (self.parcel(parcels=0), self.parcel(weight_kg=Decimal(0))):
            with pytest.raises(InvalidRemoteInput):
                port.book(wrong, "express", key=Key.of("b", 1))
        with pytest.raises(InvalidRemoteInput):
            port.book(self.parcel(), "rocket", key=Key.of("b", 1))
        waybill = done(port.book(self.parcel(weight_kg=Decimal("0.1")), "standard", key=Key.of("b", 1)))
        assert waybill.price == fen(500)
        port.cancel(waybill.number, key=Key.of("c", 1))
        again = port.cancel(waybill.number, key=Key.of("c", 1))
        assert isinstance(again, Done)
        assert again.replayed
        for number, error in ((waybill.number, InvalidRemoteInput), ("none", RemoteNotFound)):
            with pytest.raises(error):
                port.cancel(number, key=Key.of("c", 2))
        with pytest.raises(RemoteNotFound):
            port.label("none")


class TestBankStatements:
    def test_lines_and_balances_of_an_account(self) -> None:
        """Each account has its own lines, by page; another currency and a line booked twice are refused."""
        remote = Remote(settings=Settings(page=1))
        open_account(remote, BankAccount("62", "某行", CNY), SignedMoney(fen(5)))
        open_account(remote, BankAccount("63", "某行", "USD"), SignedMoney(fen(0, "USD")))
        for number, day in ((1, 2), (2, 3)):
            book(remote, BankLine(str(number), "62", date(2026, 3, day), SignedMoney(fen(10))))
        port = MemoryBankStatements(remote)
        assert [account.number for account in port.accounts()] == ["62", "63"]
        assert [line.id for batch in port.lines("62") for line in batch.items] == ["1", "2"]
        assert not [line for batch in port.lines("63") for line in batch.items]
        assert port.balance("62", on=DAY) == fen(15)
        for wrong in (
            BankLine("1", "62", DAY, SignedMoney(fen(1))),
            BankLine("3", "63", DAY, SignedMoney(fen(1))),
        ):
            with pytest.raises(InvalidRemoteInput):
                book(remote, wrong)
        with pytest.raises(InvalidRemoteInput):
            open_account(remote, BankAccount("64", "某行", "USD"), SignedMoney(fen(1)))
        for call in (lambda: port.lines("99"), lambda: port.balance("99", on=DAY)):
            with pytest.raises(RemoteNotFound):
                call()


class TestNotifierAndDocuments:
    def test_a_message_tells_who_refused_it(self) -> None:
        """Sent once for its key; refused addresses are told; with none left it is refused."""
        remote = Remote()
        refuse(remote, "a@example.com")
        refuse(remote, "a@example.com")
        port = MemoryNotifier(remote)
        message = Message(("a@example.com", "b@example.com"), "对账", "请核对")
        sent = done(port.send(message, key=Key.of("m", 1)))
        assert sent.refused == ("a@example.com",)
        assert done(port.find(Key.of("m", 1))) == done(port.send(message, key=Key.of("m", 1))) == sent
        with pytest.raises(InvalidRemoteInput):
            port.send(evolve(message, to=("a@example.com",)), key=Key.of("m", 2))
        with pytest.raises(IdempotencyMismatch):
            port.send(evolve(message, text="改"), key=Key.of("m", 1))

    def test_files_are_given_back_byte_by_byte(self) -> None:
        """What is not there, or is no file, is not found."""
        remote = Remote()
        port = MemoryDocuments(remote)
        blob = Blob(b"\0\xff", "application/pdf", "合同.pdf")
        ref = done(port.put(blob, key=Key.of("p", 1)))
        assert port.get(ref) == blob
        for wrong in (Ref("files", "none"), remote.add("products")):
            with pytest.raises(RemoteNotFound):
                port.get(wrong)
        with pytest.raises(ContractViolation):
            port.get(remote.add("files", value="no file"))


class TestRenderer:
    def test_pages_as_text_and_as_cells_that_are_no_formulas(self) -> None:
        """What a spreadsheet would reckon stands behind a quote, numbers do not; equal pages give equal bytes."""
        port = MemoryRenderer()
        page = Page("对账单", ("项目", "金额"), (("=1+1", "-12.50"), ("a\tb", "-x")), footer="完")
        drawn = {}
        for medium in port.media_types():
            sink = io.BytesIO()
            port.render([page, page], to=sink, media_type=medium, language="zh_CN")
            drawn[medium] = sink.getvalue().decode()
        assert drawn["text/csv"].split("\n\n")[0] == "对账单\n项目,金额\n'=1+1,-12.50\na\tb,'-x\n完"
        assert drawn["text/plain"].startswith("对账单\n项目\t金额\n=1+1\t-12.50\na b\t-x\n")
        with pytest.raises(NotPossible):
            port.render([page], to=io.BytesIO(), media_type="image/png", language="en")


class TestLimitsOfARemote:
    @pytest.mark.parametrize(
        ("limits", "taken", "refused"),
        [
            (Limits(text=2), Customer(id="C1", name="甲乙"), Customer(id="C2", name="甲乙丙")),
            (
                Limits(money_scale=1),
                Customer(id="C1", name="甲", credit_limit=fen(110)),
                Customer(id="C2", name="甲", credit_limit=fen(111)),
            ),
            (
                Limits(money_scale=0),
                Customer(id="C1", name="甲", credit_limit=fen(1, "JPY")),
                Customer(id="C2", name="甲", credit_limit=fen(1)),
            ),
        ],
    )
    def test_at_the_bound_and_above(self, limits: Limits, taken: Customer, refused: Customer) -> None:
        """At the bound a document is taken whole, above it it is refused and nothing changes."""
        remote = Remote(settings=Settings(limits=limits))
        port = MemoryCustomers(remote)
        port.upsert(taken, key=Key.of("u", 1))
        with pytest.raises(LimitExceeded):
            port.upsert(refused, key=Key.of("u", 2))
        assert [document.rows["customers"] for document in remote.documents()] == [(taken,)]

    def test_lines_are_declared_and_kept(self) -> None:
        """The capabilities name the bound that the remote keeps."""
        settings = Settings(limits=Limits(lines=2))
        port = MemorySales(Remote(settings=settings))
        assert capabilities(SALES, settings).verbs["post_order"] == Limited("lines of a document", 2)
        port.post_order(order(lines=2), key=Key.of("o", 1))
        with pytest.raises(LimitExceeded):
            port.post_order(order("S2", lines=3), key=Key.of("o", 2))

    def test_without_a_guard_nothing_is_found_by_its_key(self) -> None:
        """The capabilities say so, and looking up is refused."""
        settings = Settings(NoGuard())
        assert isinstance(capabilities(SALES, settings).verbs["find"], Unsupported)
        with pytest.raises(NotPossible):
            MemorySales(Remote(settings=settings)).find(Key.of("o", 1))

    def test_under_look_up_another_content_is_told_before_it_is_sent(self) -> None:
        """The key is searched before every sending; the time it takes to show is declared."""
        settings = Settings(Lookup(timedelta(seconds=9)))
        assert capabilities(SALES, settings).traits.visibility == timedelta(seconds=9)
        port = MemorySales(Remote(settings=settings))
        port.post_order(order(), key=Key.of("o", 1))
        with pytest.raises(IdempotencyMismatch):
            port.post_order(order(lines=1), key=Key.of("o", 1))


class TestFeeds:
    def test_cursors_of_others_and_beyond_the_end_are_refused(self) -> None:
        """Another adapter, stream or format, no number, or a remote that was reset."""
        port = MemoryCustomers(Remote())
        (batch,) = port.changes()
        assert batch.items == ()
        for wrong in (
            evolve(batch.cursor, adapter="files"),
            evolve(batch.cursor, stream="issued"),
            evolve(batch.cursor, format=2),
            evolve(batch.cursor, position="1"),
            evolve(batch.cursor, position="|-1"),
            evolve(batch.cursor, position="|1"),
        ):
            with pytest.raises(InvalidIdentifier):
                port.changes(Cursor.parse(wrong.text))
        with pytest.raises(NotPossible):
            list(port.changes(kinds=["orders"]))

    def test_a_remote_may_keep_silent_about_deletions(self) -> None:
        """Without tombstones a deleted document just comes no more."""
        remote = Remote(settings=Settings(deletes=Deletes.NONE))
        ref = remote.add("customers", {"customers": (Customer(id="C1", name="甲"),)})
        remote.delete(ref)
        assert [batch.items for batch in MemoryCustomers(remote).changes()] == [()]


class TestRemote:
    def test_its_clock_never_goes_back(self) -> None:
        """Not behind a change, whatever clock it was given; it can be set forward."""
        shown = [datetime(2026, 3, 2, 12, tzinfo=UTC), datetime(2026, 3, 2, 11, tzinfo=UTC)]
        remote = Remote(clock=lambda: shown.pop(0) if len(shown) > 1 else shown[0])
        remote.add("customers")
        assert remote.now() == datetime(2026, 3, 2, 12, tzinfo=UTC)
        remote.advance(timedelta(hours=2))
        assert remote.now() == datetime(2026, 3, 2, 13, tzinfo=UTC)

    def test_what_a_lagging_reader_sees(self) -> None:
        """A beginning of the changes, each document in its latest state among them."""
        remote = Remote()
        ref = remote.add("customers", {"customers": (Customer(id="C1", name="甲"),)})
        remote.set(ref, {"customers": (Customer(id="C1", name="乙"),)})
        assert [record.version for at in range(3) for record in remote.view(at).of("customers")] == [1, 2]
        assert remote.view(-1).get(ref) is None

    def test_a_demonstration_is_loaded_from_a_feed(self) -> None:
        """What one remote hands over, another takes; deletions are passed over."""
        remote, other = Remote(), Remote()
        remote.add("customers", {"customers": (Customer(id="C1", name="甲"),)})
        remote.delete(remote.add("customers", {"customers": (Customer(id="C2", name="乙"),)}))
        for batch in MemoryCustomers(remote).changes():
            other.load(batch.items)
        assert [document.rows["customers"][0].id for document in other.documents()] == ["C1"]  # type: ignore[attr-defined]
        with pytest.raises(InvalidRemoteInput):
            other.add("customers", id=other.documents()[0].ref.id)

    def test_a_forgotten_key_makes_a_second_document(self) -> None:
        """Forgotten before its time, a repetition is new to the remote; both can be found in the truth."""
        remote = Remote()
        port = MemorySales(remote)
        port.post_order(order(), key=Key.of("o", 1))
        remote.forget(Key.of("o", 1))
        port.post_order(order(), key=Key.of("o", 1))
        assert remote.effects(Key.of("o", 1)) == 2

    def test_names_lead_to_the_same_remote(self) -> None:
        """Two configurations that name a remote mean the same one, until another is put in its place."""
        remotes = Remotes()
        assert remotes.named("a") is remotes.named("a") is not remotes.named("b")
        mine = Remote("a")
        remotes.put(mine)
        assert remotes.named("a") is mine


class Down:
    """A wire on which nothing comes through."""

    def call(self, operation: str, work: object, *, effect: bool) -> Any:
        """Lose the call."""
        raise OutcomeUnknown if effect else Unreachable

    def view(self, remote: Remote, /) -> Any:
        """See nothing."""
        raise Unreachable


class TestOpening:
    @pytest.mark.parametrize("port", sorted(PORTS))
    def test_every_port_opens_and_fits(self, port: str) -> None:
        """What the announced opener gives has every verb as the port calls it."""
        assert register_adapters() is ADAPTERS
        (adapter,) = (one for one in ADAPTERS if one.port.name == port)
        opener = getattr(opening, adapter.open.rpartition(":")[2])
        environment = simulated_environment(SimulatedClock(), converter=StrictConverter())
        with opener(opening.MemoryConfig(f"test-{port}"), environment) as opened:
            assert not list(misfits(opened, adapter.port))
            if port != "renderer":
                assert opened.identify().tenant == f"test-{port}"
                assert opened.ping().well
        assert all(isinstance(support, Full) for support in adapter.capabilities.verbs.values())

    def test_a_remote_that_cannot_be_reached_is_not_well(self) -> None:
        """`ping` tells it instead of raising."""
        health = MemorySales(Remote(), Down()).ping()
        assert (health.well, health.detail) == (False, "adapter.unreachable")

"""People at the tenant: what they enter and change is read as they meant it, under the number that Kingdee gave it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st
from salessupport.domain.facts import Allocation, Customer, Product
from salessupport.domain.values.money import Money
from salessupport.testing.certify import samples

from kingdee_lab import TODAY, Lab, invoice, key, order, read, settlement
from kingdee_people import WORLD, Rows, delivery_rows, entered, invoice_rows, order_rows, receipt_rows, renamed, told
from salessupport_kingdee.fake import FakeKingdee

SESSIONS = ("sign", "secret", "password")


class TestEnters:
    @given(name=samples.texts(limit=None))
    @settings(max_examples=10)
    def test_base_data(self, name: str) -> None:
        """A customer or material that a person enters is handed over by its number."""
        lab = Lab()
        for kind, fact in (("customers", Customer(id="K-1", name=name)), ("products", Product(id="K-1", name=name))):
            ref = lab.fake.enter(kind, {kind: (fact,)})
            assert told(lab, ref).rows == {kind: (fact,)}

    @given(order=samples.order(WORLD, "M", None).map(order_rows))
    @settings(max_examples=15)
    def test_order(self, order: Rows) -> None:
        """An order is handed over as it was entered, under the number that Kingdee gave it."""
        lab = Lab()
        ref, number = entered(lab, "orders", order)
        assert number.startswith("XSDD")
        assert told(lab, ref).rows == renamed(order, {"M": number})

    @given(document=samples.order(WORLD, "M", None), part=st.integers(1, 9))
    @settings(max_examples=15)
    def test_delivery(self, document: Any, part: int) -> None:
        """Out-stock that was made from an order names it and its lines; what has all gone out is not closed short."""
        lab = Lab()
        ordered, number = entered(lab, "orders", order_rows(document))
        rows = delivery_rows("D", "M", *[(line.line, min(part, int(line.qty))) for line in document.lines])
        ref, bill = entered(lab, "deliveries", rows)
        assert told(lab, ref).rows == renamed(rows, {"M": number, "D": bill})
        assert told(lab, ordered).rows["orders"][0].status == "confirmed"  # type: ignore[attr-defined]

    @given(rows=samples.invoice(WORLD, "M", None).map(invoice_rows))
    @settings(max_examples=15)
    def test_invoice(self, rows: Rows) -> None:
        """A receivable is handed over as it was entered, to the cent."""
        lab = Lab()
        ref, number = entered(lab, "invoices", rows)
        assert told(lab, ref).rows == renamed(rows, {"M": number})

    @given(rows=samples.settlement(WORLD, "M", None).map(receipt_rows))
    @settings(max_examples=15)
    def test_receipt(self, rows: Rows) -> None:
        """Money is handed over as it was entered, placed nowhere."""
        lab = Lab()
        ref, number = entered(lab, "receipts", rows)
        assert told(lab, ref).rows == renamed(rows, {"M": number})

    def test_every_kind(self) -> None:
        """A person can enter every kind that either port reads."""
        assert set(FakeKingdee(WORLD, Lab().clock).enters) == {
            "customers", "products", "orders", "deliveries", "invoices", "receipts"
        }  # fmt: skip

    def test_too_much(self) -> None:
        """More cannot go out than was ordered, as Kingdee has it."""
        lab = Lab()
        lab.fake.enter("orders", order_rows(order("M", (2, "1"))))
        with pytest.raises(Exception, match="关联数量"):
            lab.fake.enter("deliveries", delivery_rows("D", "M", (1, 3)))


class TestChanges:
    @pytest.mark.parametrize(("kind", "of"), [("customers", Customer), ("products", Product)])
    def test_name(self, kind: str, of: Any) -> None:
        """Base data that a person renames is handed over again, and keeps what it had besides."""
        lab = Lab()
        ref = lab.fake.enter(kind, {kind: (of(id="K-1", name="旧名"),)})
        before = told(lab, ref)
        lab.fake.change(ref, {kind: (of(id="K-1", name="新名"),)})
        after = told(lab, ref)
        assert after.rows == {kind: (of(id="K-1", name="新名"),)}
        assert after.version != before.version
        if kind == "customers":
            there: Any = lab.fake.books.get("BD_Customer", "K-1")
            assert [line["FBANKCODE"] for line in there.lines["FT_BD_CUSTBANK"]] == ["6222"]

    @given(of=st.integers(1, 10**9), paid=st.integers(1, 10**9), part=st.integers(1, 4), days=st.integers(-30, 30))
    @settings(max_examples=15)
    def test_placed_later(self, of: int, paid: int, part: int, days: int) -> None:
        """Money that a person places later is handed over again with its placement, never before both were there."""
        lab = Lab()
        on = TODAY + timedelta(days=days)
        _, target = entered(lab, "invoices", invoice_rows(invoice("I", of, 0)))
        rows = receipt_rows(settlement("R", paid, on=on))
        ref, number = entered(lab, "receipts", rows)
        with lab.sales() as port:
            _, cursor = read(port)
        lab.later(days=40)
        row = Allocation(
            id="any", source="R", target="I", amount=Money(max(1, min(of, paid) * part // 4), "CNY"), effective_on=on
        )
        lab.fake.change(ref, {**rows, "allocations": (row,)})
        read_back = told(lab, ref, cursor)
        placed = evolve(row, id=f"{number}-1", effective_on=max(on, TODAY))
        assert read_back.rows == renamed({**rows, "allocations": (placed,)}, {"R": number, "I": target})
        with lab.sales() as port:
            left = sum(item.open.minor for item in port.open_items(as_of=TODAY + timedelta(days=60)))
        assert left == of - (row.amount or Money(0, "CNY")).minor

    def test_placed_anew(self) -> None:
        """What a person placed is written off once, also after it was taken back and placed with more."""
        lab = Lab()
        for number in ("I-1", "I-2"):
            entered(lab, "invoices", invoice_rows(invoice(number, 100, 0)))
        rows = receipt_rows(settlement("R", 150))
        ref, _ = entered(lab, "receipts", rows)
        first, second = settlement("R", 150, ("I-1", 100), ("I-2", 50)).allocations
        lab.fake.change(ref, {**rows, "allocations": (first,)})
        lab.fake.change(ref, {**rows, "allocations": (second,)})
        amounts = [str(row.amount) for row in told(lab, ref).rows["allocations"]]  # type: ignore[attr-defined]
        assert amounts == ["1.00", "0.50"]
        with lab.sales() as port:
            assert [str(item.open) for item in port.open_items(as_of=TODAY)] == ["0.50"]

    def test_deleted(self) -> None:
        """What a person deletes is not handed over any more."""
        lab = Lab()
        ref, _ = entered(lab, "orders", order_rows(order("M")))
        lab.fake.delete(ref)
        with lab.sales() as port:
            assert ref not in {change.ref for change in read(port)[0]}

    def test_seen(self) -> None:
        """What people entered is seen by its own number, beside what the adapter wrote."""
        lab = Lab()
        _, number = entered(lab, "orders", order_rows(order("M")))
        with lab.sales() as port:
            port.post_order(order("S"), key=key("S"))
        assert [seen.mark for seen in lab.fake.seen()] == [number, "S"]


class TestSessions:
    @pytest.mark.parametrize("how", SESSIONS)
    def test_sign_out(self, how: str) -> None:
        """A session that ends between two pages is opened anew, and nothing is left out."""
        lab = Lab(sign_in=how)
        refs = {entered(lab, "orders", order_rows(order(f"M-{number}")))[0] for number in range(5)}
        with lab.sales() as port:
            pages = port.changes(kinds=["orders"])
            got = {change.ref for change in next(pages).items}
            lab.fake.sign_out()
            got |= {change.ref for page in pages for change in page.items}
        assert got == refs
        assert len([call for call in lab.fake.calls if call.startswith("AuthService")]) == 2

    def test_signed_calls(self) -> None:
        """Who signs each call has no session that could end."""
        lab = Lab()
        with lab.sales() as port:
            assert port.ping().well
        assert not hasattr(lab.fake, "sign_out")
        assert not [call for call in lab.fake.calls if call.startswith("AuthService")]

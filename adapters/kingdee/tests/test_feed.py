"""Reading: pages by value, lines by absolute end rows, times of saving and of audit, names of other documents."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest
from salessupport.domain.values.errors import InvalidIdentifier
from salessupport.spi import errors
from salessupport.spi.feed import Batch, Change, Cursor
from salessupport.spi.outcomes import Ref

from kingdee_lab import TODAY, Lab, invoice, key, last, order, read, settlement
from salessupport_kingdee import remote
from salessupport_kingdee.fake import ORG

ORG_REF = {"FNumber": ORG}


def out_stock(lab: Lab, number: str, order_number: str, entry: int, qty: int, **more: Any) -> Any:
    """Have a person there send goods of an order."""
    line = {"FRealQty": qty, "FSoorDerno": order_number, "FSOEntryId": entry}
    model = {"FBillNo": number, "FDate": "2026-03-02", "FSaleOrgId": ORG_REF, "FEntity": [line], "FCarriageNO": "SF1"}
    return lab.fake.people.put("SAL_OUTSTOCK", model, **more)


class TestPaging:
    def test_lines(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """All lines of a bill are read, over as many pages of rows as they take: the end row is absolute."""
        monkeypatch.setattr(remote, "ROWS", 3)
        lab = Lab()
        with lab.sales() as port:
            port.post_order(order("S", *[(n, "1.5") for n in range(1, 12)]), key=key("S"))
            lines: Any = last(read(port)[0], "orders", "S").rows["order_lines"]
        assert [int(line.qty) for line in lines] == list(range(1, 12))

    def test_moves_between_pages(self) -> None:
        """A bill that is saved anew while pages are read takes no other one with it."""
        lab = Lab()
        with lab.sales() as port:
            for number in range(7):
                port.post_order(order(f"S-{number}"), key=key(f"S-{number}"))
                lab.later(minutes=10)
            seen = set()
            for page in port.changes(kinds=["orders"]):
                seen |= {row.id for change in page.items for row in change.rows["orders"]}
                bill = next(iter(lab.fake.books.of("SAL_SaleOrder")))
                bill.values["FModifyDate"] = lab.fake.books.now()
                lab.later(minutes=1)
                if len(seen) > 6:
                    break
        assert seen == {f"S-{number}" for number in range(7)}

    def test_memory(self) -> None:
        """No page is asked for before it is used."""
        lab = Lab()
        with lab.sales() as port:
            for number in range(5):
                port.post_order(order(f"S-{number}"), key=key(f"S-{number}"))
            before = len(lab.fake.calls)
            batches = port.changes(kinds=["orders"])
            assert len(lab.fake.calls) == before
            assert len(next(batches).items) == 2
            assert len(lab.fake.calls) - before <= 5  # the newest of three times, a page, its lines

    def test_same_page_again(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """A server that gives the same page again is named, not followed for ever."""
        lab = Lab()
        with lab.sales() as port:
            for number in range(3):
                port.post_order(order(f"S-{number}"), key=key(f"S-{number}"))
            monkeypatch.setattr("salessupport_kingdee.filters.behind", lambda *_: "FID > 0")
            with pytest.raises(errors.ContractViolation, match="same page"):
                list(port.changes(kinds=["orders"]))

    def test_too_many_rows(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """A page with more rows than were asked for is refused."""
        lab = Lab()
        with lab.sales() as port:
            for number in range(3):
                port.post_order(order(f"S-{number}"), key=key(f"S-{number}"))
            monkeypatch.setattr("salessupport_kingdee.lab.bills.window", lambda rows, *_: rows)
            with pytest.raises(errors.ContractViolation, match="asked for"):
                list(port.changes(kinds=["orders"]))


class TestTimes:
    def test_audited_later(self) -> None:
        """A bill that a person audits long after it was saved is handed over again, in force."""
        lab = Lab()
        model = {
            "FBillNo": "XS1", "FDate": "2026-03-02", "FSaleOrgId": ORG_REF, "FCUSTID": {"FNumber": "C1"},
            "FSaleOrderEntry": [{"FMaterialId": {"FNumber": "P1"}, "FQty": 1, "FPrice": "2.5"}],
        }  # fmt: skip
        bill = lab.fake.people.put("SAL_SaleOrder", model, audited=False)
        with lab.sales() as port:
            lab.later(days=1)
            port.post_order(order("S-9"), key=key("S-9"))
            changes, cursor = read(port)
            assert last(changes, "orders", "XS1").rows["orders"][0].status == "draft"  # type: ignore[attr-defined]
            lab.later(days=3)
            for operation in ("Submit", "Audit"):
                lab.fake.books.operate(operation, bill.shape, bill.number)
            changes, cursor = read(port, cursor)
            assert last(changes, "orders", "XS1").rows["orders"][0].status == "confirmed"  # type: ignore[attr-defined]
            lab.later(days=3)
            assert {change.ref for change in read(port, cursor)[0]} <= {change.ref for change in changes}

    def test_saved_late(self) -> None:
        """What was committed a minute behind the cursor is still read."""
        lab = Lab()
        with lab.sales() as port:
            port.post_order(order("S-1"), key=key("S-1"))
            _, cursor = read(port)
            port.post_order(order("S-2"), key=key("S-2"))
            late = list(lab.fake.books.of("SAL_SaleOrder"))[-1]
            for stamp in ("FModifyDate", "FApproveDate"):
                late.values[stamp] = "2026-03-02T08:59:00"
            assert last(read(port, cursor)[0], "orders", "S-2").rows["order_lines"]

    def test_taken_back(self) -> None:
        """A receipt that a person takes back and saves is told as gone, not as money."""
        lab = Lab()
        with lab.sales() as port:
            ref = port.post_settlement(settlement("R", 100), key=key("R")).remote_ref
            _, cursor = read(port)
            (bill,) = lab.fake.books.of("AR_RECEIVEBILL")
            lab.fake.books.operate("UnAudit", bill.shape, bill.number)
            bill.values["FModifyDate"] = lab.fake.books.now()
            told = [change for change in read(port, cursor)[0] if change.ref == ref]
        assert told
        assert all(change.deleted and not change.rows for change in told)


class TestNames:
    def test_delivery(self) -> None:
        """Out-stock names orders and lines by Kingdee's numbers, and is read with ours; it is never delivered."""
        lab = Lab()
        with lab.sales() as port:
            port.post_order(order("S", (1, "1"), (2, "2")), key=key("S"))
            (bill,) = lab.fake.books.of("SAL_SaleOrder")
            second = bill.lines["FSaleOrderEntry"][1]["id"]
            out_stock(lab, "OUT1", bill.number, second, 2)
            out_stock(lab, "OUT2", bill.number, second, 2, audited=False)
            changes, _ = read(port, kinds=["deliveries"])
            rows: Any = last(changes, "deliveries", "OUT1").rows
        (head,), (line,) = rows["deliveries"], rows["delivery_lines"]
        assert (head.order, head.shipped_on, head.delivered_on, head.waybill) == ("S", TODAY, None, "SF1")
        assert (line.order_line, int(line.qty)) == (20, 2)
        assert [change.deleted for change in changes if change.ref.id != changes[0].ref.id] == [True]

    def test_made_by_people(self) -> None:
        """A receivable that people made goes by its bill number, its lines by their places."""
        lab = Lab()
        line = {"FMATERIALID": {"FNumber": "P1"}, "FPriceQty": 1, "FNoTaxAmountFor_D": 100, "FTAXAMOUNTFOR_D": 13,
                "FALLAMOUNTFOR_D": 113}  # fmt: skip
        model = {"FBillNo": "AR1", "FDATE": "2026-03-02", "FCUSTOMERID": {"FNumber": "C1"}, "FSETTLEORGID": ORG_REF,
                 "FCURRENCYID": {"FNumber": "PRE001"}, "FEntityDetail": [line]}  # fmt: skip
        lab.fake.people.put("AR_receivable", model)
        with lab.sales() as port:
            rows: Any = last(read(port)[0], "invoices", "AR1").rows
        assert (rows["invoices"][0].kind, str(rows["invoices"][0].gross)) == ("invoice", "113.00")
        assert rows["invoice_lines"][0].line == 1

    def test_other_organisation(self) -> None:
        """What belongs to another organisation is not read."""
        lab = Lab()
        with lab.sales() as port:
            port.post_order(order("S"), key=key("S"))
        with lab.sales(organization="200") as port:
            assert read(port)[0] == []

    def test_unknown_currency(self) -> None:
        """A currency that no table names stops the reading by name, instead of being taken for another one."""
        lab = Lab()
        with lab.sales() as port:
            port.post_invoice(invoice("I"), key=key("I"))
        next(iter(lab.fake.books.of("AR_receivable"))).values["FCURRENCYID"] = "PRE007"
        with lab.sales() as port, pytest.raises(errors.ContractViolation, match="PRE007"):
            read(port)


class TestCursor:
    @pytest.mark.parametrize(
        "position", ["", "x", "[]", '{"orders.FModifyDate": "yesterday"}', '{"at": "", "a": 1}', '{"a": ""}', "7"]
    )
    def test_spoilt(self, position: str) -> None:
        """A position that is none is refused by name, at once."""
        with Lab().sales() as port, pytest.raises(InvalidIdentifier):
            port.changes(Cursor("kingdee", "changes:orders,deliveries,invoices,receipts", 1, position))

    def test_kinds(self) -> None:
        """A cursor of other kinds is refused."""
        with Lab().sales() as port:
            _, cursor = read(port, kinds=["orders"])
            with pytest.raises(InvalidIdentifier):
                port.changes(cursor)

    def test_moves(self) -> None:
        """No two pages that hold the same have the same position, on the first reading and on those from its end."""
        lab = Lab()
        with lab.sales() as port:
            port.post_order(order("S"), key=key("S"))
            port.post_invoice(invoice("I"), key=key("I"))
            cursor = None
            for _ in range(3):
                batches = list(port.changes(cursor))
                cursor = batches[-1].cursor
                pages = [(batch.cursor.position, batch.items) for batch in batches if batch.items]
                assert len(pages) >= 2
                assert all(one != other for one, other in pairwise(pages))

    def test_every_cursor(self) -> None:
        """Reading on from the cursor of any batch hands over everything behind it."""
        lab = Lab()
        with lab.sales() as port:
            for number in range(5):
                port.post_order(order(f"S-{number}"), key=key(f"S-{number}"))
                lab.later(seconds=40)
            batches: list[Batch[Change]] = list(port.changes())
            for place, batch in enumerate(batches):
                behind = {change.ref for one in batches[place + 1 :] for change in one.items}
                assert behind <= {change.ref for change in read(port, batch.cursor)[0]}


class TestOpenItems:
    def test_as_of(self) -> None:
        """What is open on a day: later receipts are put back, later invoices are not there, paid ones are left out."""
        lab = Lab()
        with lab.sales() as port:
            port.post_invoice(invoice("I-1", 10000, 0), key=key("I-1"))
            port.post_invoice(invoice("I-2", 5000, 0, on=TODAY + timedelta(days=5)), key=key("I-2"))
            port.post_settlement(settlement("R-1", 3000, ("I-1", 3000)), key=key("R-1"))
            later = settlement("R-2", 7000, ("I-1", 7000), on=TODAY + timedelta(days=3))
            port.post_settlement(later, key=key("R-2"))

            def opened(days: int, **more: Any) -> list[tuple[str, str]]:
                items = port.open_items(as_of=TODAY + timedelta(days=days), **more)
                return [(item.number, str(item.open)) for item in items]

            assert opened(-1) == []
            assert opened(0) == opened(2) == [("I-1", "70.00")]
            assert opened(3) == []
            assert opened(5) == [("I-2", "50.00")] == opened(5, customer="C1")
            assert opened(5, customer="C2") == []

    def test_without_the_field(self) -> None:
        """Where the tenant has no open amount, receipts of up to the day are taken off the gross."""
        from salessupport_kingdee.config import FormConfig

        lab = Lab()
        with lab.sales(forms={"invoices": FormConfig(fields={"lines.open": ""})}) as port:
            port.post_invoice(invoice("I-1", 10000, 0), key=key("I-1"))
            later = settlement("R-2", 7000, ("I-1", 7000), on=TODAY + timedelta(days=3))
            port.post_settlement(later, key=key("R-2"))
            opened = [[str(one.open) for one in port.open_items(as_of=TODAY + timedelta(days=day))] for day in (0, 3)]
        assert opened == [["100.00"], ["30.00"]]

    def test_credit_note(self) -> None:
        """A credit note is an item below zero."""
        lab = Lab()
        with lab.sales() as port:
            port.post_invoice(invoice("CN", 100, 0, kind="credit_note"), key=key("CN"))
            (item,) = port.open_items(as_of=TODAY)
        assert (str(item.open), str(item.gross), item.ref) == ("-1.00", "-1.00", item.ref)


def test_references_are_ids() -> None:
    """A document is referred to by Kingdee's id, which nobody can change."""
    lab = Lab()
    with lab.sales() as port:
        ref = port.post_order(order("S"), key=key("S")).remote_ref
        assert last(read(port)[0], "orders", "S").ref == ref == Ref("orders", ref.id)
        assert ref.id.isdecimal()

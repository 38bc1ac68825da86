"""What people do beside entering: close, cancel, put aside, copy, earmark; what is not ours, or not a customer's."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from attrs import evolve
from salessupport.spi.outcomes import Ref

from kingdee_lab import Lab, invoice, key, last, order, read, settlement
from kingdee_people import CNY, OWN, bill_of, delivery_rows, entered, invoice_rows, order_rows, receipt_rows, told
from salessupport_kingdee.config import FormConfig
from salessupport_kingdee.forms import ORDERS
from salessupport_kingdee.lab.schema import SHAPES
from salessupport_kingdee.profile import spelled


class TestStates:
    def ordered(self, lab: Lab) -> tuple[Ref, Any]:
        """An order that the feed has handed over with a later one, and the cursor behind both."""
        ref, _ = entered(lab, "orders", order_rows(order("M", (2, "1"))))
        lab.later(days=1)
        entered(lab, "orders", order_rows(order("N")))
        with lab.sales() as port:
            _, cursor = read(port)
        lab.later(days=9)
        return ref, cursor

    @pytest.mark.parametrize(
        ("sent", "values", "status"),
        [
            (1, {"FCloseStatus": "B", "FCloseDate": ...}, "closed_short"),
            (0, {"FCloseStatus": "B", "FCloseDate": ...}, "closed_short"),
            (0, {"FDocumentStatus": "D", "FCancelStatus": "B", "FCancelDate": ...}, "cancelled"),
            (2, {}, "confirmed"),
        ],
    )
    def test_order(self, sent: int, values: dict[str, Any], status: str) -> None:
        """An order that a person closes or cancels is handed over again, though it was not saved anew."""
        lab = Lab()
        ref, cursor = self.ordered(lab)
        if sent:
            lab.fake.enter("deliveries", delivery_rows("D", "M", (1, sent)))
        now, bill = lab.fake.books.now(), next(lab.fake.books.of("SAL_SaleOrder"))
        bill.values |= {name: now if it is ... else it for name, it in values.items()}
        assert told(lab, ref, cursor).rows["orders"][0].status == status  # type: ignore[attr-defined]

    def test_times_that_are_not_there(self) -> None:
        """A tenant without the times of closing and cancelling is read by the other two."""
        keys = [key.upper() for key in SHAPES["SAL_SaleOrder"].keys if key not in ("FCloseDate", "FCancelDate")]
        form = spelled(ORDERS, keys)
        assert (form.stamps, form.status) == (("FMODIFYDATE", "FAPPROVEDATE"), "FDOCUMENTSTATUS")

    def test_void(self) -> None:
        """A receivable that a person cancels is void, not a draft, and told without being saved anew."""
        lab = Lab()
        ref, _ = entered(lab, "invoices", invoice_rows(invoice("I")))
        (bill,) = lab.fake.books.of("AR_receivable")
        lab.later(days=1)
        entered(lab, "invoices", invoice_rows(invoice("J")))
        with lab.sales() as port:
            _, cursor = read(port)
        lab.later(days=9)
        now = lab.fake.books.now()
        values = {"FDocumentStatus": "D", "FApproveDate": None, "FCancelStatus": "B", "FCancelDate": now}
        bill.values |= values
        assert told(lab, ref, cursor).rows["invoices"][0].status == "void"  # type: ignore[attr-defined]

    def test_put_aside(self) -> None:
        """A bill that somebody put aside half filled in stops nothing: it is not there yet."""
        lab = Lab()
        ref, _ = entered(lab, "orders", order_rows(order("M")))
        bill_of(lab, "SAL_SaleOrder").values |= {"FDocumentStatus": "Z", "FCUSTID": None, "FDate": None}
        assert told(lab, ref).deleted


class TestOthers:
    def test_copied(self) -> None:
        """A copy that a person makes of an order of ours is an order of its own, and the original stays what it was."""
        lab = Lab()
        with lab.sales() as port:
            port.post_order(order("S", (1, "1"), (2, "2")), key=key("S"))
            ours = bill_of(lab, "SAL_SaleOrder")
            lines = [{**line, "FMaterialId": {"FNumber": "P1"}} for line in ours.lines["FSaleOrderEntry"]]
            for line in (*lines, copied := dict(lines[0])):
                line.pop("id", None)
            values = {name: ours.values[name] for name in ("FDate", "F_SS_NO")}
            refs = {"FSaleOrgId": OWN, "FCUSTID": {"FNumber": "C2"}, "FSettleCurrId": CNY}
            copy = lab.fake.people.put("SAL_SaleOrder", {**values, **refs, "FSaleOrderEntry": [*lines, copied]})
            changes, _ = read(port)
            port.post_invoice(invoice("I", order="S"), key=key("I"))
        rows_: list[Any] = [row for change in changes for row in change.rows["orders"]]
        heads = {row.id: row for row in rows_}
        assert {number: head.customer for number, head in heads.items()} == {"S": "C1", copy.number: "C2"}
        rows: Any = last(changes, "orders", copy.number).rows["order_lines"]
        assert [row.line for row in rows] == [10, 20, 3]
        assert bill_of(lab, "AR_receivable").lines["FEntityDetail"][0]["FORDERNUMBER"] == ours.number

    def test_supplier(self) -> None:
        """Money from a supplier is no customer's, though the supplier may have a customer's number."""
        lab = Lab()
        ref, _ = entered(lab, "receipts", receipt_rows(settlement("R", 100)))
        bill_of(lab, "AR_RECEIVEBILL").values["FCONTACTUNITTYPE"] = "BD_Supplier"
        assert told(lab, ref).deleted

    def test_earmarked(self) -> None:
        """Money that has an order as its source is an advance: it is placed on nothing."""
        lab = Lab()
        _, number = entered(lab, "orders", order_rows(order("M")))
        ref, _ = entered(lab, "receipts", receipt_rows(settlement("R", 100)))
        source = {"FSRCBILLTYPEID": "SAL_SaleOrder", "FSRCBILLNO": number, "FREALRECAMOUNT": Decimal(1), "id": 1}
        bill_of(lab, "AR_RECEIVEBILL").lines["FRECEIVEBILLSRCENTRY"].append(source)
        assert told(lab, ref).rows["allocations"] == ()

    def test_foreign(self) -> None:
        """A receivable and money in a foreign currency tell the rate; one for one is none."""
        lab = Lab()
        made = [entered(lab, "invoices", invoice_rows(invoice("I")))]
        made.append(entered(lab, "receipts", receipt_rows(settlement("R", 100))))
        for form in ("AR_receivable", "AR_RECEIVEBILL"):
            bill_of(lab, form).values |= {"FCURRENCYID": "PRE007", "FEXCHANGERATE": Decimal("7.1234")}
        lab.config = evolve(lab.config, currencies={"CNY": "PRE001", "USD": "PRE007"})
        for ref, _ in made:
            head: Any = told(lab, ref).rows[ref.kind][0]
            assert (head.currency, head.rate) == ("USD", Decimal("7.1234"))

    def test_other_organisation(self) -> None:
        """Out-stock of ours that serves another organisation's order too counts for our order alone."""
        lab = Lab()
        theirs, _ = entered(lab, "orders", order_rows(order("T")))
        _, number = entered(lab, "orders", order_rows(order("M")))
        one, other = list(lab.fake.books.of("SAL_SaleOrder"))
        lines = [
            {"FRealQty": 1, "FSoorDerno": bill.number, "FSOEntryId": bill.lines["FSaleOrderEntry"][0]["id"]}
            for bill in (one, other)
        ]
        lab.fake.people.put("SAL_OUTSTOCK", {"FDate": "2026-03-02", "FSaleOrgId": OWN, "FEntity": lines})
        one.values["FSaleOrgId"] = "200"
        with lab.sales() as port:
            changes, _ = read(port)
        assert theirs not in {change.ref for change in changes}
        (rows,) = [change.rows for change in changes if change.ref.kind == "deliveries"][:1]
        assert [head.order for head in rows["deliveries"]] == [number]  # type: ignore[attr-defined]
        assert len(rows["delivery_lines"]) == 1

    def test_without_fields(self) -> None:
        """A tenant that has no field for closing, rates or kinds of units is read without them."""
        lab = Lab()
        ref, _ = entered(lab, "receipts", receipt_rows(settlement("R", 100)))
        lab.config = evolve(
            lab.config,
            forms={
                "orders": FormConfig(fields={"closed": "", "lines.sent": ""}),
                "receipts": FormConfig(fields={"unit": "", "rate": "", "sources.form": ""}),
            },
        )
        assert told(lab, ref).rows["receipts"]

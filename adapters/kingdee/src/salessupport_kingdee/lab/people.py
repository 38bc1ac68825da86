"""Somebody who works at the tenant: enters bills by hand, makes one out of another, places money, renames, deletes.

What people write shares nothing with the adapter's mapping, which it is a second opinion on. They leave our own fields
empty, and K3 Cloud numbers their bills. Source: wire sheet 5, 6.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, Final, TypeVar

from salessupport.domain.facts import (
    Allocation,
    Customer,
    Delivery,
    DeliveryLine,
    Invoice,
    InvoiceLine,
    Order,
    OrderLine,
    Product,
    Receipt,
)
from salessupport.domain.facts.fact import Fact
from salessupport.spi.outcomes import Ref

from salessupport_kingdee.lab.bills import Books, Stored
from salessupport_kingdee.lab.schema import SHAPES

Model = dict[str, Any]
Rows = Mapping[str, tuple[Fact, ...]]
F = TypeVar("F", bound=Fact)
FORMS: Final = {
    "customers": "BD_Customer",
    "products": "BD_MATERIAL",
    "orders": "SAL_SaleOrder",
    "deliveries": "SAL_OUTSTOCK",
    "invoices": "AR_receivable",
    "receipts": "AR_RECEIVEBILL",
}
"""Where each kind is entered."""
_MASTERS: Final = ("customers", "products")
_CURRENCIES: Final = {"CNY": "PRE001"}
_PAID: Final = {"bank": "JSFS04_SYS", "cash": "JSFS01_SYS"}


def _number(text: object) -> Model:
    return {"FNumber": str(text)}


def _all(rows: Rows, table: str, of: type[F]) -> list[F]:
    return [row for row in rows.get(table, ()) if isinstance(row, of)]


class People:
    """Those who work at one tenant; they know what they have entered by the marks that it has elsewhere."""

    enters = tuple(FORMS)

    def __init__(self, books: Books, organization: str) -> None:
        self._books = books
        self._own = _number(organization)
        self._entered: dict[str, Stored] = {}
        self._models: Mapping[str, Callable[[Rows], Model]] = {
            "customers": self._customer,
            "products": self._material,
            "orders": self._order,
            "deliveries": self._out_stock,
            "invoices": self._receivable,
            "receipts": self._receipt,
        }

    def enter(self, kind: str, rows: Rows) -> Ref:
        """Enter a document, submit and audit it."""
        head: Any = rows[kind][0]
        bill = self.put(FORMS[kind], self._models[kind](rows))
        self._entered[head.id] = bill
        return Ref(kind, bill.number if kind in _MASTERS else str(bill.values[bill.shape.pk]))

    def put(self, form: str, model: Model, *, audited: bool = True) -> Stored:
        """Enter any bill."""
        bill = self._books.save(SHAPES[form], {"Model": model})
        if audited:
            self._operate(bill, "Submit", "Audit")
        return bill

    def change(self, ref: Ref, rows: Rows) -> None:
        """Take a document back, change it, and put it in force again: another name, or money placed on receivables."""
        bill = self._of(ref)
        self._operate(bill, "UnAudit")
        head: Any = rows[ref.kind][0]
        changed: Model = {"FName": head.name} if ref.kind in _MASTERS else self._sources(rows)
        known = {bill.shape.pk: bill.values[bill.shape.pk], bill.shape.number: bill.number}
        self._books.save(bill.shape, {"IsDeleteEntry": "false", "Model": {**known, **changed}})
        self._operate(bill, "Submit", "Audit")

    def delete(self, ref: Ref) -> None:
        """Delete a document; nothing of it is left."""
        self._books.bills.remove(self._of(ref))

    def _of(self, ref: Ref) -> Stored:
        bills = self._books.of(FORMS[ref.kind])
        return next(bill for bill in bills if ref.id in (bill.number, str(bill.values[bill.shape.pk])))

    def _operate(self, bill: Stored, *operations: str) -> None:
        for operation in operations:
            self._books.operate(operation, bill.shape, bill.number)

    # What each bill is written as

    def _customer(self, rows: Rows) -> Model:
        (fact,) = _all(rows, "customers", Customer)
        bank = [{"FBANKCODE": "6222"}]
        return {"FNumber": fact.id, "FName": fact.name, "FUseOrgId": self._own, "FT_BD_CUSTBANK": bank}

    def _material(self, rows: Rows) -> Model:
        (fact,) = _all(rows, "products", Product)
        return {"FNumber": fact.id, "FName": fact.name, "FUseOrgId": self._own}

    def _order(self, rows: Rows) -> Model:
        (order,) = _all(rows, "orders", Order)
        finance = {"FSettleCurrId": _number(_CURRENCIES[str(order.currency)]), "FIsIncludedTax": "true"}
        return {
            "FBillTypeID": _number("XSDD01_SYS"),
            "FDate": order.ordered_on.isoformat(),
            "FSaleOrgId": self._own,
            "FCUSTID": _number(order.customer),
            "FSaleOrderFinance": finance,
            "FSaleOrderEntry": [_ordered(line) for line in _all(rows, "order_lines", OrderLine)],
        }

    def _out_stock(self, rows: Rows) -> Model:
        """An out-stock bill that is made from an order, whose lines it names by their ids."""
        (delivery,) = _all(rows, "deliveries", Delivery)
        order = self._entered[str(delivery.order)]
        return {
            "FDate": str(delivery.shipped_on),
            "FSaleOrgId": self._own,
            "FStockOrgId": self._own,
            "FCustomerID": _number(order.values["FCUSTID"]),
            "FCarriageNO": delivery.waybill or "",
            "FEntity": [_sent(order, line) for line in _all(rows, "delivery_lines", DeliveryLine)],
        }

    def _receivable(self, rows: Rows) -> Model:
        (invoice,) = _all(rows, "invoices", Invoice)
        return {
            "FDATE": invoice.issued_on.isoformat(),
            "FENDDATE_H": str(invoice.due_on or invoice.issued_on),
            "FCUSTOMERID": _number(invoice.customer),
            "FCURRENCYID": _number(_CURRENCIES[invoice.gross.currency]),
            **dict.fromkeys(("FSETTLEORGID", "FPAYORGID", "FSALEORGID"), self._own),
            "FEntityDetail": [_owed(line) for line in _all(rows, "invoice_lines", InvoiceLine)],
        }

    def _receipt(self, rows: Rows) -> Model:
        (receipt,) = _all(rows, "receipts", Receipt)
        customer, currency = _number(receipt.customer), _number(_CURRENCIES[receipt.amount.currency])
        line = {
            "FPURPOSEID": _number("SFKYT01_SYS"),
            "FSETTLETYPEID": _number(_PAID[str(receipt.method)]),
            "FRECTOTALAMOUNTFOR": str(receipt.amount),
            "FRECAMOUNTFOR_E": str(receipt.amount),
            "FCOMMENT": receipt.remittance or "",
        }
        return {
            "FDATE": receipt.received_on.isoformat(),
            **dict.fromkeys(("FCONTACTUNITTYPE", "FPAYUNITTYPE"), "BD_Customer"),
            **dict.fromkeys(("FCONTACTUNIT", "FPAYUNIT"), customer),
            **dict.fromkeys(("FCURRENCYID", "FSETTLECUR"), currency),
            **dict.fromkeys(("FSETTLEORGID", "FPAYORGID", "FSALEORGID"), self._own),
            "FRECEIVEBILLENTRY": [line],
        }

    def _sources(self, rows: Rows) -> Model:
        """The receivables that money is placed on, picked as the sources of its receipt."""
        picked: list[Model] = []
        for placed in _all(rows, "allocations", Allocation):
            target = self._entered[placed.target]
            whole = target.values["FALLAMOUNTFOR"]
            told = {"FAFTTAXTOTALAMOUNT": whole, "FPLANRECAMOUNT": whole, "FREALRECAMOUNT": str(placed.amount)}
            picked.append({"FSRCBILLTYPEID": "AR_receivable", "FSRCBILLNO": target.number, **told})
        return {"FRECEIVEBILLSRCENTRY": picked}


def _ordered(line: OrderLine) -> Model:
    rate = (line.tax_rate or 0) * 100
    taxed = line.price * (100 + rate) / 100
    priced = {"FPrice": str(line.price), "FTaxPrice": str(taxed), "FEntryTaxRate": str(rate)}
    return {"FRowType": "Standard", "FMaterialId": _number(line.product), "FQty": str(line.qty), **priced}


def _sent(order: Stored, line: DeliveryLine) -> Model:
    ordered = order.lines["FSaleOrderEntry"][line.order_line - 1]
    return {
        "FMaterialID": _number(ordered["FMaterialId"]),
        "FMustQty": ordered["FQty"],
        "FRealQty": str(line.qty),
        "FSrcType": "SAL_SaleOrder",
        "FSrcBillNo": order.number,
        "FSoorDerno": order.number,
        "FSOEntryId": ordered["id"],
    }


def _owed(line: InvoiceLine) -> Model:
    gross, qty = Decimal(str(line.gross)), line.qty or Decimal(1)
    return {
        "FMATERIALID": _number(line.product),
        "FPriceQty": str(qty),
        "FTaxPrice": str(gross / qty),
        "FEntryTaxRate": str((line.tax_rate or 0) * 100),
        "FNoTaxAmountFor_D": str(line.net),
        "FTAXAMOUNTFOR_D": str(line.tax),
        "FALLAMOUNTFOR_D": str(gross),
    }

"""The default profile: the forms of K3 Cloud that are read and written, after the wire sheet (section 6).

`F_SS_*` are fields of our own that an administrator adds to a form, for what K3 Cloud has no place for. Everything here
can be changed for a tenant by its configuration. Tagged INF there, or not on the sheet at all: FTAXREGISTERCODE, FTEL,
FADDRESS, FTRADINGCURRID, FModifyDate, FApproveDate, FCancelDate, FCloseDate, FCancelStatus, FCloseStatus,
FDiscountRate, FSoorDerno, FSOEntryId, FCARRIAGENO, FREALRECAMOUNT, FRECAMOUNTFOR_E, FEXCHANGERATE, BD_MATERIAL.
Closing and cancelling have times of their own and leave that of saving as it was: such bills are read by them too.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from salessupport_kingdee.profile import DATE, DECIMAL, RAW, REF, Entry, Field, Form, computed, extra, read

CUSTOMERS: Final = Form(
    kind="customers",
    id="BD_Customer",
    pk="FCUSTID",
    number="FNumber",
    scope="FUseOrgId",
    fields={
        "number": read("FNumber"),
        "key": Field("F_SS_KEY"),
        "name": Field("FName"),
        "tax_id": Field("FTAXREGISTERCODE"),
        "address": Field("FADDRESS"),
        "phone": Field("FTEL"),
        "currency": Field("FTRADINGCURRID", REF),
        "forbidden": read("FForbidStatus", RAW),
    },
    constants={"FCreateOrgId": "ref:{organization}", "FUseOrgId": "ref:{organization}"},
    needed=frozenset({"key", "name"}),
)
PRODUCTS: Final = Form(
    kind="products",
    id="BD_MATERIAL",
    pk="FMATERIALID",
    number="FNumber",
    scope="FUseOrgId",
    fields={
        "number": read("FNumber"),
        "name": read("FName"),
        "spec": read("FSpecification"),
        "unit": read("FBaseUnitId", REF),
    },
    needed=frozenset({"name"}),
)
ORDERS: Final = Form(
    kind="orders",
    id="SAL_SaleOrder",
    pk="FID",
    number="FBillNo",
    scope="FSaleOrgId",
    fields={
        "id": Field("F_SS_NO"),
        "customer": Field("FCustId", REF),
        "ordered_on": Field("FDate", DATE),
        "salesperson": Field("FSalerId", REF),
        "currency": Field("FSettleCurrId", REF, within="FSaleOrderFinance"),
        "customer_ref": Field("F_SS_REF"),
        "cancelled": read("FCancelStatus", RAW),
        "closed": read("FCloseStatus", RAW),
    },
    entries={
        "lines": Entry(
            "FSaleOrderEntry",
            {
                "line": Field("F_SS_LINE", DECIMAL),
                "product": Field("FMaterialId", REF),
                "qty": Field("FQty", DECIMAL),
                "price": Field("FPrice", DECIMAL),
                "tax_rate": Field("FEntryTaxRate", DECIMAL),
                "discount": Field("FDiscountRate", DECIMAL),
                "promised_on": Field("FDeliveryDate", DATE),
                "sent": read("FStockOutQty", DECIMAL),
            },
        )
    },
    constants={
        "FBillTypeID": "ref:XSDD01_SYS",
        "FSaleOrgId": "ref:{organization}",
        "FSaleOrderFinance.FIsIncludedTax": "false",
        "lines.FRowType": "Standard",
    },
    needed=frozenset({"id", "customer", "ordered_on"}),
    stamps=("FModifyDate", "FApproveDate", "FCloseDate", "FCancelDate"),
)
DELIVERIES: Final = Form(
    kind="deliveries",
    id="SAL_OUTSTOCK",
    pk="FID",
    number="FBillNo",
    scope="FSaleOrgId",
    fields={"shipped_on": read("FDate", DATE), "waybill": read("FCARRIAGENO")},
    entries={
        "lines": Entry(
            "FEntity",
            {
                "order": read("FSoorDerno"),
                "order_entry": read("FSOEntryId", RAW),
                "qty": read("FRealQty", DECIMAL),
            },
        )
    },
    needed=frozenset({"shipped_on"}),
)
INVOICES: Final = Form(
    kind="invoices",
    id="AR_receivable",
    pk="FID",
    number="FBillNo",
    scope="FSETTLEORGID",
    fields={
        "id": Field("F_SS_NO"),
        "kind": Field("F_SS_KIND"),
        "number": Field("F_SS_INVOICE"),
        "customer": Field("FCUSTOMERID", REF),
        "issued_on": Field("FDATE", DATE),
        "due_on": Field("FENDDATE_H", DATE),
        "currency": Field("FCURRENCYID", REF),
        "net": computed("FNOTAXAMOUNTFOR"),
        "gross": computed("FALLAMOUNTFOR"),
        "rate": read("FEXCHANGERATE", DECIMAL),
        "cancelled": read("FCancelStatus", RAW),
    },
    entries={
        "lines": Entry(
            "FEntityDetail",
            {
                "line": Field("F_SS_LINE", DECIMAL),
                "product": Field("FMATERIALID", REF),
                "qty": Field("FPriceQty", DECIMAL),
                "tax_price": extra("FTaxPrice", DECIMAL),
                "tax_rate": Field("FEntryTaxRate", DECIMAL),
                "net": Field("FNoTaxAmountFor_D", DECIMAL),
                "tax": Field("FTAXAMOUNTFOR_D", DECIMAL),
                "gross": Field("FALLAMOUNTFOR_D", DECIMAL),
                "order": Field("FORDERNUMBER"),
                "source_form": Field("FSOURCETYPE"),
                "source": Field("FSourceBillNo"),
                "open": read("FNORECEIVEAMOUNT", DECIMAL),
            },
        )
    },
    constants={
        "FSETTLEORGID": "ref:{organization}",
        "FPAYORGID": "ref:{organization}",
        "FSALEORGID": "ref:{organization}",
    },
    needed=frozenset({"id", "customer", "issued_on", "currency", "gross"}),
    stamps=("FModifyDate", "FApproveDate", "FCancelDate"),
)
RECEIPTS: Final = Form(
    kind="receipts",
    id="AR_RECEIVEBILL",
    pk="FID",
    number="FBillNo",
    scope="FSETTLEORGID",
    fields={
        "id": Field("FTHIRDBILLNO"),
        "customer": Field("FCONTACTUNIT", REF),
        "payer": extra("FPAYUNIT", REF),
        "received_on": Field("FDATE", DATE),
        "currency": Field("FCURRENCYID", REF),
        "settle_currency": extra("FSETTLECUR", REF),
        "unit": read("FCONTACTUNITTYPE", RAW),
        "rate": read("FEXCHANGERATE", DECIMAL),
    },
    entries={
        "lines": Entry(
            "FRECEIVEBILLENTRY",
            {
                "total": Field("FRECTOTALAMOUNTFOR", DECIMAL),
                "amount": Field("FRECAMOUNTFOR_E", DECIMAL),
                "fee": Field("FHANDLINGCHARGEFOR", DECIMAL),
                "method": Field("FSETTLETYPEID", REF),
                "remittance": Field("FCOMMENT"),
            },
        ),
        "sources": Entry(
            "FRECEIVEBILLSRCENTRY",
            {
                "form": Field("FSRCBILLTYPEID"),
                "invoice": Field("FSRCBILLNO"),
                "placed": Field("FREALRECAMOUNT", DECIMAL),
            },
        ),
    },
    constants={
        "FCONTACTUNITTYPE": "BD_Customer",
        "FPAYUNITTYPE": "BD_Customer",
        "FPAYORGID": "ref:{organization}",
        "FSETTLEORGID": "ref:{organization}",
        "FSALEORGID": "ref:{organization}",
        "lines.FPURPOSEID": "ref:SFKYT01_SYS",
    },
    needed=frozenset({"id", "customer", "received_on", "currency"}),
)
FORMS: Final[Mapping[str, Form]] = {
    form.kind: form for form in (CUSTOMERS, PRODUCTS, ORDERS, DELIVERIES, INVOICES, RECEIPTS)
}
"""Every form by the books table that it is read into."""

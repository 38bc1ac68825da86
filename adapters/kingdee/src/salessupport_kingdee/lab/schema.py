"""The forms of one tenant, in its own spelling, which differs from the usual one here and there.

`t` text, `r` reference to base data, `n` number, `d` time. An entry's id and place come by themselves.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from attrs import frozen

_OWN: Final = "FDocumentStatus:t FCreateDate:d FModifyDate:d FApproveDate:d"
_PREFIXES: Final = {"SAL_SaleOrder": "XSDD", "SAL_OUTSTOCK": "XSCKD", "AR_receivable": "AR", "AR_RECEIVEBILL": "SKD"}


def _fields(text: str) -> dict[str, str]:
    return dict(part.split(":") for part in text.split())


@frozen
class Shape:
    """A form: its id field, its number field, its fields, its entries with theirs; `needs` may not be left out.

    `prefix` begins the numbers that it gives by itself.
    """

    id: str
    pk: str
    number: str
    head: Mapping[str, str]
    entries: Mapping[str, Mapping[str, str]]
    needs: tuple[str, ...] = ()
    prefix: str = ""

    @property
    def keys(self) -> list[str]:
        """The keys of all fields, as the metadata tells them."""
        return [*self.head, *(key for entry in self.entries.values() for key in entry)]


def _shape(id_: str, pk: str, number: str, head: str, needs: str = "", **entries: str) -> Shape:
    own = {pk: "n", number: "t", **_fields(_OWN)}
    return Shape(
        id_,
        pk,
        number,
        {**own, **_fields(head)},
        {key: _fields(text) for key, text in entries.items()},
        tuple(needs.split()),
        _PREFIXES.get(id_, ""),
    )


SHAPES: Final[Mapping[str, Shape]] = {
    shape.id: shape
    for shape in (
        _shape(
            "BD_Customer",
            "FCUSTID",
            "FNumber",
            "FName:t FShortName:t FCreateOrgId:r FUseOrgId:r FTaxRegisterCode:t FADDRESS:t FTEL:t FTRADINGCURRID:r "
            "FForbidStatus:t F_SS_KEY:t",
            "FName",
            FT_BD_CUSTBANK="FBANKCODE:t",
            FT_BD_CUSTCONTACT="FCONTACT:t",
        ),
        _shape(
            "BD_MATERIAL",
            "FMATERIALID",
            "FNumber",
            "FName:t FSpecification:t FBaseUnitId:r FUseOrgId:r FCreateOrgId:r",
            "FName",
        ),
        _shape(
            "SAL_SaleOrder",
            "FID",
            "FBillNo",
            "FBillTypeID:r FDate:d FSaleOrgId:r FCUSTID:r FSalerId:r FSettleCurrId:r FIsIncludedTax:t FCancelStatus:t "
            "FCancelDate:d FCloseStatus:t FCloseDate:d FBillAllAmount:n F_SS_NO:t F_SS_REF:t",
            "FDate FCUSTID",
            FSaleOrderEntry="FRowType:t FMaterialId:r FQty:n FPrice:n FTaxPrice:n FEntryTaxRate:n FDiscountRate:n "
            "FDeliveryDate:d FAllAmount:n FStockOutQty:n F_SS_LINE:n",
        ),
        _shape(
            "SAL_OUTSTOCK",
            "FID",
            "FBillNo",
            "FDate:d FCustomerID:r FSaleOrgId:r FStockOrgId:r FCarriageNO:t FCancelStatus:t FCancelDate:d",
            "FDate",
            FEntity="FMaterialID:r FMustQty:n FRealQty:n FSrcType:t FSrcBillNo:t FSoorDerno:t FSOEntryId:n",
        ),
        _shape(
            "AR_receivable",
            "FID",
            "FBillNo",
            "FDATE:d FENDDATE_H:d FCUSTOMERID:r FCURRENCYID:r FSETTLEORGID:r FPAYORGID:r FSALEORGID:r "
            "FALLAMOUNTFOR:n FNOTAXAMOUNTFOR:n FEXCHANGERATE:n FCancelStatus:t FCancelDate:d "
            "F_SS_NO:t F_SS_KIND:t F_SS_INVOICE:t",
            "FDATE FCUSTOMERID FCURRENCYID",
            FEntityDetail="FMATERIALID:r FPriceQty:n FTaxPrice:n FEntryTaxRate:n FNoTaxAmountFor_D:n FTAXAMOUNTFOR_D:n "
            "FALLAMOUNTFOR_D:n FSOURCETYPE:t FSourceBillNo:t FORDERNUMBER:t FNORECEIVEAMOUNT:n F_SS_LINE:n",
        ),
        _shape(
            "AR_RECEIVEBILL",
            "FID",
            "FBillNo",
            "FDATE:d FCONTACTUNITTYPE:t FCONTACTUNIT:r FPAYUNITTYPE:t FPAYUNIT:r FCURRENCYID:r FSETTLECUR:r "
            "FPAYORGID:r FSETTLEORGID:r FSALEORGID:r FEXCHANGERATE:n FCancelStatus:t FCancelDate:d FTHIRDBILLNO:t",
            "FDATE FCONTACTUNIT FCURRENCYID",
            FRECEIVEBILLENTRY="FPURPOSEID:r FSETTLETYPEID:r FRECTOTALAMOUNTFOR:n FRECAMOUNTFOR_E:n "
            "FHANDLINGCHARGEFOR:n FCOMMENT:t",
            FRECEIVEBILLSRCENTRY="FSRCBILLTYPEID:t FSRCBILLNO:t FAFTTAXTOTALAMOUNT:n FPLANRECAMOUNT:n FREALRECAMOUNT:n",
        ),
    )
}
"""Every form by its id."""
CUSTOMER_FIELDS: Final = frozenset({"FCUSTID", "FCUSTOMERID", "FCONTACTUNIT", "FPAYUNIT"})
"""References to customers."""
MATERIAL_FIELDS: Final = frozenset({"FMaterialId", "FMATERIALID", "FMaterialID"})
"""References to materials."""

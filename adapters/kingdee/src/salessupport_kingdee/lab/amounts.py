"""Amounts that K3 Cloud works out itself when a bill is saved: by line, each rounded half up, then their sums.

`recomputes`: a tenant that works a receivable's amounts out anew, from rounded prices. Source: wire sheet 6.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Final

Line = dict[str, Any]
_CENT: Final = Decimal("0.01")
_NONE: Final = Decimal(0)


def worked_out(form: str, head: Line, lines: Mapping[str, Sequence[Line]], *, recomputes: bool) -> None:
    """Fill in the amounts of an order or a receivable."""
    if form == "SAL_SaleOrder":
        _order(head, lines["FSaleOrderEntry"])
    elif form == "AR_receivable":
        _receivable(head, lines["FEntityDetail"], recomputes=recomputes)


def _order(head: Line, lines: Sequence[Line]) -> None:
    for line in lines:
        share = 1 - (line.get("FDiscountRate") or _NONE) / 100
        net = _rounded((line.get("FQty") or _NONE) * (line.get("FPrice") or _NONE) * share)
        line["FAllAmount"] = net + _rounded(net * (line.get("FEntryTaxRate") or _NONE) / 100)
    head["FBillAllAmount"] = sum((line["FAllAmount"] for line in lines), _NONE)


def _receivable(head: Line, lines: Sequence[Line], *, recomputes: bool) -> None:
    for line in lines:
        if recomputes:
            line["FALLAMOUNTFOR_D"] = _rounded(_rounded(line["FTaxPrice"]) * line["FPriceQty"] * Decimal("1.01"))
        line["FNORECEIVEAMOUNT"] = line.get("FALLAMOUNTFOR_D", _NONE)
    head["FALLAMOUNTFOR"] = sum((line.get("FALLAMOUNTFOR_D", _NONE) for line in lines), _NONE)
    head["FNOTAXAMOUNTFOR"] = sum((line.get("FNoTaxAmountFor_D", _NONE) for line in lines), _NONE)


def _rounded(amount: Decimal) -> Decimal:
    return amount.quantize(_CENT, ROUND_HALF_UP)

"""Adjustments: refunds within what a receipt has, write-offs within the invoice, both after what they are about."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from salessupport.domain.consistency.fault import Fault
from salessupport.domain.facts import Adjustment
from salessupport.domain.history import History
from salessupport.domain.receivables.entries import settles
from salessupport.domain.values.money import Money


def faults(history: History) -> Iterator[Fault]:
    """Faults of adjustments and of the dates of charges."""
    sums: defaultdict[str, int] = defaultdict(int)
    for row, adjustment in enumerate(history.facts.adjustments):
        if adjustment.kind != "fx":
            if adjustment.amount.minor < 0:
                yield Fault("adjustments", row, "amount", "money.negative", {"value": adjustment.amount})
            yield from _beyond(history, row, adjustment, sums)
        yield from _dates(history, row, adjustment)


def _beyond(history: History, row: int, adjustment: Adjustment, sums: defaultdict[str, int]) -> Iterator[Fault]:
    about = adjustment.about or ""
    code, field = ("refund.exceeds_unapplied", "receipt") if adjustment.kind == "refund" else _WRITE_OFF
    limit = _worth(history, adjustment)
    if limit is None or limit.currency != adjustment.amount.currency:
        return
    sums[about] += adjustment.amount.minor
    if sums[about] > limit.minor:
        amount = Money(sums[about], limit.currency)
        yield Fault("adjustments", row, "amount", code, {field: about, "amount": amount, "remaining": limit})


_WRITE_OFF = ("write_off.exceeds_open", "invoice")


def _worth(history: History, adjustment: Adjustment) -> Money | None:
    about = adjustment.about or ""
    if adjustment.kind == "refund":
        receipt = history.receipts.get(about)
        return settles(history, receipt) if receipt is not None else None
    invoice = history.invoices.get(about)
    return invoice.gross if invoice is not None else None


def _dates(history: History, row: int, adjustment: Adjustment) -> Iterator[Fault]:
    receipt, invoice = history.receipts.get(adjustment.about or ""), history.invoices.get(adjustment.about or "")
    earliest = receipt.received_on if receipt is not None else invoice.issued_on if invoice is not None else None
    if earliest is not None and adjustment.effective_on < earliest:
        context = {
            "later_field": "effective_on",
            "later": adjustment.effective_on,
            "earlier_field": adjustment.about,
            "earlier": earliest,
        }
        yield Fault("adjustments", row, "effective_on", "date.order", context)

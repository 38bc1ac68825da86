"""What a tenant holds open on a day: the open amounts of today, with what later receipts have paid put back.

K3 Cloud tells what is open now, on the lines of a receivable. Write-offs that people made by hand after the day,
without a source on a receipt, cannot be put back: ask soon after the day. Where the tenant has no such field, receipts
of up to the day are taken off the gross. Source: LD-02; wire sheet 6 (never from head fields).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal

from salessupport.domain.values.quantity import CONTEXT
from salessupport.spi.documents import RemoteOpenItem

from salessupport_kingdee import filters
from salessupport_kingdee.codes import Codes, day, day_or_none, decimal, given, money, text
from salessupport_kingdee.mapping_receipts import on_receivable
from salessupport_kingdee.names import our_number
from salessupport_kingdee.remote import Remote
from salessupport_kingdee.wire import Bill


def open_items(remote: Remote, codes: Codes, *, as_of: date, customer: str | None) -> Iterator[RemoteOpenItem]:
    """Hand over every receivable that was not paid in full on the day."""
    form = remote.form("invoices")
    tells = bool(form.entries["lines"].fields["open"].key)
    moved = _placed(remote, as_of, later=tells)
    where = filters.every(
        filters.equal(form.status, "C"),
        filters.until(form.fields["issued_on"].key, as_of.isoformat()),
        filters.equal(form.fields["customer"].asked, customer) if customer is not None else "",
    )
    for page in remote.walk(form, where):
        for bill in page:
            left = _left(bill, moved.get(bill.number, Decimal(0)), tells=tells)
            if left:
                yield _item(bill, left, codes)


def _left(bill: Bill, moved: Decimal, *, tells: bool) -> Decimal:
    if not tells:
        return CONTEXT.subtract(decimal(bill.head, "gross") or Decimal(0), moved)
    now = sum((decimal(line, "open") or Decimal(0) for line in bill.rows.get("lines", ())), Decimal(0))
    return CONTEXT.add(now, moved)


def _item(bill: Bill, left: Decimal, codes: Codes) -> RemoteOpenItem:
    currency = codes.currency_in(bill.text("currency"))
    return RemoteOpenItem(
        ref=bill.id,
        number=bill.text("number") or our_number(bill.text("id"), bill.number),
        customer=given(bill.text("customer"), "customer", bill),
        issued_on=day(bill, "issued_on"),
        due_on=day_or_none(bill, "due_on"),
        gross=money(decimal(bill.head, "gross"), currency, "gross"),
        open=money(left, currency, "open"),
    )


def _placed(remote: Remote, as_of: date, *, later: bool) -> Mapping[str, Decimal]:
    """What receipts of later days (else of up to the day) have as sources, by receivable."""
    form = remote.form("receipts")
    on = form.fields["received_on"].key
    day_ = as_of.isoformat()
    where = filters.every(filters.equal(form.status, "C"), f"{on} > '{day_}'" if later else filters.until(on, day_))
    sums: defaultdict[str, Decimal] = defaultdict(Decimal)
    for page in remote.walk(form, where):
        for row in (row for bill in page for row in bill.rows.get("sources", ()) if on_receivable(row)):
            sums[text(row, "invoice") or ""] += decimal(row, "placed") or Decimal(0)
    return sums

"""Our numbers by Kingdee's and Kingdee's by ours: looked up for one page of bills, never kept.

Documents there name each other by bill numbers, which are not our numbers. Source: wire sheet 6 (FSrcBillNo and kin).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from salessupport_kingdee import filters, wire
from salessupport_kingdee.names import Names, line_numbers, our_number
from salessupport_kingdee.profile import Form
from salessupport_kingdee.remote import Remote
from salessupport_kingdee.wire import Bill


def of_page(remote: Remote, kind: str, bills: Iterable[Bill]) -> Names:
    """What the bills of a page name, by our numbers."""
    if kind == "deliveries":
        orders = _named(bills, "lines", "order")
        return Names(orders=_ours(remote, "orders", orders), order_lines=_order_lines(remote, orders))
    if kind == "invoices":
        bills = list(bills)
        orders, sources = _named(bills, "lines", "order"), _named(bills, "lines", "source")
        return Names(_ours(remote, "orders", orders), _ours(remote, "invoices", sources))
    if kind == "receipts":
        return _receivables(remote, _named(bills, "sources", "invoice"))
    return Names()


def theirs(remote: Remote, kind: str, ours: Collection[str]) -> Mapping[str, str]:
    """Kingdee's bill numbers by ours; what is not there is left out."""
    if not ours:
        return {}
    form = remote.form(kind)
    own = form.fields["id"].key
    where = filters.either(filters.among(own, sorted(ours)), filters.among(form.number, sorted(ours)))
    return {our: number for number, our in _pairs(remote, form, where) if our in ours}


def _ours(remote: Remote, kind: str, numbers: Collection[str]) -> Mapping[str, str]:
    form = remote.form(kind)
    return dict(_pairs(remote, form, filters.among(form.number, sorted(numbers)))) if numbers else {}


def _pairs(remote: Remote, form: Form, where: str) -> list[tuple[str, str]]:
    """Bill numbers and our numbers; a bill that people made goes by its own."""
    keys = [form.number, form.fields["id"].key]
    rows = remote.rows(form, keys, where, order=f"{form.pk} ASC")
    return [(str(number), our_number(str(our or ""), str(number))) for number, our in rows]


def _receivables(remote: Remote, numbers: Collection[str]) -> Names:
    """Our numbers of receivables, and the days on which they were issued."""
    if not numbers:
        return Names()
    form = remote.form("invoices")
    keys = [form.number, form.fields["id"].key, form.fields["issued_on"].key]
    rows = list(remote.rows(form, keys, filters.among(form.number, sorted(numbers)), order=f"{form.pk} ASC"))
    return Names(
        invoices={str(number): our_number(str(our or ""), str(number)) for number, our, _ in rows},
        issued={str(number): on for number, _, stamp in rows if (on := wire.day_of(stamp)) is not None},
    )


def _order_lines(remote: Remote, numbers: Collection[str]) -> Mapping[str, int]:
    """Our numbers of lines by their ids."""
    if not numbers:
        return {}
    form = remote.form("orders")
    entry = form.entries["lines"]
    order = f"{form.pk} ASC, {entry.id} ASC"
    where = filters.among(form.number, sorted(numbers))
    rows = list(remote.rows(form, wire.line_keys(form, entry), where, order=order))
    orders = wire.lines_of(entry, rows).values()
    pairs = (pair for some in orders for pair in zip(some, line_numbers(some), strict=True))
    return {str(line["entry"]): number for line, number in pairs}


def _named(bills: Iterable[Bill], entry: str, name: str) -> set[str]:
    rows = (row for bill in bills for row in bill.rows.get(entry, ()))
    return {value for row in rows if isinstance(value := row.get(name), str)}

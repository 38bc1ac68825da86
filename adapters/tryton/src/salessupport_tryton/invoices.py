"""Invoices as a connection hands them over: customer invoices, and credit notes with the invoice that they take back.

A credit note says by the lines it has what it takes back; which invoices those are of is asked for a page at once.
Source: wire/tryton.md 3 "Order to cash".
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from salessupport.spi.feed import Change

from salessupport_tryton.connection import Source
from salessupport_tryton.feed import Watch
from salessupport_tryton.names import change_of, id_in
from salessupport_tryton.papers import INVOICE_FIELDS, invoice_rows, origins_of
from salessupport_tryton.transport import Client
from salessupport_tryton.wire import Row, id_of

_KIND = "invoices"


def invoices(client: Client) -> Source:
    """What a connection hands over as invoices."""
    watch = Watch(_KIND, "account.invoice", (["type", "=", "out"],))
    return Source(_KIND, (watch,), tuple(INVOICE_FIELDS), partial(_changes, client))


def _changes(client: Client, rows: Sequence[Row]) -> list[Change]:
    originals = _originals(client, [each for row in rows for each in origins_of(row)])
    read = [(row, invoice_rows(row, originals)) for row in rows]
    return [change_of(_KIND, row, each) for row, each in read if each is not None]


def _originals(client: Client, lines: Sequence[int]) -> dict[int, str]:
    """Our ids of invoices by the numbers of their lines."""
    if not lines:
        return {}
    found = client.read("account.invoice.line", lines, ["invoice.number", "invoice.description"])
    named = ((id_of(row), row.get("invoice.")) for row in found)
    return {number: id for number, row in named if isinstance(row, dict) and (id := id_in(row)) is not None}  # noqa: A001

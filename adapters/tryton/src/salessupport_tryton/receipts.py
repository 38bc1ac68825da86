"""Receipts as a connection hands them over: moves that take money, told again when their money is placed.

Law: what is placed touches the invoice or a reconciliation, never the move itself, so both are watched; a move that
hands money on tells of the receipt that it came from. Source: wire/tryton.md 3 (what a payment touches).
"""

from __future__ import annotations

from collections.abc import Sequence

from salessupport.spi.feed import Change

from salessupport_tryton.connection import Source
from salessupport_tryton.feed import Watch
from salessupport_tryton.moves import RECEIPT_FIELDS, receipt_rows
from salessupport_tryton.names import change_of
from salessupport_tryton.placements import ledger_of, receiving
from salessupport_tryton.steps import MOVES
from salessupport_tryton.transport import Client
from salessupport_tryton.wire import Row, rows_of

_KIND = "receipts"


def receipts(client: Client) -> Source:
    """What a connection hands over as receipts."""
    paid = (["type", "=", "out"], ["payment_lines", "!=", None])
    watches = (
        Watch(_KIND, "account.move", MOVES),
        Watch("placed", "account.invoice", paid, ("payment_lines", "move")),
        Watch("settled", "account.move.reconciliation", (), ("lines", "move")),
    )

    def changes(rows: Sequence[Row]) -> list[Change]:
        ledger = ledger_of(client, [line for row in rows for line in rows_of(row, "lines")])
        read = ((row, receipt_rows(row, ledger, client.config.codes)) for row in rows)
        return [change_of(_KIND, row, each) for row, each in read if each is not None]

    return Source(_KIND, watches, tuple(RECEIPT_FIELDS), changes, lambda moves: receiving(client, moves))

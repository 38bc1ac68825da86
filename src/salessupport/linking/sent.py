"""What we sent to a connection, as rows: our side of a document there, where the books say it in another way.

The books may leave it to a policy where a receipt's money stands; what is sent names the place, so it is sent rows that
the other system's have to equal. Source: LD-02; books.md Conventions 6.
"""

from __future__ import annotations

from collections.abc import Mapping

from salessupport.domain.facts import Fact
from salessupport.runtime.outbox import Outbox, State
from salessupport.spi.documents import Settlement
from salessupport.spi.ports.journal import Journal

Rows = Mapping[str, tuple[Fact, ...]]
Named = tuple[str, str]
"""A kind and our number."""


def sent_rows(journal: Journal, connection: str) -> Mapping[Named, Rows]:
    """The placements of every receipt that the connection has confirmed."""
    outbox = Outbox(journal)
    found: dict[Named, Rows] = {}
    for row in outbox.rows(state=State.CONFIRMED):
        if row.connection == connection and row.verb == "post_settlement":
            document = outbox.call(outbox.held(row.id)).arguments["settlement"]
            if isinstance(document, Settlement):
                found["receipts", document.receipt.id] = {"allocations": document.allocations}
    return found

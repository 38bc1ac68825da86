"""What we sent to a connection: the newest command of each document, and our side of what the books say otherwise.

The books may leave it to a policy where a receipt's money stands; what is sent names the place, so it is sent rows that
the other system's have to equal. Source: LD-02; books.md Conventions 6.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from attrs import evolve, frozen

from salessupport.domain.facts import Fact
from salessupport.linking.mirror import Mirrored
from salessupport.linking.sendings import KIND_OF
from salessupport.runtime.calls import Call
from salessupport.runtime.outbox import Outbox, Row, State
from salessupport.spi.documents import InvoiceDocument, Settlement
from salessupport.spi.keys import Key
from salessupport.spi.ports.journal import Journal

Rows = Mapping[str, tuple[Fact, ...]]
Named = tuple[str, str]
"""A kind and our number."""
_MARK: Final = re.compile("[0-9a-f]{8}")


@frozen
class Sent:
    """The newest command of every document that was put in for a connection, by kind and our number."""

    outbox: Outbox
    connection: str
    rows: Mapping[Named, Row]

    def document(self, row: Row) -> object:
        """The document as it was put in."""
        return content(self.outbox.call(self.outbox.held(row.id)))

    def confirmed(self) -> Iterator[tuple[Named, Row]]:
        """Those that the other system has."""
        return ((name, row) for name, row in self.rows.items() if row.state is State.CONFIRMED)

    def named(self, documents: Iterable[Mirrored]) -> Iterator[Mirrored]:
        """Documents of the mirror under our numbers, also those that were deleted before they were ever told."""
        ours = {row.ref: number for (_, number), row in self.confirmed()}
        return (one if one.ours else evolve(one, ours=ours.get(one.ref, "")) for one in documents)

    def settlements(self) -> dict[str, Settlement]:
        """Every receipt that the other system has confirmed, by our number."""
        found: dict[str, Settlement] = {}
        for (_, number), row in self.confirmed():
            document = self.document(row) if row.verb == "post_settlement" else None
            if isinstance(document, Settlement):
                found[number] = document
        return found

    def placements(self) -> Mapping[Named, Rows]:
        """The placements of each of them, as rows of the receipt."""
        return {("receipts", number): {"allocations": one.allocations} for number, one in self.settlements().items()}


def sent_to(journal: Journal, connection: str) -> Sent:
    """What was put in for a connection by pushes; commands with other keys are other people's."""
    outbox = Outbox(journal)
    return Sent(
        outbox,
        connection,
        {
            (KIND_OF[row.verb], row.key.parts[1]): row
            for row in outbox.rows()
            if row.connection == connection and row.verb in KIND_OF and _pushed(row.key)
        },
    )


def _pushed(key: Key) -> bool:
    return len(key.parts) in (2, 3) and _MARK.fullmatch(key.parts[0]) is not None


def first_key(verb: str, company: str, number: str) -> Key:
    """The key of a document: eight digits tell companies apart that send documents of one number to one system."""
    return Key.of(verb, hashlib.sha256(company.encode()).hexdigest()[:8], number)


def next_key(key: Key, digest: str) -> Key:
    """The key of a further command about the same document, by the digest of what it sends."""
    return Key.of(key.operation, *key.parts[:2], digest[:12])


def content(call: Call) -> object:
    """What a command sends, without the master data that go with it."""
    sent: Any = next(value for name, value in call.arguments.items() if name != "expect")
    return evolve(sent, buyer=None) if isinstance(sent, InvoiceDocument) else sent

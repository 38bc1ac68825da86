"""`Inbox`: what other systems tell us (webhooks, mails) is handled once, however often and in whatever order it comes.

Laws: an event is handled in the transaction that notes it, so it is handled wholly and once; told again it gives the
first result (B110); told again with another content it is refused. Events are noted for ever: a sender may repeat one
after any time. An event is a hint: for money, its handler asks the other system. Source: reliability.md 3.11; F24-F26.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from typing import Final

from attrs import frozen

from salessupport.domain.values.errors import InvalidIdentifier
from salessupport.runtime.crash import crashpoint
from salessupport.spi.errors import ReplayDetected
from salessupport.spi.ports.journal import Draft, Journal, Json, Slot, Transaction

SPACE: Final = "inbox"
"""The space of its slots."""


@frozen
class Event:
    """Something that a source told us under an id of its own; `content` as it came, verified before."""

    source: str
    id: str
    content: bytes

    @property
    def key(self) -> str:
        """Its name here."""
        return f"{self.source}:{self.id}"

    @property
    def digest(self) -> str:
        """SHA-256 of its content."""
        return hashlib.sha256(self.content).hexdigest()


@frozen
class Received:
    """What came of an event; `first` if it was handled just now."""

    result: Mapping[str, Json]
    first: bool


Handler = Callable[[Transaction, Event], Mapping[str, Json]]
"""Handles an event in the transaction that notes it, and gives what is to be answered if it is told again."""


class Inbox:
    """The inbox of a journal."""

    def __init__(self, journal: Journal) -> None:
        self.journal = journal

    def receive(self, event: Event, handle: Handler, /) -> Received:
        """Have an event handled, unless it was; what `handle` raises leaves it as if it had never come.

        Raises `InvalidIdentifier` for an event without id or source, `ReplayDetected` for one that came before with
        another content.
        """
        if not event.id or not event.source or ":" in event.source:
            raise InvalidIdentifier("event.id", path=event.key)
        with self.journal.transaction() as transaction:
            held = transaction.slot(SPACE, event.key)
            if held is not None:
                return _again(event, held.slot.body)
            crashpoint("inbox.receive.before_handling")
            result = handle(transaction, event)
            crashpoint("inbox.receive.after_handling")
            body: Mapping[str, Json] = {"digest": event.digest, "result": result}
            slot = Slot(SPACE, event.key, body)
            transaction.append(Draft("inbox.received", event.key, event.source, slot=slot))
            crashpoint("inbox.receive.after_entry")
        crashpoint("inbox.receive.after_commit")
        return Received(result, first=True)


def _again(event: Event, body: Mapping[str, Json]) -> Received:
    result = body["result"]
    if body["digest"] != event.digest or not isinstance(result, Mapping):
        raise ReplayDetected("event.changed", path=event.key)
    return Received(result, first=False)

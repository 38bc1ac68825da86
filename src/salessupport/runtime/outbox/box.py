"""`Outbox`: intents go in once for their key, in the transaction of whatever they belong to; rows and results come out.

Laws: the same key with the same request is the same row, with another one `IdempotencyMismatch`; keys never expire. An
intent that was acknowledged is in the journal. Source: reliability.md 3.3; B52-B54.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from attrs import frozen

from salessupport.domain.values.errors import IllegalTransition, NotFound
from salessupport.runtime.calls import Call, result_of
from salessupport.runtime.canonical import parsed
from salessupport.runtime.crash import crashpoint
from salessupport.runtime.outbox.row import SPACE, Row, State, row_id
from salessupport.spi.errors import IdempotencyMismatch
from salessupport.spi.keys import Key
from salessupport.spi.outcomes import Done
from salessupport.spi.ports.journal import Draft, Entry, Held, Journal, Json, Transaction


@frozen
class Intent:
    """A command that is to be done: on which connection, under which key, by whom.

    Commands with one `lane` (a customer, an order) are done one after another, in the order in which they were put in;
    with none, it waits for nothing.
    """

    connection: str
    key: Key
    call: Call
    actor: str
    lane: str = ""


class Outbox:
    """The outbox of a journal."""

    def __init__(self, journal: Journal) -> None:
        self.journal = journal

    def put(self, transaction: Transaction, intent: Intent, /) -> Row:
        """Take an intent in, in a transaction with whatever it follows from; gives the row, new or as it stands.

        Raises `IdempotencyMismatch` if the key was used with another request.
        """
        held = transaction.slot(SPACE, row_id(intent.connection, intent.key))
        call = intent.call
        if held is not None:
            row = Row.of(held)
            if row.digest != call.digest:
                raise IdempotencyMismatch("key.reused", path=row.id, key=intent.key.text)
            return row
        lane = f"{intent.connection}/{intent.lane}" if intent.lane else ""
        row = Row(intent.connection, intent.key, call.port, call.verb, call.digest, lane)
        crashpoint("outbox.put.before_intent")
        payload = {"call": call.text}
        transaction.append(Draft("outbox.intended", row.id, intent.actor, payload, slot=row.slot(transaction.now)))
        crashpoint("outbox.put.after_intent")
        return row

    def put_all(self, intents: Iterable[Intent], /) -> tuple[Row, ...]:
        """Take intents in, all or none, in a transaction of their own; when it returns, they stand."""
        with self.journal.transaction() as transaction:
            return tuple(self.put(transaction, intent) for intent in intents)

    def row(self, id: str, /) -> Row:  # noqa: A002
        """One row by its id; `NotFound` if there is none."""
        return Row.of(self.held(id))

    def held(self, id: str, /) -> Held:  # noqa: A002
        """One row as the journal holds it; `NotFound` if there is none."""
        held = self.journal.slot(SPACE, id)
        if held is None:
            raise NotFound("id.not_found", path=id, id=id)
        return held

    def rows(self, *, state: State | None = None) -> Iterator[Row]:
        """Rows in the order in which they were put in, of one state or all."""
        live = None if state is None else state not in {State.CONFIRMED, State.REJECTED}
        for held in self.journal.slots(SPACE, live=live):
            row = Row.of(held)
            if state is None or row.state is state:
                yield row

    def call(self, held: Held, /) -> Call:
        """The command of a row."""
        return Call.parse(str(_payload(self.journal.entry(held.born))["call"]))

    def result(self, id: str, /) -> Done[Any] | None:  # noqa: A002
        """What a confirmed row's command gave; None if a person confirmed it, who knows only the document (`Row.ref`).

        Raises `IllegalTransition` if it is not confirmed.
        """
        held = self.held(id)
        row = Row.of(held)
        if row.state is not State.CONFIRMED:
            raise IllegalTransition("outbox.not_confirmed", path=id, state=row.state.value)
        text = _payload(self.journal.entry(held.seq)).get("result")
        return None if text is None else result_of(row.port, row.verb, str(text))

    def history(self, id: str, /) -> tuple[Entry, ...]:  # noqa: A002
        """The entries that a row went through, from its intent on."""
        held = self.held(id)
        entries = [self.journal.entry(held.seq)]
        while entries[-1].seq != held.born:
            entries.append(self.journal.entry(int(str(_payload(entries[-1])["after"]))))
        return tuple(reversed(entries))


def _payload(entry: Entry) -> Mapping[str, Json]:
    payload = parsed(entry.payload)
    return payload if isinstance(payload, Mapping) else {}

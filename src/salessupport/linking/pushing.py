"""Pushing: our documents that the other system does not have, as commands in the outbox, and a worker that sends them.

A document's key is made of a mark of our company, its kind and its number: however often and by however many processes
a push is begun, it is one command. Commands of one customer wait for one another, in the order in which documents rest
on each other. What was sent and differs here now is told and never sent again in silence; what was refused for
certain, and corrected here, is sent as a command of its own. Source: LD-02; decision 5; rule 9.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Final

from attrs import field, frozen

from salessupport.desk import Desk
from salessupport.domain.values.money import Money
from salessupport.files.papers import Paper
from salessupport.linking import mirror
from salessupport.linking.amounts import amount_of
from salessupport.linking.checking import Checks, Noticed, unchecked
from salessupport.linking.ours import Correction, corrections
from salessupport.linking.sendings import KIND_OF, SENDINGS, Sending, customer_of
from salessupport.linking.sent import Sent, content, first_key, next_key, sent_to
from salessupport.runtime.calls import Call
from salessupport.runtime.crash import crashpoint
from salessupport.runtime.outbox import Intent, Outbox, Row, State, Worker
from salessupport.runtime.outbox.row import row_id
from salessupport.spi.capabilities import Capabilities, Unsupported
from salessupport.spi.documents import InvoiceDocument
from salessupport.spi.outcomes import Ref
from salessupport.spi.ports.journal import Journal

HELD: Final = "held"
"""The state of a document that a plugin's check holds back."""
_MONEY: Final = "post_settlement"


@frozen
class Planned:
    """A document that is to be sent, or was: its kind, number, customer and amount, and where its command stands.

    `sets` names the fields of ours that a correction sets; of a whole document it is empty.
    """

    kind: str
    id: str
    customer: str
    amount: Money | None
    state: str
    reason: str = ""
    sets: tuple[str, ...] = ()


@frozen
class PushAnswer:
    """What a push would send or has sent: documents by how far they are.

    `changed` were sent and differ here now, or do not count here any more; `unsupported` are kinds of which there are
    documents here and that the other system does not take; `noticed` is what plugins found in documents not sent yet.
    """

    connection: str
    documents: tuple[Planned, ...]
    changed: tuple[Ref, ...] = ()
    unsupported: tuple[str, ...] = ()
    dry_run: bool = False
    noticed: tuple[Noticed, ...] = ()

    @property
    def waiting(self) -> tuple[Planned, ...]:
        """Those that are to be tried again later: the other system could not be reached, or has not answered."""
        return () if self.dry_run else tuple(one for one in self.documents if one.state in ("pending", "unknown"))

    @property
    def left(self) -> tuple[Planned, ...]:
        """Those that wait for a person, were refused, or are held back by a check."""
        return tuple(one for one in self.documents if one.state in ("parked", "rejected", HELD))


@frozen
class Target:
    """The connection that is pushed to: its name, what its adapters can do, by port, and which fields are ours.

    `checks` looks at each document before it is put in.
    """

    connection: str
    capabilities: Mapping[str, Capabilities]
    ours: tuple[str, ...] = ()
    checks: Checks = unchecked

    def takes(self, sending: Sending) -> bool:
        """Whether the adapter has the verb."""
        given = self.capabilities.get(sending.port.name)
        return given is not None and not isinstance(given.verbs.get(sending.verb, Unsupported("")), Unsupported)


@frozen
class Plan:
    """The commands for what is ours alone, those before others that others rest on; what differs from what was sent."""

    intents: tuple[Intent, ...]
    changed: tuple[Ref, ...]
    unsupported: tuple[str, ...]
    sets: Mapping[str, tuple[str, ...]] = field(factory=dict, hash=False)
    noticed: tuple[Noticed, ...] = ()

    @property
    def held(self) -> Mapping[Ref, str]:
        """The documents that are not to be sent, and why."""
        return {one.ref: f"{one.plugin}: {one.text}" for one in reversed(self.noticed) if one.level == "error"}


def plan(desk: Desk, journal: Journal, target: Target) -> Plan:
    """Compare our documents with the mirror and with what was put in before; nothing is written."""
    sent = sent_to(journal, target.connection)
    there = {(one.ref.kind, one.ours) for one in sent.named(mirror.documents(journal, target.connection))}
    unsupported = tuple(one.kind for one in SENDINGS if not target.takes(one) and one.papers(desk))
    intents = tuple(
        _intent(desk, sent, sending, paper, document)
        for sending in SENDINGS
        if target.takes(sending)
        for paper in sending.papers(desk)
        if (sending.kind, paper.ref.id) not in there and (document := sending.document(desk, paper)) is not None
    )
    corrected = tuple(_corrections(desk, journal, target, sent))
    changed = (*_differing(sent, intents), *_withdrawn(sent, intents, there))
    sets = {one.intent.key.text: one.sets for one in corrected}
    planned = (*(one.intent for one in corrected), *intents)
    fresh = [one for one in planned if _row(sent.outbox, one) is None]
    noticed = (found for one in fresh for found in target.checks(_ref(one), one.call.verb, content(one.call)))
    return Plan(planned, changed, unsupported, sets, tuple(noticed))


def preview(desk: Desk, journal: Journal, target: Target) -> PushAnswer:
    """What a push would send; nothing is written."""
    return _answer(Outbox(journal), target.connection, plan(desk, journal, target), dry_run=True)


def push_all(
    desk: Desk,
    journal: Journal,
    target: Target,
    workers: Sequence[Worker],
    *,
    told: Callable[[int], None] = lambda _moved: None,
    patience: timedelta | None = None,
) -> PushAnswer:
    """Put every document that is ours alone into the outbox and work until nothing is left but what waits.

    `told` is called with how many commands moved, as they do; what is to be tried again later than `patience` from now
    is left for another push.

    There is a worker for each port, of masters first, so that documents find those that they name. Invoices go day by
    day, for there are systems that number them in the order of their days and refuse what comes later; money goes last,
    for it may pay another customer's invoice. No lane makes either wait.
    """
    planned = plan(desk, journal, target)
    crashpoint("push.after_plan")
    outbox = Outbox(journal)
    held = planned.held
    fresh = tuple(one for one in planned.intents if _ref(one) not in held and _row(outbox, one) is None)
    for turn in _turns(fresh):
        outbox.put_all(turn)
        crashpoint("push.after_put")
        for worker in workers:
            worker.drain(told, patience=patience)
    crashpoint("push.after_drain")
    return _answer(outbox, target.connection, planned, dry_run=False)


def _turns(intents: Sequence[Intent]) -> Iterator[Sequence[Intent]]:
    """Those that are put in together; the first are put in, and what is left of an earlier push is done, if none are.

    A credit note is not before the invoice that it takes back, whatever its day.
    """
    sent = (content(one.call) for one in intents)
    days = {one.invoice.id: one.invoice.issued_on for one in sent if isinstance(one, InvoiceDocument)}
    turns: dict[tuple[int, date], list[Intent]] = {(0, date.min): []}
    for intent in intents:
        document, turn = content(intent.call), (2 if intent.call.verb == _MONEY else 0, date.min)
        if isinstance(document, InvoiceDocument):
            invoice = document.invoice
            turn = 1, max(invoice.issued_on, days.get(invoice.original or "", date.min))
        turns.setdefault(turn, []).append(intent)
    return (turns[turn] for turn in sorted(turns))


def _corrections(desk: Desk, journal: Journal, target: Target, sent: Sent) -> Iterator[Correction]:
    """Fields of customers that are ours and differ there, where the adapter can set them."""
    if target.ours and target.takes(SENDINGS[0]):
        yield from corrections(desk, mirror.documents(journal, target.connection), sent, ours=target.ours)


def _intent(desk: Desk, sent: Sent, sending: Sending, paper: Paper, document: object) -> Intent:
    row = sent.rows.get((sending.kind, paper.ref.id))
    call = Call.of(sending.port, sending.verb, document)
    key = first_key(sending.verb, desk.company.name, paper.ref.id) if row is None else row.key
    if row is not None and row.state is State.REJECTED and row.digest != call.digest:
        key = next_key(key, call.digest)
    return Intent(sent.connection, key, call, "push", lane=customer_of(paper))


def _differing(sent: Sent, intents: Sequence[Intent]) -> Iterator[Ref]:
    """Documents of which another content was put in before under their key."""
    for intent in intents:
        row = _row(sent.outbox, intent)
        if row is not None and row.digest != intent.call.digest and sent.document(row) != content(intent.call):
            yield _ref(intent)


def _withdrawn(sent: Sent, intents: Sequence[Intent], there: Collection[tuple[str, str]]) -> Iterator[Ref]:
    """Documents that were sent and do not count here any more: void, cancelled, or taken out of the books."""
    planned = {(ref.kind, ref.id) for ref in map(_ref, intents)}
    for name, row in sent.rows.items():
        if name not in planned and name not in there and row.state is not State.REJECTED:
            yield Ref(*name)


def _row(outbox: Outbox, intent: Intent) -> Row | None:
    held = outbox.journal.slot("outbox", row_id(intent.connection, intent.key))
    return None if held is None else Row.of(held)


def _answer(outbox: Outbox, connection: str, planned: Plan, *, dry_run: bool) -> PushAnswer:
    held = planned.held
    documents = tuple(
        _planned(outbox, one, planned.sets.get(one.key.text, ()), held.get(_ref(one), "")) for one in planned.intents
    )
    return PushAnswer(connection, documents, planned.changed, planned.unsupported, dry_run, planned.noticed)


def _planned(outbox: Outbox, intent: Intent, sets: tuple[str, ...], held: str) -> Planned:
    row, ref = _row(outbox, intent), _ref(intent)
    reason = row.reason if row is not None and row.state is not State.CONFIRMED else ""
    state = row.state.value if row is not None else HELD if held else "new"
    amount = amount_of(content(intent.call))
    return Planned(ref.kind, ref.id, intent.lane, amount, state, reason or held, sets)


def _ref(intent: Intent) -> Ref:
    return Ref(KIND_OF[intent.call.verb], intent.key.parts[1])

"""`Worker`: claims rows that are due under a lease, calls the adapters, and records what came of it.

Laws: a claim is committed before anything is sent, so that whoever finds it abandoned knows that it may have been;
what came of a call is recorded only while the claim is still this worker's (its entry is the fencing token), otherwise
it is noted and changes nothing; nothing is sent when the lease is about to end. Any number of workers, in any number of
processes, share one outbox. Source: reliability.md 3.3; B99, B106.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Final

from attrs import evolve

from salessupport.runtime.calls import promised, result_text
from salessupport.runtime.crash import crashpoint
from salessupport.runtime.outbox import changes
from salessupport.runtime.outbox.box import Outbox
from salessupport.runtime.outbox.changes import Change, Means, guard_of
from salessupport.runtime.outbox.claim import Claim, Connected, World
from salessupport.runtime.outbox.row import SPACE, Row, State, Step
from salessupport.runtime.retry import QUEUED, Breaker, Schedule
from salessupport.spi.capabilities import NoGuard
from salessupport.spi.errors import Cancelled, ContractViolation
from salessupport.spi.outcomes import Done, Pending, Ticket
from salessupport.spi.ports.journal import Draft, Held, Json, Transaction

LEASE: Final = timedelta(minutes=10)
"""How long a claim is this worker's alone: far longer than a batch of calls takes."""
BATCH: Final = 8
"""Rows claimed at once; of those that nothing guards after a lost answer only one."""


Came = tuple[Change, Mapping[str, Json]]
"""What a row becomes, and what the journal keeps of how."""
Failed = Callable[[Row, BaseException, datetime, Means], Change]


class Worker:
    """Does what the outbox holds for some connections."""

    def __init__(
        self,
        outbox: Outbox,
        name: str,
        connections: Mapping[str, Connected],
        world: World,
        *,
        schedule: Schedule = QUEUED,
        lease: timedelta = LEASE,
        batch: int = BATCH,
        breaker: Breaker | None = None,
    ) -> None:
        self.outbox, self.name, self.connections, self.world = outbox, name, connections, world
        self.schedule, self.lease, self.batch = schedule, lease, batch
        self._breakers = {connection: breaker or Breaker() for connection in connections}

    def step(self) -> int:
        """Claim what is due, at most a batch, and do the next thing with each; gives how many rows it moved."""
        claims, moved = self._claim()
        for claim in claims:
            self._work(claim)
        return moved

    def drain(self, told: Callable[[int], None] = lambda _moved: None, *, patience: timedelta | None = None) -> None:
        """Work until nothing is left but what is parked; `told` how many rows moved.

        It waits for what is to be tried again later as long as that takes, or until the next of it is further away than
        `patience`: then that is left for another time.
        """
        while True:
            if moved := self.step():
                told(moved)
                continue
            wait = self._wait()
            if wait is None or (patience is not None and wait > patience):
                return
            self.world.sleeper.sleep(wait)

    def _connected(self, row: Row) -> Connected | None:
        """Our connection of a row's port; another port of it is another worker's."""
        connected = self.connections.get(row.connection)
        return connected if connected is not None and connected.port.name == row.port else None

    # Claiming

    def _claim(self) -> tuple[Sequence[Claim], int]:
        with self.outbox.journal.transaction() as transaction:
            crashpoint("outbox.claim.before_take")
            found = transaction.due(SPACE, limit=self.batch, wanted=self._wanted())
            claims = [claim for held in found if (claim := self._taken(transaction, held)) is not None]
            crashpoint("outbox.claim.after_take")
        crashpoint("outbox.claim.after_commit")
        return claims, len(found)

    def _wanted(self) -> Callable[[Held], bool]:
        """Which rows to claim: of our connections, those that are called at all just now, one unguarded at most."""
        now = self.world.clock.running()
        resting = {name for name, breaker in self._breakers.items() if not breaker.allows(now)}
        unguarded: list[str] = []

        def wanted(held: Held) -> bool:
            row = Row.of(held)
            connected = self._connected(row)
            if connected is None or row.connection in resting:
                return False
            if isinstance(guard_of(connected.capabilities, row.verb), NoGuard):
                unguarded.append(row.id)
                return len(unguarded) == 1
            return True

        return wanted

    def _taken(self, transaction: Transaction, held: Held) -> Claim | None:
        """Claim a row; one that was abandoned while it was sent is of unknown end first."""
        row = Row.of(held)
        if row.state is State.CLAIMED and row.step is Step.SEND:
            self._append(transaction, held, changes.after_takeover(row, transaction.now, self._means(row)))
            crashpoint("outbox.takeover.after_unknown")
            return None
        until = transaction.now + self.lease
        claimed = Change(evolve(row, state=State.CLAIMED, worker=self.name), "outbox.claimed", until)
        return Claim(row, self._append(transaction, held, claimed), transaction.now, until)

    def _wait(self) -> timedelta | None:
        """How long until something of ours may be due; None if nothing will be."""
        now, lanes, waits = self.world.clock.now(), set(), []
        for held in self.outbox.journal.slots(SPACE, live=True):
            first = held.slot.lane not in lanes
            lanes.add(held.slot.lane)
            row = Row.of(held)
            if first and held.slot.due is not None and self._connected(row) is not None:
                wait = max(held.slot.due - now, self._rest(row.connection))
                waits.append(min(wait, self.lease / 20) if row.state is State.CLAIMED else wait)
        return max(min(waits), timedelta(milliseconds=1)) if waits else None

    def _rest(self, connection: str) -> timedelta:
        breaker = self._breakers[connection]
        if breaker.opened_at is None:
            return timedelta(0)
        return breaker.opened_at + breaker.rest - self.world.clock.running()

    # Working

    def _work(self, claim: Claim) -> None:
        now, rest = self._now(claim), self._rest(claim.row.connection)
        if claim.until - now < self.lease / 4 or not self._allowed(claim.row):
            crashpoint("outbox.send.unsent")
            self._record(claim, changes.released(claim.row, now + max(rest, timedelta(0))), {})
            return
        try:
            change, payload = self._done(claim)
        except Cancelled:
            self._record(claim, changes.released(claim.row, self._now(claim)), {})
            raise
        self._record(claim, change, payload)

    def _done(self, claim: Claim) -> Came:
        """Do the next thing with a claimed row."""
        thing: Any = self.connections[claim.row.connection].thing
        match claim.row.step:
            case Step.SEND:
                row = changes.begun(claim.row, self._now(claim))
                call = self.outbox.call(claim.held)
                crashpoint("outbox.send.before")
                came = self._tried(claim, row, partial(call.on, thing, key=row.key), changes.after_failure)
                crashpoint("outbox.send.after")
            case Step.FIND:
                crashpoint("outbox.find.before")
                came = self._tried(claim, claim.row, partial(thing.find, claim.row.key), changes.after_silence)
                crashpoint("outbox.find.after")
            case Step.POLL:
                crashpoint("outbox.poll.before")
                came = self._tried(
                    claim, claim.row, partial(thing.poll, Ticket(claim.row.ticket)), changes.after_silence
                )
                crashpoint("outbox.poll.after")
        return came

    def _tried(self, claim: Claim, row: Row, call: Callable[[], object], failed: Failed) -> Came:
        """Call, and see what that makes of the row."""
        try:
            return self._answered(claim, row, self._called(row, call))
        except Cancelled:
            raise
        except (Exception, SystemExit) as error:  # noqa: BLE001 - its kind tells what happened, and any other: unknown
            return failed(row, error, self._now(claim), self._means(row)), {}

    def _answered(self, claim: Claim, row: Row, answer: object) -> Came:
        """What an answer makes of the row; `ContractViolation` or `WrongType` for one that no command may give."""
        match answer:
            case Done():
                done = promised(row.port, row.verb, answer)
                return changes.after_done(row, done.remote_ref), {"result": result_text(row.port, row.verb, done)}
            case Pending(ticket):
                return changes.after_pending(row, ticket.text, self._now(claim), self._means(row)), {}
            case None if row.step is Step.FIND:
                return changes.after_absence(row, self._now(claim), self._means(row)), {}
        raise ContractViolation("outbox.answer", path=row.id, kind=type(answer).__name__)

    def _called(self, row: Row, call: Callable[[], object]) -> object:
        """Call, and have the connection's breaker know what came of it."""
        breaker = self._breakers[row.connection].begun()
        failure: BaseException | None = None
        try:
            return call()
        except BaseException as error:
            failure = error
            raise
        finally:
            self._breakers[row.connection] = breaker.ended(failure, self.world.clock.running())

    def _now(self, claim: Claim) -> datetime:
        """The time, by which waiting is counted; a clock that was set back does not make waiting shorter (B47)."""
        return max(self.world.clock.now(), claim.at)

    def _allowed(self, row: Row) -> bool:
        return self._breakers[row.connection].allows(self.world.clock.running())

    def _means(self, row: Row) -> Means:
        connected = self.connections[row.connection]
        guard = guard_of(connected.capabilities, row.verb)
        return Means(guard, self.schedule, self.world.chance, polls="poll" in connected.port.reads)

    # Recording

    def _record(self, claim: Claim, change: Change, payload: Mapping[str, Json]) -> None:
        """Record what came of a claim; if it is not ours any more, only that it came, or that the effect exists."""
        with self.outbox.journal.transaction() as transaction:
            crashpoint("outbox.record.before")
            held = transaction.slot(SPACE, claim.row.id)
            if held is not None and (held.seq == claim.held.seq or _proves(change, Row.of(held))):
                self._append(transaction, held, change, payload)
            else:
                late = {"became": change.kind, "claim": claim.held.seq, **payload}
                transaction.append(Draft("outbox.late", claim.row.id, self.name, late))
            crashpoint("outbox.record.after_entry")
        crashpoint("outbox.record.after_commit")

    def _append(
        self, transaction: Transaction, held: Held, change: Change, payload: Mapping[str, Json] | None = None
    ) -> Held:
        slot = change.row.slot(change.due)
        more = {"after": held.seq, **(payload or {})}
        entry = transaction.append(Draft(change.kind, change.row.id, self.name, more, slot=slot))
        return Held(slot, held.born, entry.seq)


def _proves(change: Change, row: Row) -> bool:
    """Whether an answer that comes late still tells what became of the row: it does where the effect exists."""
    return change.row.state is State.CONFIRMED and row.state in {State.PENDING, State.UNKNOWN, State.PARKED}

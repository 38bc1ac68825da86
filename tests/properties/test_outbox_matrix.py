"""The matrix: every fault that meets a write × every write of every port × before and after the effect (G4).

Nothing lost, nothing doubled, nothing of unknown end that is not reported. "Before" is the fault at the sending itself;
"after" is a sending that had its effect and whose answer was lost, and then the fault at whatever comes next.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta

import pytest
from attrs import frozen

from salessupport.domain.values.errors import StoreError, StoreFull
from salessupport.memory.adapters import capabilities
from salessupport.runtime.outbox import Connected, Intent, Outbox, Row, State, Worker, World
from salessupport.spi.capabilities import Idempotency, Lookup, Native, NoGuard, Upsert
from salessupport.spi.errors import StoreBusy
from salessupport.spi.ports.journal import Transaction
from salessupport.testing.faults import FAULTS, ON_THE_WIRE, Fault, Moment
from salessupport.testing.simulated import SeededChance, SimulatedSleeper
from support.deep import DEEP
from support.outboxes import NEVER_OPEN, SETTLED, Killed, Scene, scene
from support.writes import WRITES, Write

GUARDS: tuple[Idempotency, ...] = (Native(), Upsert(), SETTLED, NoGuard())
LOST = Fault(FAULTS["F6"])
OF_READINGS = {"F16", "F24", "F25", "F26", "F27", "F28", "F29"}
"""Faults of feeds and webhooks, which no write meets: see the tests of cursors and of the inbox."""
OF_CONTENT = {"F31", "F32"}
"""What a remote does to a content is seen by comparing it: see the laws of fidelity."""


@frozen
class Case:
    """One cell: the fault, and whether the effect came before it."""

    name: str
    after: bool
    strike: Callable[[Scene, Write, int], None]

    def __str__(self) -> str:
        return f"{self.name} {'after' if self.after else 'before'}"


class FailingJournal:
    """A journal whose transactions fail at their commit from some number on, as often as told."""

    def __init__(self, here: Scene, fails: Iterator[StoreError | None]) -> None:
        self._journal = here.journal
        self._fails = fails

    @contextmanager
    def transaction(self) -> Iterator[Transaction]:
        """Write, unless it is the turn of a failure."""
        with self._journal.transaction() as transaction:
            yield transaction
            failure = next(self._fails, None)
            if failure is not None:
                raise failure

    def __getattr__(self, name: str) -> object:
        return getattr(self._journal, name)


def _on_the_wire(fault: Fault, *, after: bool) -> Callable[[Scene, Write, int], None]:
    def strike(here: Scene, write: Write, number: int) -> None:
        here.put(write, number)
        here.forecast(*((LOST, fault) if after else (fault,)))
        here.settle()

    return strike


def _between(what: Callable[[Scene, Write, int], None], *, after: bool) -> Callable[[Scene, Write, int], None]:
    """Something happens at the remote just before the sending, or between the lost answer and the look-up."""

    def strike(here: Scene, write: Write, number: int) -> None:
        here.put(write, number)
        if after:
            here.forecast(LOST)
            here.worker().step()
        what(here, write, number)
        here.settle()

    return strike


def _skewed(days: int) -> Callable[[Scene, Write, int], None]:
    return lambda here, _write, _number: here.remote.advance(timedelta(days=days))


def _edited(here: Scene, write: Write, number: int) -> None:
    """A person sets the newest document to its next version, and the command expected the one before."""
    records = here.remote.changes
    if records and not records[-1].deleted and records[-1].ref.kind in {"orders", "quotations", "customers"}:
        here.remote.set(records[-1].ref, records[-1].rows)


def _deleted(here: Scene, write: Write, number: int) -> None:
    documents = [one for one in here.remote.documents() if write.key(number) in one.keys and not one.deleted]
    if documents and write.port.name in {"customers", "sales", "opportunities", "documents"}:
        here.remote.delete(documents[-1].ref)


def _forgotten(here: Scene, write: Write, number: int) -> None:
    here.remote.forget(write.key(number))


def _killed(error: type[BaseException], *, after: bool) -> Callable[[Scene, Write, int], None]:
    """The process or the plugin ends in the middle of the call."""

    def end() -> None:
        raise error

    def strike(here: Scene, write: Write, number: int) -> None:
        here.put(write, number)
        here.line.before, here.line.after = (None, end) if after else (end, None)
        with suppress(error):
            here.worker().step()
        here.settle()

    return strike


def _store_failing(error: StoreError, *, after: bool) -> Callable[[Scene, Write, int], None]:
    """Our own store fails when the row is claimed (before), or when its end is recorded (after)."""

    def strike(here: Scene, write: Write, number: int) -> None:
        here.put(write, number)
        journal = FailingJournal(here, iter([None, error] if after else [error]))
        connected = Connected(here.port, here.thing, capabilities(here.port, here.remote.settings))
        world = World(here.clock, SimulatedSleeper(here.clock), SeededChance())
        worker = Worker(Outbox(journal), "failing", {"it": connected}, world, breaker=NEVER_OPEN)
        with pytest.raises(type(error)):
            worker.step()
        here.settle()

    return strike


def _part_refused(*, after: bool) -> Callable[[Scene, Write, int], None]:
    """Of three documents sent together one is refused: each has its own end."""

    def strike(here: Scene, write: Write, number: int) -> None:
        for each in (number + 1_000, number, number + 2_000):
            here.put(write, each)
        here.forecast(*((None, LOST) if after else (None, Fault(FAULTS["F17"]))))
        here.settle()
        for each in (number + 1_000, number + 2_000):
            assert here.outbox.row(here.row_id(write, each)).state is not State.REJECTED

    return strike


def _cases() -> Iterator[Case]:
    for kind in ON_THE_WIRE:
        for late in (False, True)[: 2 if kind.moment is Moment.EITHER else 1]:
            for after in (False, True):
                yield Case(kind.id + ("late" if late else ""), after, _on_the_wire(Fault(kind, late), after=after))
    for after in (False, True):
        yield Case("F30+", after, _between(_skewed(1), after=after))
        yield Case("F30-", after, _between(_skewed(-1), after=after))
        yield Case("F33", after, _between(_edited, after=after))
        yield Case("F34", after, _between(_deleted, after=after))
        yield Case("F35", after, _between(_forgotten, after=after))
        yield Case("F36", after, _part_refused(after=after))
        yield Case("F37", after, _store_failing(StoreFull("store.full"), after=after))
        yield Case("F38", after, _store_failing(StoreBusy("store.busy", seconds=5), after=after))
        yield Case("F39", after, _killed(Killed, after=after))
        yield Case("F40exit", after, _killed(SystemExit, after=after))
        yield Case("F40raise", after, _killed(RuntimeError, after=after))


CASES = tuple(_cases())


REFUSALS = {"F17", "F33", "F36"}
"""Faults in which the remote says no: only these may end in REJECTED."""
FIRST = {write.port.name: write for write in reversed(WRITES)}
"""The first write of each port."""
CELLS = [
    pytest.param(write, guard, id=f"{write}-{type(guard).__name__}")
    for write in WRITES
    for guard in GUARDS
    if isinstance(guard, Native) or DEEP or write is FIRST[write.port.name]
]
"""Every write of every port where the remote takes our key; of each port one where it does not, all in the deep run."""


def bearable(case: Case, guard: Idempotency) -> bool:
    """Twice by a proxy is harmless only where the remote can tell; forgotten is only a key that it keeps."""
    if case.name == "F35":
        return not isinstance(guard, Upsert)
    return case.name != "F23" or isinstance(guard, Native | Upsert)


def told(here: Scene, row: Row) -> str:
    """What the outbox says, in one word with what is true."""
    return f"{row.state.value}, {here.remote.effects(row.key)} effects"


@pytest.mark.parametrize(("write", "guard"), CELLS)
def test_nothing_is_lost_doubled_or_unknown_and_unreported(write: Write, guard: Idempotency) -> None:
    """Whatever fault meets this write: CONFIRMED is one effect, REJECTED none, and what stays open is PARKED."""
    wrong, undecided = [], []
    with scene(write.port, guard) as here:
        for number, case in enumerate((case for case in CASES if bearable(case, guard)), 1):
            case.strike(here, write, number)
            row, effects = here.outbox.row(here.row_id(write, number)), here.remote.effects(write.key(number))
            expected = {State.CONFIRMED: {1}, State.REJECTED: {0}, State.PARKED: {0, 1}}.get(row.state, set())
            if effects not in expected:
                wrong.append(f"{case}: {told(here, row)}")
            if row.state is State.REJECTED and case.name not in REFUSALS:
                wrong.append(f"{case}: {told(here, row)}")
            if row.state is State.PARKED and not isinstance(guard, NoGuard):
                undecided.append(f"{case}: {row.reason}")
            row = here.decide(write, number)
            if row.state not in {State.CONFIRMED, State.REJECTED} or here.remote.effects(row.key) > 1:
                wrong.append(f"{case}, decided: {told(here, row)}")
        here.journal.verify()
    assert wrong == []
    assert undecided == []


def test_every_fault_is_in_the_matrix_or_belongs_elsewhere() -> None:
    """None of the forty kinds is forgotten."""
    here = {case.name.removesuffix("late").rstrip("+-").removesuffix("exit").removesuffix("raise") for case in CASES}
    assert here.isdisjoint(OF_READINGS | OF_CONTENT)
    assert here | OF_READINGS | OF_CONTENT == set(FAULTS)


def test_a_delivery_that_a_proxy_doubles_needs_a_remote_that_can_tell() -> None:
    """The theorem: without key or upsert at the other side nothing of ours can prevent F23, so it must be declared."""
    write = WRITES[5]
    with scene(write.port, Lookup()) as here:
        here.put(write, 1)
        here.forecast(Fault(FAULTS["F23"]))
        here.settle()
        assert here.remote.effects(write.key(1)) == 2


def test_an_outbox_of_our_own_journal_fails_before_anything_is_sent() -> None:
    """A store that is full when the intent comes: nothing is acknowledged and nothing is sent (F37)."""
    write = WRITES[5]
    with scene(write.port) as here:
        outbox = Outbox(FailingJournal(here, iter([StoreFull("store.full")])))
        intent = Intent("it", write.key(1), write.call(here.remote, 1), "clerk")
        with pytest.raises(StoreFull):
            outbox.put_all([intent])
        here.settle()
        assert here.remote.effects(write.key(1)) == 0
        assert list(here.outbox.rows()) == []

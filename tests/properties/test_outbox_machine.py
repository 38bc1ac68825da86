"""R22 to R28 after every step: whatever is put in, fails, dies, is decided, read or told, in whatever order."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import ExitStack, suppress
from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from salessupport.memory.sales import MemorySales
from salessupport.runtime.cursors import Feed, identity_of, pull, saved
from salessupport.runtime.inbox import Event, Inbox
from salessupport.runtime.journal.chain import replay as derived
from salessupport.runtime.outbox import Intent, Row, State, replay
from salessupport.spi.capabilities import Idempotency, Native, NoGuard, Upsert
from salessupport.spi.errors import AdapterError, IdempotencyMismatch
from salessupport.spi.feed import Change
from salessupport.spi.ports import SALES
from salessupport.spi.ports.journal import Draft, Held, Json, Transaction
from salessupport.testing.faults import ON_THE_WIRE, Fault, Moment
from salessupport.testing.weather import LATER
from support.journals import opened
from support.outboxes import SETTLED, Killed, Scene, scene
from support.writes import WRITES, order

ORDER = next(write for write in WRITES if write.verb == "post_order")
GUARDS: tuple[Idempotency, ...] = (Native(), SETTLED, Upsert(), NoGuard())
NUMBERS = st.integers(1, 6)
FAULTS = [Fault(kind, late) for kind in ON_THE_WIRE for late in (False, True)]


def applied(transaction: Transaction, change: Change) -> None:
    """Apply a change of the feed."""
    transaction.append(Draft("order.seen", str(change.ref), "sync", {"version": change.version.mark}))


def handled(transaction: Transaction, event: Event) -> Mapping[str, Json]:
    """Handle an event."""
    transaction.append(Draft("event.handled", event.id, event.source))
    return {}


class Office(RuleBasedStateMachine):
    """An office whose remote, network, clock and processes misbehave."""

    here: Scene

    def __init__(self) -> None:
        super().__init__()
        self._stack = ExitStack()
        self.numbers: set[int] = set()
        self.past: list[tuple[int, Mapping[tuple[str, str], Held]]] = []

    @initialize(guard=st.sampled_from(GUARDS), seed=st.integers(0, 3))
    def begin(self, guard: Idempotency, seed: int) -> None:
        """Open the office, with a remote of some kind."""
        self.here = self._stack.enter_context(scene(SALES, guard, seed=seed, page=2))
        self.guard = guard

    # What people do

    @rule(number=NUMBERS, lane=st.sampled_from(["", "A", "B"]))
    def put(self, number: int, lane: str) -> None:
        """Put an order in, be it for the second time."""
        self.here.put(ORDER, number, lane=lane)
        self.numbers.add(number)

    @precondition(lambda self: self.numbers)
    @rule(data=st.data())
    def put_another_content(self, data: st.DataObject) -> None:
        """Use a key for another content: refused."""
        number = data.draw(st.sampled_from(sorted(self.numbers)))
        call = ORDER.call(self.here.remote, number + 50)
        with pytest.raises(IdempotencyMismatch):
            self.here.outbox.put_all([Intent("it", ORDER.key(number), call, "clerk")])

    @rule()
    def decide(self) -> None:
        """An operator waits until nothing is on its way any more, looks, and decides what is parked."""
        self.here.clock.advance(LATER)
        for number in self.numbers:
            if self._row(number).state is State.PARKED:
                self.here.decide(ORDER, number)

    @rule()
    def replay_rejected(self) -> None:
        """A clerk has everything tried again that was refused."""
        for row in list(self.here.outbox.rows(state=State.REJECTED)):
            replay(self.here.outbox, row.id, by="clerk")

    @rule(number=st.integers(1, 4))
    def edit_at_the_remote(self, number: int) -> None:
        """Somebody enters an order over there, or sets one to another state."""
        here = self.here.remote.ours("orders", f"SO-{number + 90}")
        if here is None:
            self.here.remote.add("orders", {"orders": (order(number + 90).order,)})
        else:
            self.here.remote.set(here.ref, here.rows)

    # What the world does

    @rule(faults=st.lists(st.none() | st.sampled_from(FAULTS), max_size=6))
    def weather(self, faults: list[Fault | None]) -> None:
        """Faults come over the next calls, of the kinds that the remote's guarantee can stand at all."""
        twice = isinstance(self.guard, Native | Upsert)
        self.here.line.weather.forecast(
            tuple(one for one in faults if twice or one is None or one.moment is not Moment.TWICE)
        )

    @rule(minutes=st.sampled_from([1, 5, 60]))
    def wait(self, minutes: int) -> None:
        """Time passes."""
        self.here.clock.advance(timedelta(minutes=minutes))

    @rule(seconds=st.sampled_from([1, 30, 7200]))
    def set_back_the_clock(self, seconds: int) -> None:
        """Somebody sets the clock back."""
        self.here.clock.instant -= timedelta(seconds=seconds)

    # What the machine does

    @rule()
    def step(self) -> None:
        """A worker does what is due."""
        self.here.worker().step()

    @rule(after=st.booleans())
    def die(self, after: bool) -> None:
        """A worker dies in the middle of a call."""

        def end() -> None:
            raise Killed

        self.here.line.before, self.here.line.after = (None, end) if after else (end, None)
        with suppress(Killed):
            self.here.worker().step()
        self.here.line.before = self.here.line.after = None

    @rule()
    def reopen(self) -> None:
        """The process ends and begins anew."""
        self.here.journal.close()
        self.here.journal = opened(self.here.journal.path, self.here.clock)
        self._stack.callback(self.here.journal.close)

    @rule()
    def read_the_feed(self) -> None:
        """The orders of the remote are read on, as far as the weather lets them be."""
        with suppress(AdapterError):
            pull(self.here.journal, self._feed(), applied, actor="sync")

    @rule(number=st.integers(1, 3))
    def tell(self, number: int) -> None:
        """An event is told, perhaps again."""
        Inbox(self.here.journal).receive(Event("tax", f"E{number}", b"{}"), handled)

    @rule()
    def remember(self) -> None:
        """Keep the state of this moment, to compare with what its prefix gives later."""
        self.past.append((self.here.journal.head().seq, derived(self.here.journal.entries())))

    # What is always true

    @invariant()
    def r22_to_r24_journal(self) -> None:
        """Numbered, chained, never earlier than before; the state follows from it, then as now."""
        if not hasattr(self, "here"):
            return
        journal = self.here.journal
        head = journal.verify()
        entries = list(journal.entries())
        assert [entry.seq for entry in entries] == list(range(1, head.seq + 1))
        assert all(one.recorded_at <= other.recorded_at for one, other in pairwise(entries))
        for seq, state in self.past[-2:]:
            assert derived(entry for entry in entries if entry.seq <= seq) == state

    @invariant()
    def r25_one_effect(self) -> None:
        """A key has at most one effect; confirmed means one, rejected none; an event is handled once."""
        for number in self.numbers:
            row, effects = self._row(number), self.here.remote.effects(ORDER.key(number))
            assert effects <= 1
            if row.over:
                assert effects == (row.state is State.CONFIRMED)
        if self.numbers:
            told = [entry.id for entry in self.here.journal.entries() if entry.kind == "event.handled"]
            assert len(told) == len(set(told))

    @invariant()
    def r26_nothing_stuck(self) -> None:
        """Every row is at its end, parked, or has its time."""
        for number in self.numbers:
            held = self.here.outbox.held(self.here.row_id(ORDER, number))
            row = Row.of(held)
            assert row.over or row.state is State.PARKED or held.slot.due is not None

    @invariant()
    def r28_nothing_passed(self) -> None:
        """Every order whose last change stands at the cursor or before it was applied as it is."""
        cursor = saved(self.here.journal, "it/orders") if hasattr(self, "here") else None
        if cursor is None or cursor.position == "|0":  # nothing was there when it was read
            return
        upto = int(cursor.position.rpartition("|")[2])
        view = self.here.remote.view(upto + 1)
        seen = {held.slot.key: held.slot.body["version"] for held in self.here.journal.slots("feed:it/orders")}
        for record in view.of("orders"):
            assert int(str(seen[str(record.ref)])) >= record.version

    def teardown(self) -> None:
        """In the end all is done or parked (R26), and what we believe is what is there (R27)."""
        try:
            if hasattr(self, "here"):
                self._end()
        finally:
            self._stack.close()

    def _end(self) -> None:
        self.here.settle()
        self.r25_one_effect()
        states = {number: self._row(number).state for number in self.numbers}
        assert set(states.values()) <= {State.CONFIRMED, State.REJECTED, State.PARKED, *self._blocked()}
        there = {key for document in self.here.remote.documents(("orders",)) for key in document.keys}
        confirmed = {ORDER.key(number) for number, state in states.items() if state is State.CONFIRMED}
        parked = {ORDER.key(number) for number, state in states.items() if state is State.PARKED}
        assert confirmed <= there <= confirmed | parked
        if not isinstance(self.guard, NoGuard):
            pull(self.here.journal, self._feed(), applied, actor="sync")

    def _blocked(self) -> set[State]:
        """What waits behind a parked row of its lane is pending."""
        return {State.PENDING} if any(self.here.outbox.rows(state=State.PARKED)) else set()

    def _row(self, number: int) -> Row:
        return self.here.outbox.row(self.here.row_id(ORDER, number))

    def _feed(self) -> Feed[Change]:
        sales = MemorySales(self.here.remote, self.here.line)
        return Feed("it/orders", lambda since: sales.changes(since, kinds=("orders",)), identity_of)


class TestOffice(Office.TestCase):
    """The machine, within what every change may take."""

    settings = settings(Office.TestCase.settings, max_examples=40, stateful_step_count=25)


def test_a_look_up_waits_in_the_journal_s_time_when_the_clock_is_set_back() -> None:
    """A clock set back while a call is under way does not shorten the waiting for an effect that comes late (F22)."""
    with scene(SALES, SETTLED) as here:
        here.put(ORDER, 1)
        late = next(fault for fault in FAULTS if fault.moment is Moment.LATER)
        here.forecast(late)
        here.clock.advance(timedelta(hours=1))
        here.put(ORDER, 2)
        here.clock.instant -= timedelta(hours=1)
        worker = here.worker()
        worker.step()
        worker.step()
        assert here.outbox.row(here.row_id(ORDER, 1)).absent == 0
        here.settle()
        assert here.remote.effects(ORDER.key(1)) == 1

"""Over real sockets: whatever is lost, a command has one effect, or is left to a person, not resent (B77, B78)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from attrs import define, evolve, field

from salessupport.runtime.calls import Call
from salessupport.runtime.http.settings import HttpSettings
from salessupport.runtime.outbox import Connected, Intent, Outbox, Row, State, Worker, World
from salessupport.runtime.retry import Breaker, Schedule
from salessupport.runtime.world import environment
from salessupport.spi.capabilities import Idempotency, Lookup, NoGuard
from salessupport.spi.keys import Key
from salessupport.spi.ports import NOTIFIER
from salessupport.spi.ports.notifier import Message
from salessupport.spi.secret import Secret
from salessupport.testing.faults import ON_THE_WIRE, Fault
from salessupport.testing.loopback import Answer, Loopback, Request, of_kind
from salessupport.testing.simulated import SeededChance, SimulatedClock, SimulatedSleeper
from support.journals import fast_folder, opened
from support.pigeon import PIGEON, Pigeon, PigeonConfig

KEY = Key.of("reminder", "C-1", "2026-10")
FAULTS = [
    Fault(kind, late)
    for kind in ON_THE_WIRE
    if kind.id not in {"F1", "F2", "F3", "F4", "F9", "F14", "F17", "F21", "F22", "F23"}
    for late in ((False, True) if kind.id in {"F7", "F12"} else (False,))
]


@define(eq=False)
class Loft:
    """Keeps every message that it was told to send; it knows no keys of its own, but finds them."""

    sent: list[str] = field(factory=list)

    def __call__(self, request: Request) -> Answer:
        if request.path == "/send":
            self.sent.append(request.json()["key"])
            return Answer.json({"id": len(self.sent)})
        if request.query["key"] in self.sent:
            return Answer.json({"id": self.sent.index(request.query["key"]) + 1})
        return Answer.json({"error": "none"}, status=404)


@contextmanager
def outbox_of(remote: Loopback, guard: Idempotency) -> Iterator[Row]:
    """Put one message into an outbox, have it worked on until nothing is left to do, and give its row."""
    clock = SimulatedClock()
    http = HttpSettings(deadline=timedelta(milliseconds=120))
    pigeon = Pigeon(PigeonConfig(remote.url, Secret("t-0815")), environment(http))
    able = evolve(PIGEON.capabilities, idempotency={"send": guard})
    with fast_folder() as folder, opened(folder / "journal.db", clock) as journal:
        outbox = Outbox(journal)
        call = Call.of(NOTIFIER, "send", Message(("x",), "a", "b"))
        (row,) = outbox.put_all([Intent("pigeon", KEY, call, "clerk")])
        world = World(clock, SimulatedSleeper(clock), SeededChance(1))
        line = {"pigeon": Connected(NOTIFIER, pigeon, able)}
        schedule = Schedule(attempts=5, total=timedelta(hours=1), patience=timedelta(days=36_500))
        Worker(outbox, "w", line, world, schedule=schedule, breaker=Breaker(rest=timedelta(0))).drain()
        yield outbox.row(row.id)


@pytest.mark.parametrize("fault", FAULTS, ids=str)
def test_found_again(fault: Fault) -> None:
    """Where the remote can be asked, every loss ends with one effect, confirmed."""
    loft = Loft()
    with Loopback(loft) as remote:
        remote.strike(of_kind(fault))
        with outbox_of(remote, Lookup(timedelta(seconds=1))) as row:
            assert row.state is State.CONFIRMED
    assert loft.sent == [KEY.text]


@pytest.mark.parametrize("fault", FAULTS, ids=str)
def test_left_to_a_person(fault: Fault) -> None:
    """Where it cannot, what may have been done is parked and never sent again."""
    loft = Loft()
    with Loopback(loft) as remote:
        remote.strike(of_kind(fault))
        with outbox_of(remote, NoGuard()) as row:
            sure = fault.kind.id in {"F13", "F15"}
            assert row.state is (State.CONFIRMED if sure else State.PARKED)
            sendings = [request for request in remote.requests if request.path == "/send"]
            assert len(sendings) == (2 if sure else 1)
    assert len(loft.sent) <= 1

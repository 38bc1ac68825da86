"""A world that a test owns: a clock that moves when it is told to, sleep that takes no time, chance from a seed.

Source: ports.md 3.5 (`Environment`); reliability.md 3.12 (one virtual clock, one seeded source of chance).
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta

from attrs import define, field

from salessupport.spi.environment import Cancel, Chance, Clock, Converter, Environment, Http, HttpFactory, Log, Sleeper
from salessupport.spi.secret import Secret

_START = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)


@define(eq=False)
class SimulatedClock(Clock):
    """A clock that stands still until `advance`; `waiting` are told of every step."""

    instant: datetime = _START
    start: datetime = field(init=False, default=_START)
    waiting: list[Callable[[datetime], None]] = field(factory=list)

    def __attrs_post_init__(self) -> None:
        self.start = self.instant

    def now(self) -> datetime:
        """The simulated instant, in UTC."""
        return self.instant

    def running(self) -> timedelta:
        """Simulated time since the clock was made."""
        return self.instant - self.start

    def advance(self, duration: timedelta) -> None:
        """Let time pass."""
        self.instant += duration
        for told in tuple(self.waiting):
            told(self.instant)


@define(eq=False)
class SimulatedSleeper(Sleeper):
    """Sleeping moves the clock; `slept` keeps how long, one by one."""

    clock: SimulatedClock
    slept: list[timedelta] = field(factory=list)

    def sleep(self, duration: timedelta, /) -> None:
        """Let that time pass."""
        self.slept.append(duration)
        self.clock.advance(duration)


class SeededChance(Chance):
    """Numbers that are the same for the same seed."""

    def __init__(self, seed: int = 0) -> None:
        self._random = random.Random(seed)  # noqa: S311 - chance of a test, not of a cipher

    def uniform(self) -> float:
        """The next number from 0 up to 1."""
        return self._random.random()


@define(eq=False)
class KeptLog(Log):
    """Keeps what was noted, for laws about what may not be noted."""

    lines: list[str] = field(factory=list)

    def note(self, event: str, /, **values: object) -> None:
        """Keep the event and its values as text."""
        self.lines.append(f"{event} {values!r}")


class NeverCancelled(Cancel):
    """Nobody gives up."""

    def check(self) -> None:
        """Go on."""


class NoNetwork(HttpFactory):
    """Refuses to make a client: for adapters that need none."""

    def client(self, base_url: str, /, *, headers: Mapping[str, str | Secret] | None = None) -> Http:  # noqa: ARG002
        """Refuse."""
        raise RuntimeError(f"this adapter was to do without a network, but called {base_url}")


def simulated_environment(
    clock: SimulatedClock, *, converter: Converter, http: HttpFactory | None = None, seed: int = 0
) -> Environment:
    """An environment on this clock; without `http` the network is refused."""
    return Environment(
        clock=clock,
        sleeper=SimulatedSleeper(clock),
        chance=SeededChance(seed),
        http=http or NoNetwork(),
        converter=converter,
        log=KeptLog(),
        cancel=NeverCancelled(),
    )

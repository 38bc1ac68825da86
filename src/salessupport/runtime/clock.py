"""The machine's own clock, waiting and chance, as an adapter and the outbox get them (spi.environment).

Everything that needs time takes these as an argument; a test hands over its own. Source: reliability.md 3.5.
"""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from random import SystemRandom

from attrs import field, frozen


@frozen
class SystemClock:
    """Time of day in UTC, and running time that no change of the time of day moves."""

    def now(self) -> datetime:
        """The instant, in UTC."""
        return datetime.now(UTC)

    def running(self) -> timedelta:
        """Time since the machine's own beginning."""
        return timedelta(microseconds=time.monotonic_ns() // 1000)


@frozen
class SystemSleeper:
    """Waiting in earnest."""

    def sleep(self, duration: timedelta, /) -> None:
        """Wait; a duration that is not above zero is over at once."""
        time.sleep(max(duration.total_seconds(), 0))


@frozen
class SystemChance:
    """Chance that nobody can foresee, so that two processes never wait in step."""

    _random: SystemRandom = field(factory=SystemRandom, init=False, repr=False, eq=False)

    def uniform(self) -> float:
        """A number from 0 up to, not including, 1."""
        return self._random.random()

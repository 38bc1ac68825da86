"""What to do after a failed call, as a pure function: wait, look up, stop, or leave it to a person.

Laws: an error that says that nothing happened allows to repeat; any other error of a command (a lost answer, an answer
in no known shape, an exception that no adapter may raise) leaves open what happened, and then the adapter's declared
guarantee decides, never hope (decision 5). Without key, look-up or upsert exactly one effect is impossible: at most one
is chosen, and a person decides the rest. Source: reliability.md 3.3, 3.5; ports.md 3.5.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from attrs import evolve, frozen

from salessupport.spi.capabilities import Idempotency, Lookup, Native, NoGuard, Upsert
from salessupport.spi.environment import Chance
from salessupport.spi.errors import AuthFailed, Cancelled, CircuitOpen, RateLimited, Rejected, Transient, Unsupported


@frozen
class Schedule:
    """How long to try: `attempts` in all within `total`, waiting at most `base` x 2^n, at most `longest`, at random.

    A remote that asks for more than `patience` by Retry-After is not waited for: the error goes to the caller.
    """

    attempts: int = 5
    base: timedelta = timedelta(milliseconds=200)
    longest: timedelta = timedelta(seconds=30)
    total: timedelta = timedelta(seconds=120)
    patience: timedelta = timedelta(seconds=60)

    def delay(self, attempt: int, chance: Chance, /) -> timedelta:
        """How long to wait after the `attempt`-th failure: anything up to the bound (full jitter)."""
        bound = min(self.base * 2 ** min(attempt - 1, 30), self.longest)
        return timedelta(microseconds=int((bound // timedelta(microseconds=1)) * chance.uniform()))


QUEUED = Schedule(
    attempts=60,
    longest=timedelta(minutes=30),
    total=timedelta(days=3),
    patience=timedelta(days=1),
)
"""For what waits in the outbox, where nobody is kept waiting."""


@frozen
class Wait:
    """Repeat the call after `delay`: certainly nothing happened, or repeating is harmless."""

    delay: timedelta


@frozen
class LookUp:
    """Ask by key after `delay` what became of it."""

    delay: timedelta


@frozen
class Stop:
    """Do not repeat: nothing happened, and trying again would not help or has been tried enough."""


@frozen
class Park:
    """Leave it to a person: what happened is not known and cannot be found out, or not any more in time."""


Decision = Wait | LookUp | Stop | Park


def nothing_happened(error: BaseException) -> bool:
    """Whether an error is proof that the call had no effect."""
    return isinstance(error, Transient | AuthFailed | Rejected | Unsupported | Cancelled)


def decide(
    attempt: int,
    error: BaseException,
    idempotency: Idempotency,
    elapsed: timedelta,
    schedule: Schedule,
    chance: Chance,
) -> Decision:
    """Decide after the `attempt`-th sending of a command (from 1) failed, `elapsed` after the first one began."""
    if isinstance(error, Transient | AuthFailed):
        return _after_nothing(attempt, error, elapsed, schedule, chance)
    if nothing_happened(error):
        return Stop()
    if isinstance(idempotency, NoGuard):
        return Park()
    delay = schedule.delay(attempt, chance)
    if isinstance(idempotency, Upsert) and not _over(attempt, elapsed, schedule):
        return Wait(delay)
    return LookUp(max(delay, _settling(idempotency)))


def decide_absent(
    times: int,
    attempt: int,
    idempotency: Idempotency,
    elapsed: timedelta,
    schedule: Schedule,
    chance: Chance,
) -> Decision:
    """Decide after `times` look-ups in a row found nothing of a command that was sent `attempt` times.

    A remote that takes our key and still remembers it makes repeating safe at once. Elsewhere only the second absence
    does, later by what an effect may take to show. Without a guard no absence is proof.
    """
    if isinstance(idempotency, NoGuard):
        return Park()
    delay = schedule.delay(attempt, chance)
    if times < 2 and not _remembers(idempotency, elapsed + delay):
        return LookUp(max(delay, _settling(idempotency)))
    return Park() if _over(attempt, elapsed, schedule) else Wait(delay)


def decide_unanswered(
    times: int,
    error: BaseException,
    idempotency: Idempotency,
    elapsed: timedelta,
    schedule: Schedule,
    chance: Chance,
) -> Decision:
    """Decide after a look-up itself failed for the `times`-th time: ask again while the schedule lasts, then park.

    Where looking up is not possible at all, only a remote that still remembers our key may be sent it again.
    """
    delay = schedule.delay(times, chance)
    if isinstance(error, Unsupported):
        safe = isinstance(idempotency, Upsert) or _remembers(idempotency, elapsed + delay)
        return Wait(delay) if safe and not _over(times, elapsed, schedule) else Park()
    return Park() if _over(times, elapsed, schedule) else LookUp(delay)


def _after_nothing(
    attempt: int, error: Transient | AuthFailed, elapsed: timedelta, schedule: Schedule, chance: Chance
) -> Decision:
    """Repeat while the schedule lasts; a sign-in that failed is repeated as rarely as allowed, lest it be locked."""
    delay = schedule.longest if isinstance(error, AuthFailed) else schedule.delay(attempt, chance)
    asked = error.retry_after if isinstance(error, RateLimited) else None
    if asked is not None:
        if asked > schedule.patience:
            return Stop()
        delay = asked
    if isinstance(error, CircuitOpen):
        delay = max(delay, schedule.longest)
    return Stop() if _over(attempt, elapsed + delay, schedule) else Wait(delay)


def _over(attempt: int, elapsed: timedelta, schedule: Schedule) -> bool:
    return attempt >= schedule.attempts or elapsed > schedule.total


def _settling(idempotency: Idempotency) -> timedelta:
    return idempotency.settle if isinstance(idempotency, Lookup) else timedelta(0)


def _remembers(idempotency: Idempotency, elapsed: timedelta) -> bool:
    """Whether a repetition after `elapsed` is surely answered with the first effect."""
    return isinstance(idempotency, Native) and (idempotency.window is None or elapsed < idempotency.window)


CONSECUTIVE: Final = 5
LOOKED_AT: Final = 20


@frozen
class Breaker:
    """Whether a remote is called at all: a value that follows from what calls came to.

    It opens after five failures in a row, or if more than half of the last twenty failed; after `rest` one call may
    probe, and its end closes or opens it again. Refusals of the remote are answers and never open it.
    """

    rest: timedelta = timedelta(seconds=30)
    recent: tuple[bool, ...] = ()
    opened_at: timedelta | None = None
    probing: bool = False

    def allows(self, now: timedelta, /) -> bool:
        """Whether a call may begin at `now` (running time)."""
        return self.opened_at is None or (not self.probing and now - self.opened_at >= self.rest)

    def begun(self) -> Breaker:
        """After a call that was allowed began."""
        return self if self.opened_at is None else evolve(self, probing=True)

    def ended(self, error: BaseException | None, now: timedelta, /) -> Breaker:
        """After a call ended at `now`, with an error or None."""
        failed = error is not None and not isinstance(error, Rejected | Unsupported | Cancelled)
        if self.probing:
            return evolve(self, probing=False, opened_at=now) if failed else Breaker(self.rest)
        recent = (*self.recent, failed)[-LOOKED_AT:]
        last = recent[-CONSECUTIVE:]
        tripped = failed and (
            (len(last) == CONSECUTIVE and all(last)) or (len(recent) == LOOKED_AT and 2 * sum(recent) > LOOKED_AT)
        )
        return evolve(self, recent=() if tripped else recent, opened_at=now if tripped else self.opened_at)

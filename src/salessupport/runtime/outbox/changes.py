"""What a row becomes after what happened to it: pure, so that every way through it can be tried without a network.

Laws: REJECTED is only what certainly had no effect: a refusal that comes after a sending of unknown end is looked up
first. PARKED is what nothing can find out, or not in time. Everything else has a time when it is looked at again (R26).
Source: reliability.md 3.3, 3.5; decision 5.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from attrs import evolve, frozen

from salessupport.domain.values.errors import SalesSupportError
from salessupport.runtime.outbox.row import Row, State, Step
from salessupport.runtime.redaction import redact
from salessupport.runtime.retry import (
    Decision,
    LookUp,
    Park,
    Schedule,
    Stop,
    Wait,
    decide,
    decide_absent,
    decide_unanswered,
    nothing_happened,
)
from salessupport.spi.capabilities import Capabilities, Idempotency, Lookup, Native, NoGuard
from salessupport.spi.environment import Chance
from salessupport.spi.errors import IdempotencyMismatch, OutcomeUnknown, Rejected, RemoteNotFound, Unsupported
from salessupport.spi.outcomes import Ref

LONGEST_REASON: Final = 300


@frozen
class Means:
    """By what a row's change is decided: the other side's guarantee, our schedule, chance, whether it can be polled."""

    guard: Idempotency
    schedule: Schedule
    chance: Chance
    polls: bool = False


@frozen
class Change:
    """The row as it is from now on, and when it is to be looked at again; `kind` is the journal's word for it."""

    row: Row
    kind: str
    due: datetime | None = None


def guard_of(capabilities: Capabilities, verb: str) -> Idempotency:
    """The declared guarantee of a command; a look-up has to wait until readings see everything, too."""
    guard = capabilities.idempotency.get(verb, NoGuard())
    if isinstance(guard, Lookup):
        return Lookup(max(guard.settle, capabilities.traits.visibility))
    return guard


def begun(row: Row, now: datetime) -> Row:
    """The row as it is while its command is being sent."""
    return evolve(row, attempts=row.attempts + 1, since=row.since or now, sent_at=row.sent_at or now)


def after_done(row: Row, ref: Ref) -> Change:
    """The effect exists."""
    return Change(evolve(_settled(row, State.CONFIRMED), ref=ref, code="", reason=""), "outbox.confirmed")


def after_pending(row: Row, ticket: str, now: datetime, means: Means) -> Change:
    """The remote took it in: its end is asked for, for as long as the schedule lasts."""
    row = evolve(row, ticket=ticket, doubtful=True, absent=0, asked=row.asked + 1)
    if row.asked > means.schedule.attempts or _elapsed(row, now) > means.schedule.total:
        return _parked(row)
    step = Step.POLL if means.polls else Step.FIND
    delay = means.schedule.delay(row.asked, means.chance)
    return Change(evolve(row, state=State.PENDING, step=step, worker=""), "outbox.taken_in", now + delay)


def after_failure(row: Row, error: BaseException, now: datetime, means: Means) -> Change:
    """A sending failed."""
    row = told(row, error)
    decision = decide(row.attempts, error, means.guard, _elapsed(row, now), means.schedule, means.chance)
    if isinstance(decision, Stop):
        return _stopped(row, error, now, means)
    if nothing_happened(error):
        return _next(row, decision, now)
    return _next(evolve(row, doubtful=True, absent=0, asked=0), decision, now)


def after_takeover(row: Row, now: datetime, means: Means) -> Change:
    """Whoever claimed it did not come back: it may have been sent."""
    return after_failure(begun(row, now), OutcomeUnknown("outbox.abandoned", path=row.id), now, means)


def after_absence(row: Row, now: datetime, means: Means) -> Change:
    """A look-up found nothing."""
    row = evolve(row, absent=row.absent + 1, asked=0)
    guard = _guard_now(row, means.guard)
    decision = decide_absent(row.absent, row.attempts, guard, _elapsed(row, now), means.schedule, means.chance)
    if row.refused and not isinstance(decision, LookUp):
        return Change(_settled(row, State.REJECTED), "outbox.rejected")
    return _next(row, decision, now)


def after_silence(row: Row, error: BaseException, now: datetime, means: Means) -> Change:
    """A look-up, or asking for the end of what was taken in, failed itself."""
    row = evolve(told(row, error), asked=row.asked + 1)
    if row.step is Step.POLL and isinstance(error, Rejected):
        refused = row.refused or not isinstance(error, RemoteNotFound)
        return _looked_up(evolve(row, refused=refused), now, means)
    guard = _guard_now(row, means.guard)
    decision = decide_unanswered(row.asked, error, guard, _elapsed(row, now), means.schedule, means.chance)
    if row.step is Step.POLL and isinstance(decision, LookUp):
        return Change(evolve(row, state=State.PENDING, worker=""), "outbox.taken_in", now + decision.delay)
    return _next(row, decision, now)


def released(row: Row, due: datetime) -> Change:
    """It was claimed and nothing was done with it."""
    return Change(evolve(row, state=_waiting(row), worker=""), "outbox.released", due)


def told(row: Row, error: BaseException) -> Row:
    """The row with the error's words, in which nothing is secret."""
    if isinstance(error, SalesSupportError):
        code, said = error.code, error.message("en")
        remote = str(error.context.get("remote_text") or "")
        said = f"{said} ({remote})" if remote and remote not in said else said
    else:
        code, said = "hub.stray", type(error).__name__
    return evolve(row, code=code, reason=redact(said)[:LONGEST_REASON])


def _stopped(row: Row, error: BaseException, now: datetime, means: Means) -> Change:
    """Not to be sent again: refused for good, or tried enough."""
    if isinstance(error, IdempotencyMismatch) or not isinstance(error, Rejected | Unsupported):
        return _parked(row)
    if row.doubtful:
        return _looked_up(evolve(row, refused=True), now, means)
    return Change(_settled(row, State.REJECTED), "outbox.rejected")


def _looked_up(row: Row, now: datetime, means: Means) -> Change:
    settle = means.guard.settle if isinstance(means.guard, Lookup) else timedelta(0)
    row = evolve(row, asked=0, absent=0)
    return _next(row, LookUp(max(settle, means.schedule.delay(1, means.chance))), now)


def _next(row: Row, decision: Decision, now: datetime) -> Change:
    match decision:
        case Wait(delay):
            row = evolve(row, step=Step.SEND, worker="")
            return Change(evolve(row, state=_waiting(row)), "outbox.waiting", now + delay)
        case LookUp(delay):
            row = evolve(row, state=State.UNKNOWN, step=Step.FIND, worker="")
            return Change(row, "outbox.unknown", now + delay)
        case Stop() | Park():
            return _parked(row)


def _parked(row: Row) -> Change:
    return Change(_settled(row, State.PARKED), "outbox.parked")


def _settled(row: Row, state: State) -> Row:
    return evolve(row, state=state, worker="")


def _waiting(row: Row) -> State:
    """What a row is called that waits: its end is unknown until a look-up found it or its absence."""
    unknown = row.step is Step.FIND or (row.step is Step.SEND and row.doubtful and not row.absent)
    return State.UNKNOWN if unknown else State.PENDING


def _elapsed(row: Row, now: datetime) -> timedelta:
    return now - row.since if row.since else timedelta(0)


def _guard_now(row: Row, guard: Idempotency) -> Idempotency:
    """The guarantee as seen from `since`: what was sent before a replay is forgotten that much earlier."""
    if isinstance(guard, Native) and guard.window is not None and row.since and row.sent_at:
        return evolve(guard, window=guard.window - max(row.since - row.sent_at, timedelta(0)))
    return guard

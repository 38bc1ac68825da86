"""What a person decides about a row: to try it again, or what became of one that nothing can find out.

Laws: nothing is sent again on a replay before it was looked up, if an earlier sending may have had an effect; only a
person's word that it is absent clears that. Every decision is an entry with its author and reason. Source: B78;
reliability.md 3.3, 3.12 (the operator).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from attrs import evolve, frozen

from salessupport.domain.values.errors import IllegalTransition, MissingField, NotFound
from salessupport.runtime.crash import crashpoint
from salessupport.runtime.outbox.box import Outbox
from salessupport.runtime.outbox.row import SPACE, Row, State, Step
from salessupport.spi.outcomes import Ref
from salessupport.spi.ports.journal import Draft, Json


@frozen
class Present:
    """The document is there: this one."""

    ref: Ref


@frozen
class Absent:
    """The document is not there and will not come any more: it may be sent again."""


@frozen
class GivenUp:
    """The document is not there and is not to be."""


Resolution = Present | Absent | GivenUp
_Decide = Callable[[Row, datetime], tuple[Row, datetime | None]]


def replay(outbox: Outbox, id: str, /, *, by: str) -> Row:  # noqa: A002
    """Have a parked or rejected row tried again from the start; what may have had an effect is looked up first.

    Raises `NotFound`, and `IllegalTransition` for a row that is confirmed or on its way.
    """

    def again(row: Row, now: datetime) -> tuple[Row, datetime | None]:
        if row.state not in {State.PARKED, State.REJECTED}:
            raise IllegalTransition("outbox.not_stopped", path=row.id, state=row.state.value)
        return _afresh(row, now), now

    return _decided(outbox, id, by, "outbox.replayed", again, {})


def resolve(outbox: Outbox, id: str, resolution: Resolution, /, *, by: str, note: str) -> Row:  # noqa: A002
    """Decide what became of a parked row; `note` says how that is known.

    Raises `NotFound`, `IllegalTransition` for a row that is not parked, `MissingField` without author or note.
    """

    def decided(row: Row, now: datetime) -> tuple[Row, datetime | None]:
        if row.state is not State.PARKED:
            raise IllegalTransition("outbox.not_parked", path=row.id, state=row.state.value)
        match resolution:
            case Present(ref):
                return evolve(row, state=State.CONFIRMED, ref=ref), None
            case Absent():
                return _afresh(evolve(row, doubtful=False, refused=False, sent_at=None), now), now
            case GivenUp():
                return evolve(row, state=State.REJECTED), None

    if not note:
        raise MissingField("field.missing", path="note")
    said: dict[str, Json] = {"resolution": type(resolution).__name__, "note": note}
    return _decided(outbox, id, by, "outbox.resolved", decided, said)


def doubt_all(outbox: Outbox, /, *, by: str) -> tuple[Row, ...]:
    """After a backup was restored: whatever is not at its end may have been sent since, and is looked up before it is.

    What cannot be looked up is parked by its worker. Gives the rows; those that a person holds already stay parked.
    """

    def doubted(row: Row, now: datetime) -> tuple[Row, datetime | None]:
        return _afresh(evolve(row, doubtful=True, sent_at=row.sent_at or now), now), now

    waiting = [row for row in outbox.rows() if not row.over and row.state is not State.PARKED]
    return tuple(_decided(outbox, row.id, by, "outbox.doubted", doubted, {}) for row in waiting)


def _afresh(row: Row, now: datetime) -> Row:
    """The row with all its tries before it."""
    state, step = (State.UNKNOWN, Step.FIND) if row.doubtful else (State.PENDING, Step.SEND)
    return evolve(row, state=state, step=step, attempts=0, asked=0, absent=0, refused=False, since=now, ticket="")


def _decided(
    outbox: Outbox,
    id: str,  # noqa: A002
    by: str,
    kind: str,
    decide: _Decide,
    said: dict[str, Json],
) -> Row:
    if not by:
        raise MissingField("field.missing", path="by")
    with outbox.journal.transaction() as transaction:
        held = transaction.slot(SPACE, id)
        if held is None:
            raise NotFound("id.not_found", path=id, id=id)
        row, due = decide(Row.of(held), transaction.now)
        transaction.append(Draft(kind, id, by, {"after": held.seq, **said}, slot=row.slot(due)))
        crashpoint("outbox.resolve.after_entry")
    crashpoint("outbox.resolve.after_commit")
    return row

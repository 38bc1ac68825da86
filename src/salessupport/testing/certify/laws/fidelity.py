"""Fidelity: what is read back is what was written, or was not given; never something else."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from attrs import fields
from hypothesis import strategies as st

from salessupport.domain.facts import Fact
from salessupport.spi.capabilities import Full, Limited
from salessupport.spi.feed import Change
from salessupport.testing.certify.law import AdapterLaw, Group
from salessupport.testing.certify.reading import bounded
from salessupport.testing.certify.samples import Rows
from salessupport.testing.certify.stage import Stage, Subject
from salessupport.testing.certify.trials import Paper, Trial, trials

_SOURCE = "ports.md 4.2 fidelity; adapters.md 7; decision 1"
_NECESSARY = frozenset(
    [
        "id",
        "customer",
        "order",
        "invoice",
        "contract",
        "line",
        "product",
        "qty",
        "price",
        "net",
        "tax",
        "gross",
        "amount",
        "issued_on",
        "received_on",
        "ordered_on",
        "signed_on",
        "shipped_on",
        "returned_on",
        "order_line",
        "target",
        "name",
    ]
)
"""Fields that no system may leave out where they were written."""
_PLACE = ("line", "order_line", "no")
"""Fields that say where a row stands among those of its document."""


def reads_back(subject: Subject) -> bool:
    """Whether the port's feed gives back what one of its commands makes."""
    kinds = subject.adapter.capabilities.kinds
    return subject.does("changes") and any(isinstance(kinds.get(one.kind), Full | Limited) for one in subject.exercises)


def everything(port: Any) -> list[Change]:
    """Read all documents in fair weather."""
    return [change for batch in bounded(port.changes()) for change in batch.items]


def rows_of(changes: list[Change], paper: Paper) -> Rows | None:
    """The rows of the last version of a document, found by its mark; None if it was not handed over."""
    found = None
    for change in changes:
        heads = change.rows.get(paper.exercise.kind, ())
        if any(getattr(head, "id", None) == paper.mark for head in heads):
            found = None if change.deleted else change.rows
    return found


def _read_is_written(stage: Stage, trial: Trial) -> Iterator[str]:
    kinds = stage.subject.adapter.capabilities.kinds
    with stage.session() as port:
        stage.clock.advance(timedelta(hours=trial.steps[0] if trial.steps else 0))
        for paper in trial.papers:
            stage.send(port, paper.exercise, paper.document, paper.key)
        stage.clock.advance(stage.subject.adapter.capabilities.traits.visibility)
        changes = everything(port)
    for paper in trial.papers:
        if isinstance(kinds.get(paper.exercise.kind), Full | Limited):
            yield from differences(paper, rows_of(changes, paper))


def differences(paper: Paper, read: Rows | None) -> Iterator[str]:
    """Compare the rows written with those read back."""
    if read is None:
        yield f"{paper} was written and is not handed over"
        return
    written = paper.exercise.rows(paper.document)
    yield from unlike(str(paper), {table: rows for table, rows in written.items() if table in read}, read)


def unlike(name: str, written: Rows, read: Rows) -> Iterator[str]:
    """Say where rows are not read as they were written; what is left out of what need not be given is no difference."""
    for table, rows in written.items():
        back = read.get(table, ())
        if len(back) != len(rows):
            yield f"{name}: {len(rows)} rows of {table} were written, {len(back)} are read back"
        for ours, theirs in zip(_sorted(rows), _sorted(back), strict=False):
            yield from _fields(f"{name}: {table}", ours, theirs)


def _sorted(rows: tuple[Fact, ...]) -> list[Fact]:
    return sorted(rows, key=lambda row: next((at for name in _PLACE if (at := getattr(row, name, None))), 0))


def _fields(name: str, ours: Fact, theirs: Fact) -> Iterator[str]:
    for field in (each.name for each in fields(type(ours))):
        wrote, read = getattr(ours, field), getattr(theirs, field, None)
        omitted = read in (None, ()) and field not in _NECESSARY
        if wrote != read and not omitted and wrote not in (None, ()):
            yield f"{name}.{field} was written as {wrote!r} and is read as {read!r}"


LAWS = (
    AdapterLaw(
        "fidelity.same",
        "What is read back of a document is what was written or is not given; amounts and days always are.",
        _SOURCE,
        Group.FIDELITY,
        reads_back,
        lambda subject: trials(subject, most=2),
        _read_is_written,
    ),
    AdapterLaw(
        "time.days",
        "A day stays the same day, at whatever hour of the day it is written and read.",
        "adapters.md 7; B41-B43",
        Group.TIME,
        reads_back,
        lambda subject: trials(subject, steps=st.tuples(st.integers(0, 23))),
        _read_is_written,
    ),
)

"""Feed: reading on from any cursor misses nothing, whatever ties, shifts or breaks between the pages."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from hypothesis import strategies as st

from salessupport.domain.values.errors import InvalidIdentifier
from salessupport.spi.errors import AdapterError
from salessupport.spi.feed import Batch, Change, Cursor
from salessupport.testing.certify.law import AdapterLaw, Group
from salessupport.testing.certify.laws.fidelity import differences, reads_back, rows_of
from salessupport.testing.certify.reading import bounded, read_on
from salessupport.testing.certify.stage import Stage, Subject
from salessupport.testing.certify.trials import Paper, Trial, trials
from salessupport.testing.faults import FAULTS, Fault

_SOURCE = "ports.md 3.6; R28; F27-F29; style 1.3 (rows lost by bookmarks)"


def _readable(stage: Stage, trial: Trial) -> list[Paper]:
    kinds = stage.subject.adapter.capabilities.kinds
    return [paper for paper in trial.papers if paper.exercise.kind in kinds]


def _send(stage: Stage, port: Any, papers: tuple[Paper, ...], ties: int) -> None:
    """Send documents, `ties` of them at one instant each time."""
    for number, paper in enumerate(papers, 1):
        stage.send(port, paper.exercise, paper.document, paper.key)
        if number % (ties + 1) == 0:
            stage.clock.advance(timedelta(seconds=1))


def _missed(stage: Stage, trial: Trial, changes: list[Change]) -> Iterator[str]:
    for paper in _readable(stage, trial):
        if rows_of(changes, paper) is None:
            yield f"{paper} was never handed over"


def _pauses(stage: Stage, trial: Trial) -> Iterator[str]:
    """Read some batches, write some more, read on in another session, and so on to the end."""
    ties, batches, first = trial.steps
    papers = trial.papers
    changes: list[Change] = []
    with stage.session() as port:
        _send(stage, port, papers[:first], ties)
        stage.clock.advance(stage.subject.adapter.capabilities.traits.visibility)
        some, cursor = read_on(port, None, batches=batches)
        changes += some
        _send(stage, port, papers[first:], ties)
    stage.clock.advance(stage.subject.adapter.capabilities.traits.visibility)
    with stage.session() as port:
        some, cursor = read_on(port, cursor)
        changes += some
    yield from _missed(stage, trial, changes)


def _breaks(stage: Stage, trial: Trial) -> Iterator[str]:
    """Break a call in the middle of reading, and read on from the last cursor that was handed over."""
    broken, number = trial.steps
    changes: list[Change] = []
    cursor: Cursor | None = None
    with stage.session() as port:
        _send(stage, port, trial.papers, 2)
        stage.clock.advance(stage.subject.adapter.capabilities.traits.visibility)
        stage.weather.forecast((*([None] * broken), Fault(FAULTS[f"F{number}"])))
        for _ in range(3):
            try:
                for batch in bounded(port.changes(cursor)):
                    changes.extend(batch.items)
                    cursor = batch.cursor
            except AdapterError:
                continue
            except Exception as error:  # noqa: BLE001 - whatever escapes is the finding
                yield f"reading ended in {error!r}, which the contract does not know"
            break
    yield from _missed(stage, trial, changes)


def _last_version(stage: Stage, trial: Trial) -> Iterator[str]:
    """The last that is handed over of a document is how it stands."""
    with stage.session() as port:
        _send(stage, port, trial.papers, trial.steps[0])
        stage.clock.advance(stage.subject.adapter.capabilities.traits.visibility)
        once, _ = read_on(port, None)
        again, _ = read_on(port, None)
    for paper in _readable(stage, trial):
        yield from differences(paper, rows_of(once, paper))
        if rows_of(once, paper) != rows_of(again, paper):
            yield f"{paper} reads differently a second time"


def _kinds(stage: Stage, trial: Trial) -> Iterator[str]:
    """Only what was asked for is handed over, and all of it."""
    papers = _readable(stage, trial)
    with stage.session() as port:
        _send(stage, port, trial.papers, 0)
        stage.clock.advance(stage.subject.adapter.capabilities.traits.visibility)
        for kind in sorted({paper.exercise.kind for paper in papers}):
            changes = [change for batch in bounded(port.changes(kinds=[kind])) for change in batch.items]
            others = {change.ref.kind for change in changes} - {kind}
            if others:
                yield f"asked for {kind}, got {sorted(others)} too"
            for paper in papers:
                if paper.exercise.kind == kind and rows_of(changes, paper) is None:
                    yield f"{paper} was not handed over among {kind}"


def _ends(stage: Stage, trial: Trial) -> Iterator[str]:
    """Reading on from the end hands over no more than what may stand at its border, and ends."""
    with stage.session() as port:
        _send(stage, port, trial.papers, trial.steps[0])
        stage.clock.advance(stage.subject.adapter.capabilities.traits.visibility)
        whole, cursor = read_on(port, None)
        stage.clock.advance(timedelta(days=1))
        rest, end = read_on(port, cursor)
        again, _ = read_on(port, end)
    if len(rest) > len(whole) or len(again) > len(rest):
        yield f"{len(whole)} documents were read; from the end on {len(rest)} come again, and then {len(again)}"


def _foreign(stage: Stage, _trial: Trial) -> Iterator[str]:
    """A cursor of somebody else is refused by name."""
    with stage.session() as port:
        for foreign in (Cursor("somebody-else", "all", 1, "0"), Cursor(stage.subject.adapter.name, "all", 9999, "0")):
            try:
                batches: list[Batch[Change]] = list(bounded(port.changes(foreign)))
            except InvalidIdentifier:
                continue
            except Exception as error:  # noqa: BLE001 - whatever escapes is the finding
                yield f"a foreign cursor was answered with {error!r}, not with InvalidIdentifier"
            else:
                yield f"a foreign cursor ({foreign.text}) was taken, and gave {len(batches)} batches"


def _steps(*most: tuple[int, int]) -> st.SearchStrategy[Any]:
    return st.tuples(*(st.integers(low, high) for low, high in most))


def _feeds(subject: Subject) -> bool:
    return reads_back(subject)


LAWS = (
    AdapterLaw(
        "feed.whole",
        "Reading on from any cursor, in any session, misses nothing, however many documents share an instant.",
        _SOURCE,
        Group.FEED,
        _feeds,
        lambda subject: trials(subject, most=7, least=2, steps=_steps((0, 6), (1, 3), (0, 6))),
        _pauses,
        cost=2,
    ),
    AdapterLaw(
        "feed.broken",
        "A reading that breaks goes on from the last cursor, and misses nothing.",
        _SOURCE,
        Group.FEED,
        _feeds,
        lambda subject: trials(
            subject,
            most=5,
            least=2,
            steps=st.tuples(st.integers(0, 4), st.sampled_from((1, 5, 7, 8, 12, 13, 14))),
        ),
        _breaks,
    ),
    AdapterLaw(
        "feed.last",
        "The last that is handed over of a document is how it stands, each time it is read.",
        _SOURCE,
        Group.FEED,
        _feeds,
        lambda subject: trials(subject, most=4, steps=_steps((0, 4))),
        _last_version,
    ),
    AdapterLaw(
        "feed.kinds",
        "Asked for a kind, a feed hands over all of it and nothing else.",
        _SOURCE,
        Group.FEED,
        _feeds,
        lambda subject: trials(subject, most=4, least=2),
        _kinds,
    ),
    AdapterLaw(
        "feed.ends",
        "A feed that was read to its end has an end again.",
        _SOURCE,
        Group.FEED,
        _feeds,
        lambda subject: trials(subject, most=4, steps=_steps((0, 4))),
        _ends,
    ),
    AdapterLaw(
        "feed.own",
        "A cursor of another adapter or of another format is refused by name.",
        _SOURCE,
        Group.FEED,
        _feeds,
        trials,
        _foreign,
    ),
)

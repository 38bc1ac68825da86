"""Versions: what is changed is what was read; a document that somebody else touched meanwhile is not overwritten."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from salessupport.spi.errors import VersionConflict
from salessupport.spi.keys import Key
from salessupport.spi.outcomes import Version
from salessupport.testing.certify.law import AdapterLaw, Group
from salessupport.testing.certify.laws.fidelity import everything, reads_back, rows_of
from salessupport.testing.certify.stage import Said, Stage, Subject
from salessupport.testing.certify.trials import Paper, Trial, trials

_SOURCE = "ports.md 3.4 `expect`; B56; F33"


def _amends(subject: Subject) -> bool:
    return reads_back(subject) and subject.does("amend_order") and subject.does("post_order")


def _version(port: Any, paper: Paper) -> Version | None:
    for change in reversed(everything(port)):
        if any(getattr(head, "id", None) == paper.mark for head in change.rows.get("orders", ())):
            return change.version
    return None


def _amended(stage: Stage, trial: Trial) -> Iterator[str]:
    for paper in trial.papers:
        if paper.exercise.verb == "post_order":
            with stage.session() as port:
                yield from _amend_twice(stage, port, paper)


def _amend_twice(stage: Stage, port: Any, paper: Paper) -> Iterator[str]:
    """Amend an order as it was read, then once more as it was read before: the second has to be refused."""
    posted = stage.send(port, paper.exercise, paper.document, paper.key)
    version = _version(port, paper)
    if posted.said is not Said.DONE or version is None:
        yield f"{paper} was not taken, or is not handed over"
        return
    ref, changed = posted.value.remote_ref, paper.exercise.changed(paper.document)
    twice = paper.exercise.changed(changed)
    first = stage.call(lambda: port.amend_order(ref, changed, key=Key.of("amend", paper.mark, 1), expect=version))
    if first.said is not Said.DONE:
        yield f"an amendment of the version just read was answered with {first}"
        return
    if _version(port, paper) == version:
        yield "an amendment did not change the version"
    second = stage.call(lambda: port.amend_order(ref, twice, key=Key.of("amend", paper.mark, 2), expect=version))
    if not isinstance(second.error, VersionConflict):
        yield f"an amendment of a version that has passed was answered with {second}, not with VersionConflict"
    standing = rows_of(everything(port), paper)
    if standing is not None and standing.get("order_lines", changed.lines) != changed.lines:
        yield "a refused amendment changed the document"


def _cancelled(stage: Stage, trial: Trial) -> Iterator[str]:
    for paper in trial.papers:
        if paper.exercise.verb != "post_order":
            continue
        with stage.session() as port:
            posted = stage.send(port, paper.exercise, paper.document, paper.key)
            if posted.said is not Said.DONE:
                continue
            ref, key = posted.value.remote_ref, Key.of("cancel", paper.mark)
            stale = stage.call(lambda: port.cancel_order(ref, key=key, reason="x", expect=Version("passed")))  # noqa: B023 - called at once
            if not isinstance(stale.error, VersionConflict):
                yield f"cancelling a version that never was, was answered with {stale}, not with VersionConflict"


def _cancels(subject: Subject) -> bool:
    return subject.does("cancel_order") and subject.does("post_order")


LAWS = (
    AdapterLaw(
        "versions.amend",
        "An order is amended as it was read; one that changed meanwhile is left alone and the conflict is named.",
        _SOURCE,
        Group.IDENTITY,
        _amends,
        lambda subject: trials(subject, most=2),
        _amended,
    ),
    AdapterLaw(
        "versions.cancel",
        "An order is cancelled as it was read, not as somebody else left it.",
        _SOURCE,
        Group.IDENTITY,
        _cancels,
        lambda subject: trials(subject, most=2),
        _cancelled,
    ),
)

"""Limits: what is declared is taken up to the bound, and refused one above it, never cut."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from attrs import evolve
from hypothesis import strategies as st

from salessupport.spi.documents import InvoiceDocument
from salessupport.spi.errors import InvalidRemoteInput, LimitExceeded
from salessupport.testing.certify.law import AdapterLaw, Group
from salessupport.testing.certify.laws.fidelity import everything, reads_back, rows_of
from salessupport.testing.certify.stage import Said, Stage, Subject
from salessupport.testing.certify.trials import Paper, Trial, trials

_SOURCE = "ports.md 4.2 limits; F31; reliability.md B39"


def _names(subject: Subject) -> bool:
    return reads_back(subject) and subject.does("upsert")


def _text_bound(stage: Stage, trial: Trial) -> Iterator[str]:
    """A name at the bound is kept whole; one above it is refused, or kept whole."""
    (paper,) = trial.papers
    limit = stage.subject.adapter.capabilities.traits.text_limit or 240
    above = stage.subject.adapter.capabilities.traits.text_limit is not None
    name = "某" * (limit + trial.steps[0] if above else limit)
    document = evolve(paper.document, name=name)
    with stage.session() as port:
        answer = stage.send(port, paper.exercise, document, paper.key)
        read = rows_of(everything(port), paper)
    if answer.said is Said.DONE:
        kept = read["customers"][0].name if read and read.get("customers") else None  # type: ignore[attr-defined]
        if kept != name:
            yield f"a name of {len(name)} characters was taken and is read as {len(kept or '')} characters"
    elif len(name) <= limit:
        yield f"a name of {len(name)} characters, within the bound of {limit}, was answered with {answer}"
    elif not isinstance(answer.error, LimitExceeded | InvalidRemoteInput):
        yield f"a name above the bound was answered with {answer}, not with LimitExceeded"
    if answer.said is not Said.DONE and stage.seen(paper.mark):
        yield "a refused document stands at the remote"


def _bounded(subject: Subject) -> bool:
    return any(subject.bound(verb) for verb in ("issue", "post_invoice"))


def _lines_bound(stage: Stage, trial: Trial) -> Iterator[str]:
    """An invoice of as many lines as declared is taken, one more is refused."""
    for paper in trial.papers:
        bound = stage.subject.bound(paper.exercise.verb)
        if bound is None or not isinstance(paper.document, InvoiceDocument):
            continue
        count = bound + trial.steps[0]
        with stage.session() as port:
            answer = stage.send(port, paper.exercise, _of_lines(paper, count), paper.key)
        if count <= bound and answer.said is not Said.DONE:
            yield f"{count} lines, within the bound of {bound}, were answered with {answer}"
        if count > bound and not isinstance(answer.error, LimitExceeded):
            yield f"{count} lines, above the bound of {bound}, were answered with {answer}, not with LimitExceeded"
        if count > bound and stage.seen(paper.mark):
            yield "a refused document stands at the remote"


def _of_lines(paper: Paper, count: int) -> Any:
    """The document with so many lines: the first holds everything, the others nothing."""
    first = paper.document.lines[0]
    zero = first.net - first.net
    more = tuple(evolve(first, line=number, net=zero, tax=zero, gross=zero) for number in range(2, count + 1))
    return evolve(paper.document, lines=(first, *more))


LAWS = (
    AdapterLaw(
        "limits.text",
        "A name within the declared bound is kept whole; one above it is refused, never cut.",
        _SOURCE,
        Group.LIMITS,
        _names,
        lambda subject: trials(subject, steps=st.tuples(st.integers(0, 1))),
        _text_bound,
    ),
    AdapterLaw(
        "limits.lines",
        "An invoice of as many lines as declared is taken; one more is refused.",
        _SOURCE,
        Group.LIMITS,
        _bounded,
        lambda subject: trials(subject, steps=st.tuples(st.integers(0, 1))),
        _lines_bound,
    ),
)

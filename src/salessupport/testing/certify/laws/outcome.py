"""Outcome: what an answer says is true, under any weather, and a lost answer is looked up, never sent again blindly."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from hypothesis import strategies as st

from salessupport.testing.certify.exercises import Exercise
from salessupport.testing.certify.law import AdapterLaw, Group
from salessupport.testing.certify.laws.identity import guarded
from salessupport.testing.certify.stage import Answer, Said, Stage, Subject
from salessupport.testing.certify.trials import Paper, Trial, every_fault, papers, trials
from salessupport.testing.certify.worth import is_worth, rounded_worth

_SOURCE = "architecture decision 5; ports.md 4.3; B77; F1-F23"
_ATTEMPTS = 6


def _makes(subject: Subject) -> bool:
    return bool(subject.exercises)


def _orders(subject: Subject) -> tuple[Exercise, ...]:
    return tuple(one for one in subject.exercises if one.verb == "post_order")


def _answer_is_true(stage: Stage, trial: Trial) -> Iterator[str]:
    (paper,) = trial.papers
    with stage.session() as port:
        answer = stage.send(port, paper.exercise, paper.document, paper.key, *trial.forecast(0))
        stage.weather.clear()
        yield from _belied(stage, paper, answer)


def _belied(stage: Stage, paper: Paper, answer: Answer) -> Iterator[str]:
    """Say where what stands at the remote is not what the answer gave to believe."""
    count = len(stage.seen(paper.mark))
    if count > 1:
        yield f"one call of {paper} made {count} documents"
    elif answer.said is Said.DONE and count == 0:
        yield f"{paper} was answered as done, and nothing is there"
    elif answer.said is Said.REFUSED and count:
        yield f"{paper} was answered with {type(answer.error).__name__} (nothing happened), and the document is there"
    elif answer.said is Said.STRAY:
        yield f"{paper} ended in {answer.error!r}, which the contract does not know"


def _total_is_true(stage: Stage, trial: Trial) -> Iterator[str]:
    """Compare what stands there with what was sent, to the last unit."""
    (paper,) = trial.papers
    wanted = paper.exercise.total(paper.document)
    with stage.session() as port:
        stage.send(port, paper.exercise, paper.document, paper.key, *trial.forecast(0))
        stage.weather.clear()
    for seen in stage.seen(paper.mark):
        if wanted is not None and seen.total != wanted:
            yield f"{paper} is of {wanted} {wanted.currency}, at the remote it is of {seen.total}"


def _tax_stands(stage: Stage, trial: Trial) -> Iterator[str]:
    """Compare what the other system says that an order is worth with its lines and their tax."""
    (paper,) = trial.papers
    lines = paper.document.lines
    with stage.session() as port:
        stage.send(port, paper.exercise, paper.document, paper.key)
    for seen in stage.seen(paper.mark):
        if seen.total is None:
            yield f"the laboratory does not say what {paper} is worth at the remote, tax included"
        elif not is_worth(lines, seen.total):
            worth = rounded_worth(lines, seen.total.currency)
            yield f"{paper} is worth {worth} with its tax, at the remote {seen.total}"


def _look_up_tells(stage: Stage, trial: Trial) -> Iterator[str]:
    (paper,) = trial.papers
    with stage.session() as port:
        answer = stage.send(port, paper.exercise, paper.document, paper.key, *trial.forecast(0))
        if answer.said is not Said.LOST:
            return
        stage.weather.clear()
        stage.clock.advance(stage.subject.settling(paper.exercise.verb))
        found = stage.find(port, paper.key)
        there = bool(stage.seen(paper.mark))
        if there and (found is None or found.said not in (Said.DONE, Said.PENDING)):
            yield f"the effect of {paper} is there after a lost answer, and looking it up gave {found}"
        if not there and found is not None and found.said is Said.DONE:
            yield f"nothing of {paper} is there after a lost answer, and looking it up gave {found}"


def _sent_until_done(stage: Stage, trial: Trial) -> Iterator[str]:
    """Play the caller that the documentation asks for: look up before each repetition, wait, and repeat."""
    with stage.session() as port:
        for number, paper in enumerate(trial.papers):
            _insist(stage, port, paper, trial, number)
    stage.weather.clear()
    marks = stage.marks()
    for paper in trial.papers:
        if marks[paper.mark] != 1:
            yield f"{paper}, sent until it was done, stands {marks[paper.mark]} times at the remote"


def _insist(stage: Stage, port: Any, paper: Paper, trial: Trial, number: int) -> None:
    for attempt in range(_ATTEMPTS):
        weather = trial.forecast(number * 2 + attempt) if attempt < 2 else ()
        answer = stage.send(port, paper.exercise, paper.document, paper.key, *weather)
        if answer.said is Said.DONE:
            return
        if answer.said is Said.LOST:
            stage.clock.advance(stage.subject.settling(paper.exercise.verb))
            found = stage.find(port, paper.key)
            if found is not None and found.said is Said.DONE:
                return
        stage.clock.advance(timedelta(seconds=30))


def _no_stray(stage: Stage, trial: Trial) -> Iterator[str]:
    with stage.session() as port:
        for number, paper in enumerate(trial.papers):
            answer = stage.send(port, paper.exercise, paper.document, paper.key, *trial.forecast(number))
            looked = stage.call(lambda paper=paper: port.find(paper.key), *trial.forecast(number + 2))  # type: ignore[misc]
            for one in (answer, looked):
                if one.said is Said.STRAY:
                    yield f"{paper}: {one.error!r} is no error of the contract"


LAWS = (
    AdapterLaw(
        "outcome.true",
        "An answer is true: done means one document, refused means none, lost means nobody knows; never two.",
        _SOURCE,
        Group.OUTCOME,
        _makes,
        lambda subject: trials(subject, calls=1),
        _answer_is_true,
        parts=every_fault,
    ),
    AdapterLaw(
        "outcome.exact",
        "What stands at the remote is what was sent, to the last unit of money, whatever the weather.",
        _SOURCE,
        Group.OUTCOME,
        lambda subject: any(one.verb.startswith(("post_", "issue")) for one in subject.exercises),
        lambda subject: trials(subject, calls=1),
        _total_is_true,
        cost=2,
    ),
    AdapterLaw(
        "outcome.taxed",
        "The tax of an order stands at the remote too, however it rounds; none goes missing without a word.",
        "adapters.md 1; wire/tryton.md 3 (taxes left out, silently)",
        Group.OUTCOME,
        lambda subject: bool(_orders(subject)),
        lambda subject: st.builds(Trial, papers(subject, of=_orders(subject))),
        _tax_stands,
    ),
    AdapterLaw(
        "outcome.look_up",
        "After a lost answer, looking the key up finds the effect if and only if it is there.",
        _SOURCE,
        Group.OUTCOME,
        guarded,
        lambda subject: trials(subject, calls=1),
        _look_up_tells,
        cost=4,
    ),
    AdapterLaw(
        "outcome.once",
        "A document sent until it is done, looked up before each repetition, is there exactly once.",
        _SOURCE,
        Group.OUTCOME,
        guarded,
        lambda subject: trials(subject, most=2, calls=4),
        _sent_until_done,
        cost=4,
    ),
    AdapterLaw(
        "outcome.known",
        "Whatever happens on the wire, an adapter raises only errors of the contract.",
        _SOURCE,
        Group.OUTCOME,
        _makes,
        lambda subject: trials(subject, most=2, calls=4),
        _no_stray,
        cost=2,
    ),
)

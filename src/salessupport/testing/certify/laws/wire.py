"""The wire in earnest: the same laws of outcome over real sockets, with what really goes wrong on them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, cast

from attrs import frozen
from hypothesis import strategies as st

from salessupport.testing.certify.http_lab import HttpSite
from salessupport.testing.certify.law import AdapterLaw, Group
from salessupport.testing.certify.stage import Answer, Said, Stage, Subject
from salessupport.testing.certify.trials import Paper, bearable, papers
from salessupport.testing.faults import ON_THE_WIRE, Fault, Moment
from salessupport.testing.loopback import of_kind

_ATTEMPTS = 3
_BEFORE_A_REQUEST = frozenset({"F1", "F2", "F3", "F4", "F22"})


@frozen
class Struck:
    """A document, and the fault that strikes the call with this number."""

    paper: Paper
    fault: Fault
    fair: int

    def __str__(self) -> str:
        return f"send {self.paper}\n{self.fault} strikes call {self.fair + 1}, over real sockets"


def _on_sockets(subject: Subject) -> bool:
    with subject.lab.fresh() as site:
        return bool(subject.exercises) and isinstance(site, HttpSite)


def _struck(subject: Subject, *faults: Fault) -> st.SearchStrategy[Struck]:
    return st.builds(
        lambda some, fault, fair: Struck(some[0], fault, fair),
        papers(subject),
        st.sampled_from(faults),
        st.integers(0, 1),
    )


def _faults(subject: Subject) -> list[Fault]:
    return [
        Fault(kind, late=late)
        for kind in ON_THE_WIRE
        if kind.id not in _BEFORE_A_REQUEST and bearable(subject, kind.moment, *subject.exercises)
        for late in ((False, True) if kind.moment is Moment.EITHER else (False,))
    ]


def _each(subject: Subject) -> tuple[st.SearchStrategy[Any], ...]:
    return tuple(_struck(subject, fault) for fault in _faults(subject))


def _survives(stage: Stage, struck: Struck) -> Iterator[str]:
    """Send under the mishap, look up, send again: never two, and at last one."""
    site, paper = cast("HttpSite", stage.site), struck.paper
    stage.subject.struck[struck.fault.kind.id] += 1
    with site.sockets(*([None] * struck.fair), of_kind(struck.fault)) as port:
        answers = list(_sent(stage, port, paper))
    last, count = answers[-1], len(stage.seen(paper.mark))
    for answer in answers:
        if answer.said is Said.STRAY:
            yield f"{paper} ended in {answer.error!r}, which the contract does not know"
    if count > 1 or (count == 0 and last.said is Said.DONE):
        yield f"{paper} was answered with {last}, and stands {count} times at the remote"
    elif count == 0 and stage.subject.guarded(paper.exercise.verb):
        yield f"{paper}, sent until it is done, is not at the remote"
    told = [f"{answer} {answer.error!r}" for answer in answers]
    if any(secret in text for secret in site.secrets() for text in told):
        yield "a secret stands in an error"


def _sent(stage: Stage, port: Any, paper: Paper) -> Iterator[Answer]:
    """The answers to sending a paper until it is done, looked up after each lost one; once where nothing guards it."""
    for _ in range(_ATTEMPTS):
        answer = stage.send(port, paper.exercise, paper.document, paper.key)
        yield answer
        if answer.said is Said.DONE or not stage.subject.guarded(paper.exercise.verb):
            return
        stage.clock.advance(stage.subject.settling(paper.exercise.verb))
        found = stage.find(port, paper.key) if answer.said is Said.LOST else None
        if found is not None and found.said is Said.DONE:
            return


LAWS = (
    AdapterLaw(
        "wire.sockets",
        "Over real sockets, whatever becomes of a call: a document is there once, and no error is unknown.",
        "ports.md 4.4; F5-F23; B77",
        Group.OUTCOME,
        _on_sockets,
        lambda subject: _struck(subject, *_faults(subject)),
        _survives,
        parts=_each,
        cost=0,
    ),
)

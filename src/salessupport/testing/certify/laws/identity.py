"""Identity: one key is one document, whoever sends it, however often, from whichever session."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from hypothesis import strategies as st

from salessupport.spi.capabilities import Native, Upsert
from salessupport.spi.errors import IdempotencyMismatch
from salessupport.testing.certify.law import AdapterLaw, Group
from salessupport.testing.certify.stage import Said, Stage, Subject
from salessupport.testing.certify.trials import Trial, trials

_SOURCE = "ports.md 3.5 Idempotency; requirement rule 9; B52, B53"


def guarded(subject: Subject) -> bool:
    """Whether the port makes documents, and none of its commands lacks a guard."""
    return bool(subject.exercises) and all(subject.guarded(one.verb) for one in subject.exercises)


def _sets(subject: Subject) -> bool:
    """Whether repeating sets the document anew, so that another content is a wish, not a mistake."""
    guards = subject.adapter.capabilities.idempotency
    return any(isinstance(guards.get(one.verb), Upsert) for one in subject.exercises)


def _counts() -> st.SearchStrategy[Any]:
    return st.tuples(st.integers(0, 2))


def _same_key_twice(stage: Stage, trial: Trial) -> Iterator[str]:
    (paper,) = trial.papers
    times = 2 + trial.steps[0]
    with stage.session() as port:
        answers = [stage.send(port, paper.exercise, paper.document, paper.key) for _ in range(times)]
    if any(answer.said is not Said.DONE for answer in answers):
        yield f"the same document, sent {times} times, was not answered as done each time"
        return
    if len({answer.value.remote_ref for answer in answers}) > 1:
        yield f"the same key was answered by different documents: {[str(one.value.remote_ref) for one in answers]}"
    if (count := len(stage.seen(paper.mark))) != 1:
        yield f"one key, sent {times} times, made {count} documents"


def _replayed_is_said(stage: Stage, trial: Trial) -> Iterator[str]:
    (paper,) = trial.papers
    with stage.session() as port:
        first = stage.send(port, paper.exercise, paper.document, paper.key)
        again = stage.send(port, paper.exercise, paper.document, paper.key)
    if first.said is Said.DONE and again.said is Said.DONE and not again.value.replayed:
        yield "the second answer does not say that the effect was there before (`replayed`)"


def _other_content(stage: Stage, trial: Trial) -> Iterator[str]:
    (paper,) = trial.papers
    with stage.session() as port:
        first = stage.send(port, paper.exercise, paper.document, paper.key)
        if first.said is not Said.DONE:
            yield "a valid document was not taken"
            return
        before = stage.totals()
        changed = paper.exercise.changed(paper.document)
        second = stage.send(port, paper.exercise, changed, paper.key)
    if len(stage.seen(paper.mark)) != 1 or stage.totals() != before:
        yield "the same key with another content changed what stands at the remote"
    guard = stage.subject.adapter.capabilities.idempotency[paper.exercise.verb]
    compares = isinstance(guard, Native) and guard.compares_body
    if compares and not isinstance(second.error, IdempotencyMismatch):
        yield f"the same key with another content was answered with {second}, not with IdempotencyMismatch"


def _two_keys(stage: Stage, trial: Trial) -> Iterator[str]:
    with stage.session() as port:
        for paper in trial.papers:
            answer = stage.send(port, paper.exercise, paper.document, paper.key)
            if answer.said is not Said.DONE:
                yield f"a valid document ({paper}) was not taken"
    marks = stage.marks()
    for paper in trial.papers:
        if marks[paper.mark] != 1:
            yield f"{paper} stands {marks[paper.mark]} times at the remote"


def _other_session(stage: Stage, trial: Trial) -> Iterator[str]:
    (paper,) = trial.papers
    for _ in range(2):
        with stage.session() as port:
            stage.send(port, paper.exercise, paper.document, paper.key)
    if (count := len(stage.seen(paper.mark))) != 1:
        yield f"one key, sent in two sessions, made {count} documents"


def _unknown_key(stage: Stage, trial: Trial) -> Iterator[str]:
    sent, never = trial.papers
    with stage.session() as port:
        stage.send(port, sent.exercise, sent.document, sent.key)
        answer = stage.find(port, never.key)
        if answer is not None:
            yield f"looking up a key that was never sent was answered with {answer}"
        if stage.find(port, sent.key) is None:
            yield "looking up a key that was sent found nothing"


LAWS = (
    AdapterLaw(
        "identity.once",
        "The same document sent again under its key is answered as done by the one document that is there.",
        _SOURCE,
        Group.IDENTITY,
        guarded,
        lambda subject: trials(subject, steps=_counts()),
        _same_key_twice,
    ),
    AdapterLaw(
        "identity.replayed",
        "An answer says whether its effect was there before the call.",
        _SOURCE,
        Group.IDENTITY,
        guarded,
        trials,
        _replayed_is_said,
    ),
    AdapterLaw(
        "identity.content",
        "The same key with another content changes nothing.",
        _SOURCE,
        Group.IDENTITY,
        lambda subject: guarded(subject) and not _sets(subject),
        trials,
        _other_content,
    ),
    AdapterLaw(
        "identity.apart",
        "Different keys make different documents, each exactly once.",
        _SOURCE,
        Group.IDENTITY,
        lambda subject: bool(subject.exercises),
        lambda subject: trials(subject, most=4, least=2),
        _two_keys,
    ),
    AdapterLaw(
        "identity.sessions",
        "A key means the same in every session.",
        _SOURCE,
        Group.IDENTITY,
        guarded,
        trials,
        _other_session,
    ),
    AdapterLaw(
        "identity.find",
        "A key is found if and only if it was sent.",
        _SOURCE,
        Group.IDENTITY,
        guarded,
        lambda subject: trials(subject, most=2, least=2),
        _unknown_key,
    ),
)

"""Honesty: what is declared works, what is not declared does not pretend to, and nothing is left unanswered."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from hypothesis import strategies as st

from salessupport.spi import errors
from salessupport.spi.capabilities import Unsupported, Untested
from salessupport.testing.certify.exercises import EXERCISES
from salessupport.testing.certify.law import AdapterLaw, Group
from salessupport.testing.certify.reading import bounded
from salessupport.testing.certify.stage import Said, Stage, Subject

_SOURCE = "ports.md 3.5 Capabilities; style 1.3 (declared, method missing)"


def _always(_subject: Subject) -> bool:
    return True


def once(_subject: Subject) -> st.SearchStrategy[Any]:
    """Give the one case of a law that draws nothing."""
    return st.just("as it is")


def _answered(stage: Stage, _case: Any) -> Iterator[str]:
    adapter = stage.subject.adapter
    given = adapter.capabilities
    for verb in adapter.port.verbs:
        if isinstance(given.verbs.get(verb.name, Untested()), Untested):
            yield f"the verb {verb.name} is not answered, or as untested"
    for kind in adapter.port.kinds:
        if isinstance(given.kinds.get(kind, Untested()), Untested):
            yield f"the kind {kind} is not answered, or as untested"
    for command in adapter.port.commands:
        if stage.subject.does(command) and command not in given.idempotency:
            yield f"what a repeated {command} does is not declared (`idempotency`)"
    known = {verb.name for verb in adapter.port.verbs}
    for name in (*given.verbs, *given.idempotency):
        if name not in known:
            yield f"{name} is declared and is no verb of the port {adapter.port.name}"


def _refuses(stage: Stage, paper: Any) -> Iterator[str]:
    exercise, document = paper
    with stage.session() as port:
        answer = stage.send(port, exercise, document, exercise.key("LAB-1"))
    if not isinstance(answer.error, errors.Unsupported):
        yield f"{exercise.verb} is declared as unsupported and was answered with {answer}"
    if stage.seen("LAB-1"):
        yield f"{exercise.verb} is declared as unsupported and made a document"


def _unsupported(subject: Subject) -> bool:
    port = EXERCISES.get(subject.adapter.port.name, ())
    return any(isinstance(subject.support(one.verb), Unsupported) for one in port)


def _undone(subject: Subject) -> st.SearchStrategy[Any]:
    """Draw a document for a command that is declared as unsupported."""
    port = EXERCISES[subject.adapter.port.name]
    undone = [one for one in port if not subject.does(one.verb)]
    return st.sampled_from(undone).flatmap(
        lambda one: st.tuples(st.just(one), one.sample(subject.world, "LAB-1", None))
    )


def _works(stage: Stage, name: Any) -> Iterator[str]:
    """Send one document by every command that is declared, in fair weather."""
    subject = stage.subject
    with stage.session() as port:
        for number, exercise in enumerate(subject.exercises, 1):
            mark = f"LAB-{number}"
            answer = stage.send(port, exercise, name[number - 1], exercise.key(mark))
            if answer.said is not Said.DONE:
                yield f"{exercise.verb} is declared to work and was answered with {answer}"
            elif len(stage.seen(mark)) != 1:
                yield f"{exercise.verb} was answered as done, and {len(stage.seen(mark))} documents stand there"


def _one_each(subject: Subject) -> st.SearchStrategy[Any]:
    limit = subject.adapter.capabilities.traits.text_limit
    drawn = [one.sample(subject.world, f"LAB-{number}", limit) for number, one in enumerate(subject.exercises, 1)]
    return st.tuples(*drawn)


def _kinds_work(stage: Stage, _case: Any) -> Iterator[str]:
    """Every kind that is declared can be asked for; one that is not is refused."""
    given = stage.subject.adapter.capabilities.kinds
    with stage.session() as port:
        for kind in stage.subject.adapter.port.kinds:
            supported = not isinstance(given.get(kind, Unsupported("")), Unsupported)
            try:
                for batch in bounded(port.changes(kinds=[kind])):
                    wrong = {change.ref.kind for change in batch.items} - {kind}
                    if wrong:
                        yield f"asked for {kind}, got {sorted(wrong)}"
            except errors.Unsupported:
                if supported:
                    yield f"{kind} is declared to be read and was refused"
            except Exception as error:  # noqa: BLE001 - whatever escapes is the finding
                yield f"asking for {kind} ended in {error!r}"
            else:
                if not supported:
                    yield f"{kind} is declared as unsupported and was read"


LAWS = (
    AdapterLaw(
        "honesty.answered",
        "Every verb and kind of the port is answered by the capabilities, none as untested.",
        _SOURCE,
        Group.HONESTY,
        _always,
        once,
        _answered,
    ),
    AdapterLaw(
        "honesty.works",
        "Every command that is declared to work does.",
        _SOURCE,
        Group.HONESTY,
        lambda subject: bool(subject.exercises),
        _one_each,
        _works,
    ),
    AdapterLaw(
        "honesty.refuses",
        "A command that is declared as unsupported says so and does nothing.",
        _SOURCE,
        Group.HONESTY,
        _unsupported,
        _undone,
        _refuses,
    ),
    AdapterLaw(
        "honesty.kinds",
        "Every kind that is declared can be read; another one is refused.",
        _SOURCE,
        Group.HONESTY,
        lambda subject: subject.does("changes"),
        once,
        _kinds_work,
    ),
)

"""What a law plays: documents with their marks, and the weather over the calls, told as a short story."""

from __future__ import annotations

from typing import Any

import attrs
from attrs import frozen
from hypothesis import strategies as st

from salessupport.spi.capabilities import Idempotency, Lookup, Native, NoGuard, Upsert
from salessupport.spi.keys import Key
from salessupport.testing.certify.exercises import Exercise
from salessupport.testing.certify.lab import World
from salessupport.testing.certify.stage import Subject
from salessupport.testing.faults import ON_THE_WIRE, Fault, Moment
from salessupport.testing.weather import LATER, lost_effect

Forecast = tuple[Fault | None, ...]


@frozen
class Paper:
    """A document to be sent: which command, its mark, and what it holds."""

    exercise: Exercise
    mark: str
    document: Any

    @property
    def key(self) -> Key:
        """Its key."""
        return self.exercise.key(self.mark)

    def __str__(self) -> str:
        return f"{self.exercise.verb} {self.mark}"


@frozen
class Trial:
    """Some documents and the weather over them; `steps` are numbers that a law gives a meaning to."""

    papers: tuple[Paper, ...]
    weather: tuple[Forecast, ...] = ()
    steps: tuple[int, ...] = ()

    def forecast(self, index: int) -> Forecast:
        """The weather over the call of this number; fair behind the end."""
        return self.weather[index] if index < len(self.weather) else ()

    def __str__(self) -> str:
        lines = [f"send {paper} ({brief(paper.document)})" for paper in self.papers]
        lines += [f"weather over call {number}: {_told(one)}" for number, one in enumerate(self.weather, 1) if one]
        return "\n".join(lines + ([f"steps {self.steps}"] if self.steps else []))


def brief(thing: Any) -> str:
    """A document in one line: what it is given, without what is not."""
    if attrs.has(type(thing)) and "__str__" not in vars(type(thing)):
        given = ((one.name, getattr(thing, one.name)) for one in attrs.fields(type(thing)))
        told = ", ".join(f"{name}={brief(value)}" for name, value in given if value not in (None, (), ""))
        return f"{type(thing).__name__}({told})"
    if isinstance(thing, tuple):
        return f"({', '.join(map(brief, thing))})"
    return repr(thing) if isinstance(thing, str | bytes) else str(thing)


def _told(forecast: Forecast) -> str:
    return ", then ".join("fair" if fault is None else str(fault) for fault in forecast)


def papers(
    subject: Subject, *, most: int = 1, least: int = 1, of: tuple[Exercise, ...] = (), world: World | None = None
) -> st.SearchStrategy[tuple[Paper, ...]]:
    """Give tuples of documents of the port, each with its own mark; `of` some commands alone, of another `world`."""
    known = world or subject.world
    limit = subject.adapter.capabilities.traits.text_limit

    @st.composite
    def drawn(draw: st.DrawFn) -> tuple[Paper, ...]:
        count = draw(st.integers(least, most))
        made = []
        for number in range(1, count + 1):
            exercise = draw(st.sampled_from(of or subject.exercises))
            mark = f"LAB-{number}"
            made.append(Paper(exercise, mark, draw(exercise.sample(known, mark, limit))))
        return tuple(made)

    return drawn()


def trials(
    subject: Subject, *, most: int = 1, least: int = 1, calls: int = 0, steps: st.SearchStrategy[Any] | None = None
) -> st.SearchStrategy[Trial]:
    """Give trials of up to `most` documents, with weather over the first `calls` calls."""
    return st.builds(
        Trial,
        papers(subject, most=most, least=least),
        _weather(subject, calls),
        steps if steps is not None else st.just(()),
    )


def _weather(subject: Subject, calls: int) -> st.SearchStrategy[tuple[Forecast, ...]]:
    if calls <= 1:
        return st.tuples(*[forecasts(subject)] * calls)
    return st.lists(forecasts(subject), max_size=calls).map(tuple)


def forecasts(subject: Subject) -> st.SearchStrategy[Forecast]:
    """Give the weather over one call of a verb, which may itself call the remote several times: one fault, or two."""
    struck = faults(subject)
    return st.builds(
        lambda fair, fault, more: (*([None] * fair), fault, *more),
        st.sampled_from((0, 0, 1, 2)),
        struck,
        st.just(()) | st.tuples(struck),
    )


def faults(subject: Subject) -> st.SearchStrategy[Fault]:
    """Give faults of the wire that the adapter's declared guard can stand at all, each look of them as often."""
    return st.one_of(*map(st.sampled_from, _alike(subject, *subject.exercises)))


def every_fault(subject: Subject) -> tuple[st.SearchStrategy[Trial], ...]:
    """Give one strategy for each command, each look of a fault, and its place among the calls of it."""
    return tuple(
        st.builds(
            Trial,
            papers(subject, of=(exercise,)),
            st.sampled_from(some).map(lambda fault, fair=fair: ((*([None] * fair), fault),)),  # type: ignore[misc]
        )
        for exercise in subject.exercises
        for some in _alike(subject, exercise)
        for fair in (0, 1, 2, 4)
    )


def _alike(subject: Subject, *exercises: Exercise) -> tuple[list[Fault], ...]:
    """Sort the faults by what the adapter sees of them: the moment, and the error that the client raises.

    A request that a proxy delivers twice is harmless only where the remote knows our key or sets the document; an
    effect that comes later than a look-up waits cannot be known. Where it is not, the fault is left out.
    """
    alike: dict[tuple[Moment, type], list[Fault]] = {}
    for kind in ON_THE_WIRE:
        if bearable(subject, kind.moment, *exercises):
            for fault in (Fault(kind), Fault(kind, late=True))[: 2 if kind.moment is Moment.EITHER else 1]:
                alike.setdefault((fault.moment, type(lost_effect(fault))), []).append(fault)
    return tuple(alike.values())


def bearable(subject: Subject, moment: Moment | None, *exercises: Exercise) -> bool:
    """Whether the declared guards of these commands can stand a fault of this moment."""
    return all(_stands(subject.adapter.capabilities.idempotency.get(one.verb, NoGuard()), moment) for one in exercises)


def _stands(guard: Idempotency, moment: Moment | None) -> bool:
    if moment is Moment.TWICE:
        return isinstance(guard, Native | Upsert)
    if moment is Moment.LATER:
        return isinstance(guard, Native | Upsert) or (isinstance(guard, Lookup) and guard.settle >= LATER)
    return True

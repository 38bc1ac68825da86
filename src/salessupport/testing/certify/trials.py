"""What a law plays: documents with their marks, and the weather over the calls, told as a short story."""

from __future__ import annotations

from typing import Any

from attrs import frozen
from hypothesis import strategies as st

from salessupport.spi.capabilities import Lookup, Native, NoGuard, Upsert
from salessupport.spi.keys import Key
from salessupport.testing.certify.exercises import Exercise
from salessupport.testing.certify.lab import World
from salessupport.testing.certify.stage import Subject
from salessupport.testing.faults import ON_THE_WIRE, Fault, Moment
from salessupport.testing.weather import LATER

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
        lines = [f"send {paper} ({paper.document})" for paper in self.papers]
        lines += [f"weather over call {number}: {_told(one)}" for number, one in enumerate(self.weather, 1) if one]
        return "\n".join(lines + ([f"steps {self.steps}"] if self.steps else []))


def _told(forecast: Forecast) -> str:
    return ", then ".join("fair" if fault is None else str(fault) for fault in forecast)


def papers(subject: Subject, *, most: int = 1, least: int = 1, world: World | None = None) -> st.SearchStrategy[Any]:
    """Give tuples of documents of the port, each with its own mark."""
    known = world or World()
    limit = subject.adapter.capabilities.traits.text_limit

    @st.composite
    def drawn(draw: st.DrawFn) -> tuple[Paper, ...]:
        count = draw(st.integers(least, most))
        made = []
        for number in range(1, count + 1):
            exercise = draw(st.sampled_from(subject.exercises))
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
        papers(subject, most=most, least=least, world=subject.world),
        st.lists(forecasts(subject), max_size=calls).map(tuple) if calls else st.just(()),
        steps if steps is not None else st.just(()),
    )


def forecasts(subject: Subject) -> st.SearchStrategy[Forecast]:
    """Give the weather over one call of a verb, which may itself call the remote up to three times."""
    one = st.none() | faults(subject)
    return st.lists(one, max_size=3).map(tuple)


def faults(subject: Subject) -> st.SearchStrategy[Fault]:
    """Give faults of the wire that the adapter's declared guard can stand at all.

    A request that a proxy delivers twice is harmless only where the remote knows our key or sets the document; an
    effect that comes later than a look-up waits cannot be known.
    """
    allowed = [
        Fault(kind, late=late)
        for kind in ON_THE_WIRE
        for late in ((False, True) if kind.moment is Moment.EITHER else (False,))
        if _bearable(subject, kind.moment)
    ]
    return st.sampled_from(allowed)


def _bearable(subject: Subject, moment: Moment | None) -> bool:
    guards = [subject.adapter.capabilities.idempotency.get(exercise.verb, NoGuard()) for exercise in subject.exercises]
    if moment is Moment.TWICE:
        return all(isinstance(guard, Native | Upsert) for guard in guards)
    if moment is Moment.LATER:
        return all(
            isinstance(guard, Native | Upsert) or (isinstance(guard, Lookup) and guard.settle >= LATER)
            for guard in guards
        )
    return True

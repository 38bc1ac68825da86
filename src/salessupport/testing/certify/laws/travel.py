"""Travel: any sequence of commands, repetitions, look-ups, readings and sessions, in any weather, ends well."""

from __future__ import annotations

from collections.abc import Iterator

from salessupport.testing.certify.journey import Journey, Traveller, journeys
from salessupport.testing.certify.law import AdapterLaw, Group
from salessupport.testing.certify.laws.fidelity import differences, reads_back, rows_of
from salessupport.testing.certify.laws.identity import guarded
from salessupport.testing.certify.stage import Stage


def _travel(stage: Stage, journey: Journey) -> Iterator[str]:
    with Traveller(stage, journey.papers) as traveller:
        for step in journey.steps:
            yield from traveller.take(step)
            yield from traveller.disagreements()
        yield from traveller.insist()
        yield from traveller.disagreements()
        yield from _read_to_the_end(stage, traveller)


def _read_to_the_end(stage: Stage, traveller: Traveller) -> Iterator[str]:
    """Whoever read on all the way has every paper as it was written."""
    if not reads_back(stage.subject):
        return
    stage.clock.advance(stage.subject.adapter.capabilities.traits.visibility)
    traveller.read_on(traveller.papers[0], ())
    for paper in traveller.papers:
        if paper.exercise.kind in stage.subject.adapter.capabilities.kinds:
            yield from differences(paper, rows_of(traveller.read, paper))


LAWS = (
    AdapterLaw(
        "travel.well",
        "Whatever is sent, repeated, looked up and read, in any order and weather: each paper is there once at last.",
        "ports.md 4.3; rule 9; F1-F23",
        Group.OUTCOME,
        guarded,
        journeys,
        _travel,
        cost=3,
    ),
)

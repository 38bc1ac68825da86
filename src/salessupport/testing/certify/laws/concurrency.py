"""Concurrency: two sessions with one key, at the same time, make one document."""

from __future__ import annotations

from collections.abc import Iterator

from salessupport.testing.certify.law import AdapterLaw, Group
from salessupport.testing.certify.laws.identity import guarded
from salessupport.testing.certify.stage import Said, Stage
from salessupport.testing.certify.trials import Trial, trials

_SOURCE = "ports.md 4.2 concurrency; requirement rule 9"


def _one_key_two_sessions(stage: Stage, trial: Trial) -> Iterator[str]:
    """A session loses its answer, another one takes the work over after looking the key up."""
    (paper,) = trial.papers
    with stage.session() as first, stage.session() as second:
        lost = stage.send(first, paper.exercise, paper.document, paper.key, *trial.forecast(0))
        stage.weather.clear()
        stage.clock.advance(stage.subject.settling(paper.exercise.verb))
        found = stage.find(second, paper.key)
        if found is None:
            stage.send(second, paper.exercise, paper.document, paper.key)
        late = stage.find(first, paper.key)
    if (count := len(stage.seen(paper.mark))) != 1:
        yield f"two sessions with one key made {count} documents; the first was answered with {lost}"
    if late is None or late.said is not Said.DONE:
        yield f"the first session does not see what the second one did: {late}"


LAWS = (
    AdapterLaw(
        "concurrency.key",
        "Two sessions with one key make one document, and both see it.",
        _SOURCE,
        Group.CONCURRENCY,
        guarded,
        lambda subject: trials(subject, calls=1),
        _one_key_two_sessions,
    ),
)

"""Sessions: one that ends, between two pages or before a command, is taken anew; nothing is missed, nothing doubled."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

from hypothesis import strategies as st

from salessupport.spi.feed import Change
from salessupport.testing.certify.lab import SessionSite
from salessupport.testing.certify.law import AdapterLaw, Group
from salessupport.testing.certify.laws.fidelity import reads_back, rows_of
from salessupport.testing.certify.reading import bounded
from salessupport.testing.certify.stage import Said, Stage, Subject
from salessupport.testing.certify.trials import Trial, trials


def _signs_in(subject: Subject) -> bool:
    with subject.lab.fresh() as site:
        return hasattr(site, "sign_out") and reads_back(subject)


def _signed_out(stage: Stage, trial: Trial) -> Iterator[str]:
    """End the session behind a page of the reading, and again before the last document is sent."""
    *sent, last = trial.papers
    kinds = stage.subject.adapter.capabilities.kinds
    changes: list[Change] = []
    with stage.session() as port:
        for paper in sent:
            stage.send(port, paper.exercise, paper.document, paper.key)
        stage.clock.advance(stage.subject.adapter.capabilities.traits.visibility)
        for number, batch in enumerate(bounded(port.changes()), 1):
            changes += batch.items
            if number == trial.steps[0]:
                _sign_out(stage)
        _sign_out(stage)
        answer = stage.send(port, last.exercise, last.document, last.key)
    for paper in sent:
        if paper.exercise.kind in kinds and rows_of(changes, paper) is None:
            yield f"{paper} was not handed over by a reading whose session ended behind batch {trial.steps[0]}"
    if answer.said is not Said.DONE or len(stage.seen(last.mark)) != 1:
        yield f"{last}, sent when the session had ended, was answered with {answer}"
        yield f"{last} stands {len(stage.seen(last.mark))} times at the remote"


def _sign_out(stage: Stage) -> None:
    cast("SessionSite", stage.site).sign_out()
    stage.subject.struck["F16"] += 1


LAWS = (
    AdapterLaw(
        "session.renewed",
        "A session that ends between two pages or before a command is taken anew: nothing is missed or done twice.",
        "F16; wire/tryton.md 2 (bodiless 401), wire/kingdee-k3cloud.md 2b",
        Group.FEED,
        _signs_in,
        lambda subject: trials(subject, most=5, least=2, steps=st.tuples(st.integers(1, 3))),
        _signed_out,
    ),
)

"""A law of the kit: what `testing.checks.Law` says, with its group, which adapters it is about, and how much it weighs.

A law is a plain object in a registry, from which the certificate, the pages and the pytest items come. It says with
`needs` which verbs it is about: none of them supported, and it does not apply. Source: ports.md 4.2.
"""

from __future__ import annotations

import traceback
from collections.abc import Callable, Iterator
from enum import Enum
from typing import Any

from attrs import frozen
from hypothesis.strategies import SearchStrategy

from salessupport.testing.certify.stage import Stage, Subject
from salessupport.testing.checks import Law


class Group(Enum):
    """What a law is about."""

    SHAPE = "shape"
    FIDELITY = "fidelity"
    IDENTITY = "identity"
    OUTCOME = "outcome"
    FEED = "feed"
    TIME = "time"
    LIMITS = "limits"
    CONCURRENCY = "concurrency"
    HONESTY = "honesty"


@frozen(eq=False)
class AdapterLaw:
    """A law that every adapter of the ports it applies to keeps.

    `applies` says whether it is about this subject at all; `cases` draws trials for it; `faults` plays one on a fresh
    stage and says what is wrong. `parts` are kinds of trials that are each tried, at any depth. `cost` is how many
    trials weigh as much as one of the lightest law; with 0 nothing but the parts is tried. `port` names the one port
    that it is about, if it is not about all.
    """

    id: str
    sentence: str
    source: str
    group: Group
    applies: Callable[[Subject], bool]
    cases: Callable[[Subject], SearchStrategy[Any]]
    faults: Callable[[Stage, Any], Iterator[str]]
    cost: int = 1
    port: str = ""
    parts: Callable[[Subject], tuple[SearchStrategy[Any], ...]] = lambda _subject: ()

    def about(self, port: str) -> bool:
        """Whether it is about a port at all."""
        return self.port in ("", port)

    def on(self, subject: Subject) -> Law[Subject, Any]:
        """The law about one subject, to be tried with `salessupport.testing.checks.verify`."""
        return Law(
            id=self.id,
            sentence=self.sentence,
            source=self.source,
            faults=self._play,
            cases=lambda: self.cases(subject),
            tell=str,
        )

    def _play(self, subject: Subject, case: Any) -> Iterator[str]:
        subject.played[self.id] += 1
        with subject.stage() as stage:
            for fault in self._found(stage, case):
                yield "\n".join([fault, *(f"  answered: {told}" for told in stage.told)])

    def _found(self, stage: Stage, case: Any) -> Iterator[str]:
        """What is wrong; an adapter that raises where a law expects an answer is wrong too."""
        try:
            yield from self.faults(stage, case)
        except Exception as error:  # noqa: BLE001 - whatever an adapter raises is a finding, not the kit's end
            last = traceback.extract_tb(error.__traceback__)[-1]
            yield f"it raised {type(error).__name__}: {error} (in {last.name}, line {last.lineno})"

    def __str__(self) -> str:
        return self.id

"""The stage of one trial: a fresh remote, the adapter on it, weather between them, and what came of each call.

Every answer is sorted into what a caller may believe: done, pending, refused (nothing happened), lost (nobody knows),
or a stray that the contract does not know. Source: ports.md 3.5, 4.3.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from enum import Enum
from functools import cached_property
from typing import Any

from attrs import define, field, frozen

from salessupport.domain.values.errors import SalesSupportError
from salessupport.spi.adapter import Adapter
from salessupport.spi.capabilities import Limited, Lookup, Native, NoGuard, Support, Unsupported
from salessupport.spi.errors import AdapterError, OutcomeUnknown
from salessupport.spi.keys import Key
from salessupport.spi.outcomes import Done, Pending
from salessupport.testing.certify.exercises import EXERCISES, Exercise
from salessupport.testing.certify.lab import Lab, Seen, Site, World
from salessupport.testing.faults import Fault
from salessupport.testing.simulated import SimulatedClock
from salessupport.testing.weather import LATER, Weather

POLLS = 20
"""How often a pending command is asked for before the kit gives up on it."""


class Said(Enum):
    """What a call gave its caller to believe."""

    DONE = "done"
    PENDING = "pending"
    REFUSED = "refused"
    LOST = "lost"
    STRAY = "stray"


@frozen
class Answer:
    """What came of a call: `value` of one that is done, `error` of one that is not."""

    said: Said
    value: Any = None
    error: BaseException | None = None

    def __str__(self) -> str:
        return f"{self.said.value} {self.error if self.error is not None else self.value}"


@frozen(eq=False, slots=False)
class Subject:
    """What is certified: an adapter and its laboratory.

    `struck` counts the faults that it met, `played` the trials by law.
    """

    adapter: Adapter[Any]
    lab: Lab
    struck: Counter[str] = field(factory=Counter)
    played: Counter[str] = field(factory=Counter)

    @cached_property
    def world(self) -> World:
        """What a fresh remote knows."""
        with self.lab.fresh() as site:
            return site.world

    @property
    def exercises(self) -> tuple[Exercise, ...]:
        """The commands that make a document and are not declared as unsupported."""
        return tuple(one for one in EXERCISES.get(self.adapter.port.name, ()) if self.does(one.verb))

    def support(self, verb: str) -> Support:
        """The adapter's answer for a verb; `Unsupported` where it gave none."""
        return self.adapter.capabilities.verbs.get(verb, Unsupported("not declared"))

    def does(self, verb: str) -> bool:
        """Whether a verb is declared to work, be it within limits."""
        return not isinstance(self.support(verb), Unsupported)

    def bound(self, verb: str) -> int | None:
        """The declared bound of a verb."""
        support = self.support(verb)
        return support.bound if isinstance(support, Limited) else None

    def guarded(self, verb: str) -> bool:
        """Whether a lost answer of this command can be cleared up without a person."""
        return not isinstance(self.adapter.capabilities.idempotency.get(verb, NoGuard()), NoGuard)

    def settling(self, verb: str) -> timedelta:
        """How long to wait before an effect must show."""
        guard = self.adapter.capabilities.idempotency.get(verb, NoGuard())
        settle = guard.settle if isinstance(guard, Lookup) else timedelta(0)
        return max(settle, self.adapter.capabilities.traits.visibility, LATER if isinstance(guard, Native) else settle)

    @contextmanager
    def stage(self) -> Iterator[Stage]:
        """A stage with a fresh remote."""
        clock = SimulatedClock()
        with self.lab.fresh() as site:
            yield Stage(self, site, clock, Weather(clock, struck=self.struck))


@define(eq=False)
class Stage:
    """One trial. `said` counts the answers given, `told` keeps them for the story."""

    subject: Subject
    site: Site
    clock: SimulatedClock
    weather: Weather
    told: list[str] = field(factory=list)

    @property
    def world(self) -> World:
        """What the remote knew at the beginning."""
        return self.site.world

    @contextmanager
    def session(self) -> Iterator[Any]:
        """A new session of the adapter, under this stage's weather."""
        with self.site.open(self.weather) as port:
            yield port

    def call(self, work: Callable[[], Any], *faults: Fault | None) -> Answer:
        """Make a call under these faults; afterwards the weather is fair again."""
        self.weather.forecast(faults)
        try:
            answer = _sorted(work())
        except OutcomeUnknown as error:
            answer = Answer(Said.LOST, error=error)
        except (AdapterError, SalesSupportError) as error:
            answer = Answer(Said.LOST if error.outcome == "UNKNOWN" else Said.REFUSED, error=error)
        except Exception as error:  # noqa: BLE001 - whatever escapes is the finding
            answer = Answer(Said.STRAY, error=error)
        self.weather.forecast(())
        self.told.append(str(answer))
        return answer

    def send(self, port: Any, exercise: Exercise, document: Any, key: Key, *faults: Fault | None) -> Answer:
        """Send a document; a pending command is asked for until it ends."""
        answer = self.call(lambda: exercise.call(port, self.world, document, key), *faults)
        return self.awaited(port, key, answer)

    def awaited(self, port: Any, key: Key, answer: Answer) -> Answer:
        """Wait for the end of a pending command, looking it up by its key."""
        for _ in range(POLLS):
            if answer.said is not Said.PENDING:
                return answer
            self.clock.advance(timedelta(minutes=1))
            ticket = answer.value.ticket
            polled = self.call(lambda: port.poll(ticket)) if self._polls else self.find(port, key)  # noqa: B023
            answer = polled or answer
        return answer

    @property
    def _polls(self) -> bool:
        return "poll" in self.subject.adapter.port.reads

    def find(self, port: Any, key: Key, *faults: Fault | None) -> Answer | None:
        """Look a key up; None if nothing of it is there."""
        answer = self.call(lambda: port.find(key), *faults)
        return None if answer.said is Said.DONE and answer.value is None else answer

    def seen(self, mark: str) -> list[Seen]:
        """The documents with this mark that truly stand at the remote."""
        return [document for document in self.site.seen() if document.mark == mark]

    def marks(self) -> Counter[str]:
        """How many documents of each mark truly stand at the remote."""
        return Counter(document.mark for document in self.site.seen())

    def totals(self) -> Counter[str]:
        """The amounts that truly stand there, by currency, in minor units."""
        sums: Counter[str] = Counter()
        for document in self.site.seen():
            if document.total is not None:
                sums[document.total.currency] += document.total.minor
        return sums


def _sorted(value: Any) -> Answer:
    if isinstance(value, Done):
        return Answer(Said.DONE, value)
    if isinstance(value, Pending):
        return Answer(Said.PENDING, value)
    if value is None:
        return Answer(Said.DONE, None)
    return Answer(Said.STRAY, value, TypeError(f"an answer of the type {type(value).__name__}"))

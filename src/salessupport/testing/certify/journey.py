"""The journey: a state machine over every command of a port at once, whose steps are data and so shrink like data.

Steps send papers, send them again, look them up, let time pass, read on and take a new session, each under weather. Of
every paper the machine knows what a caller may know: done, perhaps, or not there; the remote has to agree after each
step, and at the end every paper is insisted on until it is done. Source: ports.md 4.3.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from datetime import timedelta
from enum import Enum
from typing import Any, Final

from attrs import define, field, frozen
from hypothesis import strategies as st

from salessupport.spi.errors import AdapterError
from salessupport.spi.feed import Change, Cursor
from salessupport.testing.certify.reading import bounded
from salessupport.testing.certify.stage import Answer, Said, Stage, Subject
from salessupport.testing.certify.trials import Forecast, Paper, brief, forecasts, papers

_MOST: Final = 12
_INSISTENCE: Final = 6


class Doing(Enum):
    """What a step does."""

    SEND = "send"
    FIND = "look up"
    WAIT = "wait"
    READ = "read on"
    REOPEN = "take a new session"


class Known(Enum):
    """What a caller knows of a paper."""

    ABSENT = "not there"
    PERHAPS = "perhaps there"
    DONE = "there"


@frozen
class Step:
    """One step: what is done, with which paper (counted round), under which weather."""

    doing: Doing
    which: int = 0
    weather: Forecast = ()

    def __str__(self) -> str:
        weather = ", then ".join("fair" if one is None else str(one) for one in self.weather)
        return f"{self.doing.value} {self.which + 1}" + (f" under {weather}" if weather else "")


@frozen
class Journey:
    """Papers and the steps taken with them."""

    papers: tuple[Paper, ...]
    steps: tuple[Step, ...]

    def __str__(self) -> str:
        known = [f"{number}: {paper} ({brief(paper.document)})" for number, paper in enumerate(self.papers, 1)]
        return "\n".join([*known, *map(str, self.steps)])


def journeys(subject: Subject) -> st.SearchStrategy[Journey]:
    """Give journeys of up to three papers and a dozen steps."""
    weather = st.just(()) | forecasts(subject)
    sent = st.builds(Step, st.just(Doing.SEND), st.integers(0, 2), weather)
    other = st.builds(
        Step, st.sampled_from([one for one in Doing if one is not Doing.SEND]), st.integers(0, 2), weather
    )
    return st.builds(Journey, papers(subject, most=3), st.lists(sent | other, max_size=_MOST).map(tuple))


@define(eq=False)
class Traveller:
    """The state of a journey under way; its methods are the rules, `disagreements` the invariant."""

    stage: Stage
    papers: tuple[Paper, ...]
    port: Any = None
    cursor: Cursor | None = None
    read: list[Change] = field(factory=list)
    known: dict[Paper, Known] = field(factory=dict)
    _open: ExitStack = field(factory=ExitStack)

    def __enter__(self) -> Traveller:
        self.known = dict.fromkeys(self.papers, Known.ABSENT)
        self.reopen()
        return self

    def __exit__(self, *_: object) -> None:
        self._open.close()

    def reopen(self) -> None:
        """Close the session and take another one."""
        self._open.close()
        self.port = self._open.enter_context(self.stage.session())

    def take(self, step: Step) -> Iterator[str]:
        """Take a step; says what of its answer the contract does not allow."""
        paper = self.papers[step.which % len(self.papers)]
        yield from RULES[step.doing](self, paper, step.weather) or ()

    def send(self, paper: Paper, weather: Forecast) -> Iterator[str]:
        """Send a paper, for the first time or again; a caller who lost an answer looks it up before."""
        if self.known[paper] is Known.PERHAPS:
            yield from self.look_up(paper, ())
            if self.known[paper] is not Known.ABSENT:
                return
        answer = self.stage.send(self.port, paper.exercise, paper.document, paper.key, *weather)
        if answer.said is Said.STRAY:
            yield f"{paper} ended in {answer.error!r}, which the contract does not know"
        elif answer.said is Said.DONE:
            if self.known[paper] is Known.DONE and not answer.value.replayed:
                yield f"{paper} was there, and sent again it was answered as new"
            self.known[paper] = Known.DONE
        elif answer.said is not Said.REFUSED:
            self.known[paper] = Known.DONE if self.known[paper] is Known.DONE else Known.PERHAPS

    def look_up(self, paper: Paper, weather: Forecast) -> Iterator[str]:
        """Look a key up, after the time that an effect may take to show."""
        self.stage.clock.advance(self.stage.subject.settling(paper.exercise.verb))
        found = self.stage.find(self.port, paper.key, *weather)
        if found is not None and found.said in (Said.REFUSED, Said.LOST):
            return  # the look-up itself was struck: nothing is known by it
        if found is not None and found.said is Said.STRAY:
            yield f"looking up {paper} ended in {found.error!r}, which the contract does not know"
        elif found is not None and self.known[paper] is Known.ABSENT:
            yield f"{paper} is not there, and looking it up gave {found}"
        elif found is None and self.known[paper] is Known.DONE:
            yield f"{paper} is there, and looking it up gave nothing"
        else:
            self.known[paper] = Known.ABSENT if found is None else self._of(found)

    @staticmethod
    def _of(found: Answer) -> Known:
        return Known.DONE if found.said is Said.DONE else Known.PERHAPS

    def wait(self, _paper: Paper, _weather: Forecast) -> None:
        """Let a minute pass."""
        self.stage.clock.advance(timedelta(minutes=1))

    def read_on(self, _paper: Paper, weather: Forecast) -> None:
        """Read on from the last cursor; a reading that is struck goes on from there the next time."""
        if not self.stage.subject.does("changes"):
            return
        self.stage.weather.forecast(weather)
        try:
            for batch in bounded(self.port.changes(self.cursor)):
                self.read.extend(batch.items)
                self.cursor = batch.cursor
        except AdapterError:
            pass
        self.stage.weather.forecast(())

    def disagreements(self) -> Iterator[str]:
        """Where the remote is not as a caller believes."""
        marks = self.stage.marks()
        for paper, known in self.known.items():
            count = marks[paper.mark]
            if count > 1:
                yield f"{paper} stands {count} times at the remote"
            elif known is Known.DONE and count != 1:
                yield f"{paper} is answered as done, and is not at the remote"
            elif known is Known.ABSENT and count and not self.stage.weather.on_the_way:
                yield f"{paper} was answered as not done, and is at the remote"

    def insist(self) -> Iterator[str]:
        """End all faults and send every paper until it is done."""
        self.stage.weather.clear()
        for paper in self.papers:
            for _ in range(_INSISTENCE):
                if self.known[paper] is not Known.DONE:
                    yield from self.send(paper, ())
            if self.known[paper] is not Known.DONE:
                yield f"{paper} is not done after {_INSISTENCE} attempts in fair weather"


Rule = Callable[[Traveller, Paper, Forecast], "Iterator[str] | None"]
RULES: Final[Mapping[Doing, Rule]] = {
    Doing.SEND: Traveller.send,
    Doing.FIND: Traveller.look_up,
    Doing.WAIT: Traveller.wait,
    Doing.READ: Traveller.read_on,
    Doing.REOPEN: lambda self, _paper, _weather: self.reopen(),
}
"""What each step does."""

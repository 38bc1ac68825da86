"""A real Tryton whose answer is lost after it has committed, and one that dies then: every document is there once.

    office → push → Loopback → Tryton

The loopback hands a request on, waits for the answer, and drops the connection.
"""

from __future__ import annotations

import random
import shutil
import signal
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from http.client import HTTPException
from pathlib import Path
from threading import Timer
from typing import ClassVar
from unittest.mock import patch

import pytest
from attrs import define, evolve, field
from salessupport.testing.certify import World
from salessupport.testing.loopback import Answer, Loopback, Request, lost_answer, lost_request
from salessupport.testing.simulated import SimulatedClock
from support.deep import DEEP
from support.journals import fast_folder

from kills import BEGIN, Beginning, finish, kept, office, prepare, push
from salessupport_tryton.lab import server
from salessupport_tryton.lab.person import Person
from salessupport_tryton.lab.site import Place, RealTryton

VERBS: Mapping[str, str] = {
    "upsert": "model.party.party.create",
    "post_order": "model.sale.sale.create",
    "post_invoice": "model.account.invoice.create",
    "post_settlement": "model.account.move.create",
}
"""What each command begins with, in the order in which the documents of one customer go over."""
READS = ("search_read", "get_preferences", "login", "version")
SMALL = office(papers=1)
STORMS = 8 if DEEP else 1
DEATHS = ["model.sale.sale.quote", "model.account.invoice.post", "model.account.move.post"]
HALFWAY = DEATHS if DEEP else DEATHS[1:2]


@pytest.fixture(scope="module")
def remote() -> RealTryton:
    """The server."""
    return RealTryton(World(), SimulatedClock(BEGIN))


@contextmanager
def begun(remote: RealTryton, papers: int) -> Iterator[Beginning]:
    """An office of which nothing is pushed, and the server as new."""
    with fast_folder() as folder, fast_folder() as databases:
        remote.place.reset()
        prepare(folder, office(papers))
        yield Beginning(folder, kept(remote, databases / "fresh"))


@pytest.fixture(scope="module")
def small(remote: RealTryton) -> Iterator[Beginning]:
    """One document of each kind."""
    with begun(remote, 1) as beginning:
        yield beginning


@pytest.fixture(scope="module")
def calls(remote: RealTryton, small: Beginning) -> list[str]:
    """What a push calls when nothing goes wrong, in order."""
    with fast_folder() as folder, Loopback(remote.handle) as front:
        small.again(folder, remote, front.url)
        push(str(folder), 0)
        finish(folder, remote, SMALL, life=1)
        return list(map(method, front.requests))


def method(request: Request) -> str:
    """What a request calls."""
    return str(request.json()["method"])


def writes(calls: Sequence[str], verb: str) -> list[int]:
    """The places of the calls of a command that change something."""
    begins = [calls.index(VERBS[each]) for each in VERBS]
    first = calls.index(VERBS[verb])
    behind = min((one for one in begins if one > first), default=len(calls))
    return [at for at in range(first, behind) if not calls[at].endswith(READS)]


@pytest.mark.parametrize("verb", VERBS)
def test_an_answer_that_is_lost_after_the_commit_makes_no_second_document(
    remote: RealTryton, small: Beginning, calls: list[str], verb: str
) -> None:
    """Whichever of the command's calls it is that nobody hears of."""
    found = writes(calls, verb)
    assert len(found) >= (1 if verb == "upsert" else 2)
    for at in found:
        with fast_folder() as folder, Loopback(remote.handle) as front:
            small.again(folder, remote, front.url)
            front.strike(*[None] * at, lost_answer())
            push(str(folder), 0)
            assert list(map(method, front.requests))[: at + 1] == calls[: at + 1]
            finish(folder, remote, SMALL, life=1)


@pytest.mark.parametrize("seed", range(STORMS))
def test_requests_and_answers_that_are_lost_all_the_time_make_no_second_document(remote: RealTryton, seed: int) -> None:
    """Also while the outbox looks up what became of others, and of several customers."""
    chance = random.Random(seed)
    bad = [lost_answer(), lost_request()]
    with begun(remote, 3) as beginning, fast_folder() as folder, Loopback(remote.handle) as front:
        beginning.again(folder, remote, front.url)
        front.strike(*(chance.choice(bad) if chance.random() < 0.2 else None for _ in range(500)))
        push(str(folder), 0)
        finish(folder, remote, office(), life=1)


class Noted(subprocess.Popen[bytes]):
    """A process of which the test knows."""

    begun: ClassVar[list[Noted]] = []

    def __init__(self, *arguments: object, **options: object) -> None:
        super().__init__(*arguments, **options)
        self.begun.append(self)


@define(eq=False)
class Mortal:
    """A server of its own, which dies by `kill -9` at the `dies`-th request: after its answer, or while it works.

    Somebody boots it again on the same database at once.
    """

    place: Path
    life: ExitStack
    remote: RealTryton = field(init=False)
    dies: int = -1
    after: float | None = None

    def __attrs_post_init__(self) -> None:
        fresh = server.template(server.cache())
        names = self.place / f"{server.DATABASE}.sqlite", self.place / "fresh"
        for name in names:
            shutil.copy(fresh, name)
        running = server.Running(self.boot(), *names)
        person = Person(running.port, server.DATABASE, server.USER, server.PASSWORD)
        self.remote = RealTryton(World(), SimulatedClock(BEGIN), Place(running, person), signs_in=False)

    def boot(self) -> int:
        """Begin it; the port that it listens on."""
        with patch.object(subprocess, "Popen", Noted):
            return self.life.enter_context(server.served(server.cache(), self.place))

    def handle(self, request: Request) -> Answer:
        """Hand a request on, and die if it is time to."""
        self.dies -= 1
        if self.dies != -1:
            return self.remote.handle(request)
        process = Noted.begun[-1]
        if self.after is not None:
            Timer(self.after, process.kill).start()
        answer = Answer(500)
        with suppress(OSError, HTTPException):
            answer = self.remote.handle(request)
        process.kill()
        assert process.wait() == -signal.SIGKILL
        self.remote.place.running = evolve(self.remote.place.running, port=self.boot())
        return answer


@pytest.fixture(scope="module")
def mortal() -> Iterator[Mortal]:
    """A server that may die."""
    with fast_folder() as place, ExitStack() as life:
        yield Mortal(place, life)


@pytest.mark.parametrize(("call", "after"), [*((call, None) for call in DEATHS), *((call, 0.02) for call in HALFWAY)])
def test_a_server_that_dies_makes_no_second_document(
    mortal: Mortal, small: Beginning, calls: list[str], call: str, after: float | None
) -> None:
    """After its commit, or in the middle of it; the push goes on when it is there again."""
    pid = Noted.begun[-1].pid
    mortal.dies, mortal.after = calls.index(call), after
    with fast_folder() as folder, Loopback(mortal.handle) as front:
        small.again(folder, mortal.remote, front.url)
        front.strike(*[None] * mortal.dies, lost_answer())
        push(str(folder), 0)
        assert not Path(f"/proc/{pid}").exists()
        finish(folder, mortal.remote, SMALL, life=1)

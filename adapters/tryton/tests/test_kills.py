"""kill −9 of a push to a real Tryton, or of a pull, at every named place that it passes: every document is there once.

The one who is killed speaks over sockets, so that he leaves requests half done; the server knows nothing of all this.
"""

from __future__ import annotations

import os
import random
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from unittest.mock import patch

import pytest
from salessupport.runtime.crash import CRASHPOINTS
from salessupport.testing.certify import World
from salessupport.testing.simulated import SimulatedClock
from support.deep import DEEP
from support.journals import fast_folder
from support.zygote import Zygote, zygote

from kills import BEGIN, Beginning, finish, kept, office, prepare
from salessupport_tryton.lab.site import RealTryton

HERE = Path(__file__).parent
SOURCES = os.pathsep.join(map(str, (HERE, HERE.parent / "src")))


def places(*beginnings: str) -> list[str]:
    """The named places of some operations; not where a lease is about to end, which takes longer than a story."""
    return sorted(name for name in CRASHPOINTS if name.startswith(beginnings) and name != "outbox.send.unsent")


PUSH = places("journal.", "checkpoint.", "push.", "outbox.put.", "outbox.claim.", "outbox.send.", "outbox.record.")
PULL = places("journal.", "checkpoint.", "pull.", "cursor.")
RECOVERY = places("outbox.takeover.", "outbox.find.")
"""Passed by a push that finds what a dead one had claimed."""
MIDWAY = ("outbox.send.", "outbox.record.", "cursor.page.")
"""Passed for every document or page: killed at the fifth, an invoice on its way, a page of documents."""
PASSED = [
    (f"{story} {name}", 5 if name.startswith(MIDWAY) else 1)
    for story, names in (("push", PUSH), ("pull", PULL))
    for name in names
]
LATER = [(where, passing) for where, first in PASSED for passing in {1, 3, 9} - {first}] if DEEP else []
"""In the deep run also when other documents are under way; not all is passed so often."""
RANDOM_KILLS = 60 if DEEP else 4
OFFICE = office()


@pytest.fixture(scope="module")
def forking() -> Iterator[Zygote]:
    """A process that forks others."""
    with patch.dict(os.environ, {"PYTHONPATH": SOURCES}), zygote("kills") as made:
        yield made


@pytest.fixture(scope="module")
def remote() -> RealTryton:
    """The server."""
    return RealTryton(World(), SimulatedClock(BEGIN))


@pytest.fixture(scope="module")
def beginnings(forking: Zygote, remote: RealTryton) -> Iterator[dict[str, Beginning]]:
    """How each story begins: nothing is pushed yet, or all is."""
    with fast_folder() as before, fast_folder() as after, fast_folder() as databases:
        prepare(before, OFFICE)
        first = Beginning(before, kept(remote, databases / "fresh"))
        first.again(after, remote)
        assert forking.run("push", [str(after), 0]) == [0]
        yield {"push": first, "pull": Beginning(after, kept(remote, databases / "pushed"))}


@pytest.mark.parametrize(("where", "passing"), [*PASSED, *LATER])
def test_killed_at_a_named_place_and_told_again_every_document_is_there_once(
    forking: Zygote, remote: RealTryton, beginnings: dict[str, Beginning], where: str, passing: int
) -> None:
    """When it passes there; both books and the server's own tables are equal in the end."""
    story, _, name = where.partition(" ")
    with fast_folder() as folder:
        beginnings[story].again(folder, remote)
        ended = forking.run(story, [str(folder), 1], crash=f"{name}:{passing}")
        assert ended == [-signal.SIGKILL] or ((where, passing) in LATER and ended == [0])
        finish(folder, remote, OFFICE, life=2)


@pytest.mark.parametrize("second", RECOVERY)
def test_killed_while_it_finds_out_what_became_of_a_dead_ones_documents(
    forking: Zygote, remote: RealTryton, beginnings: dict[str, Beginning], second: str
) -> None:
    """The third push finds what two have left."""
    with fast_folder() as folder:
        beginnings["push"].again(folder, remote)
        for life, crash in ((0, "outbox.send.after:5"), (1, second)):
            assert forking.run("push", [str(folder), life], crash=crash) == [-signal.SIGKILL]
        finish(folder, remote, OFFICE, life=2)


@pytest.mark.parametrize("story", ["push", "pull"])
def test_killed_at_random_every_document_is_there_once(
    forking: Zygote, remote: RealTryton, beginnings: dict[str, Beginning], story: str
) -> None:
    """Also while a request is on its way or the server is at work, and now and then again while it recovers."""
    chance = random.Random(7)
    with fast_folder() as folder:
        beginnings[story].again(folder, remote)
        began = time.perf_counter()
        assert forking.run(story, [str(folder), 1]) == [0]
        whole = time.perf_counter() - began
    killed = 0
    while killed < RANDOM_KILLS // 2:
        with fast_folder() as folder:
            beginnings[story].again(folder, remote)
            life = 1
            while forking.run(story, [str(folder), life], kill_after=chance.uniform(0.01, whole)) != [0]:
                killed, life = killed + 1, life + 1
                if chance.random() < 0.7:
                    break
            finish(folder, remote, OFFICE, life=life + 1)

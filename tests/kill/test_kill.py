"""kill −9 of a real process, at every named place and at random: nothing acknowledged is lost, nothing done twice."""

from __future__ import annotations

import random
import signal
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from salessupport.runtime.crash import CRASHPOINTS
from support.deep import DEEP
from support.journals import fast_folder
from support.stories import Day, check_finished, check_survived
from support.zygote import Zygote, zygote

RANDOM_KILLS = 200 if DEEP else 10
OURS = frozenset({"journal", "checkpoint", "outbox", "inbox", "cursor"})
PASSED = sorted(name for name in CRASHPOINTS if name.partition(".")[0] in OURS)
"""The places that the story passes: those of the journal and of what stands on it."""
TWICE = frozenset({"outbox.record.after_entry", "journal.commit.before", "journal.append.after_slot"})
"""Places at which the story dies again when it is told the second time, deeper inside."""


@pytest.fixture(scope="module")
def forking() -> Iterator[Zygote]:
    """A process that forks others."""
    with zygote() as made:
        yield made


def finish(folder: Path) -> None:
    """What the death left is whole; told again later, the story comes to its right end."""
    check_survived(folder)
    Day(folder, later=timedelta(days=1)).live()
    check_finished(folder)


LATER = [
    (name, passing)
    for name in ("outbox.send.after", "outbox.record.before", "outbox.claim.after_commit")
    for passing in (2, 3, 4, 6)
]
"""Places that are passed by documents with different misfortunes: each of those dies there, too."""


@pytest.mark.parametrize("name", PASSED)
def test_a_process_killed_at_a_named_place_loses_nothing(forking: Zygote, name: str) -> None:
    """It dies there, at the first passing; what was acknowledged stands; told again, all is done exactly once (B99)."""
    with fast_folder() as folder:
        assert forking.run("day", [str(folder)], crash=name) == [-signal.SIGKILL]
        finish(folder)


@pytest.mark.parametrize(("name", "passing"), LATER)
def test_whatever_document_is_under_way_when_it_dies_nothing_is_lost(forking: Zygote, name: str, passing: int) -> None:
    """The answer was lost, never came, or the end is still to be asked for."""
    with fast_folder() as folder:
        assert forking.run("day", [str(folder)], crash=f"{name}:{passing}") == [-signal.SIGKILL]
        finish(folder)


@pytest.mark.parametrize("name", sorted(TWICE))
def test_a_process_killed_twice_loses_nothing(forking: Zygote, name: str) -> None:
    """It dies a second time in the middle of recovering from the first."""
    with fast_folder() as folder:
        for passing in (3, 5):
            assert forking.run("day", [str(folder)], crash=f"{name}:{passing}") == [-signal.SIGKILL]
            check_survived(folder)
        finish(folder)


def lived(forking: Zygote) -> float:
    """How many seconds the whole story takes just now, unharmed."""
    with fast_folder() as folder:
        began = time.perf_counter()
        assert forking.run("day", [str(folder)]) == [0]
        took = time.perf_counter() - began
        check_finished(folder)
    return took


def test_a_process_killed_at_random_loses_nothing(forking: Zygote) -> None:
    """Whenever it is, now and then a second time while it recovers: so many kills as this run asks for."""
    chance, killed, stories = random.Random(9), 0, 0
    lived(forking)  # the first one waits for the process that forks
    whole = lived(forking)
    while killed < RANDOM_KILLS:
        with fast_folder() as folder:
            while forking.run("day", [str(folder)], kill_after=chance.uniform(0.001, whole)) != [0]:
                killed += 1
                check_survived(folder)
                if chance.random() < 0.7:
                    break
            finish(folder)
        stories += 1
        assert stories < 20 * RANDOM_KILLS

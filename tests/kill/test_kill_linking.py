"""kill −9 of a push or a pull at every named place that it passes: told again, every document is there once."""

from __future__ import annotations

import random
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from salessupport.runtime.crash import CRASHPOINTS
from support.deep import DEEP
from support.journals import fast_folder
from support.link_stories import check_finished, prepare, pull, push, settle_in
from support.zygote import Zygote, zygote

_JOURNAL = (
    "journal.create.before_schema journal.create.before_commit journal.create.after_commit "
    "journal.transaction.before_lock journal.transaction.after_lock "
    "journal.append.before_insert journal.append.after_insert journal.append.after_slot "
    "journal.commit.before journal.commit.after "
    "checkpoint.write.before_lock checkpoint.write.before_file checkpoint.write.after_file"
)
PUSH = (
    f"{_JOURNAL} push.after_plan push.after_put push.after_drain outbox.put.before_intent outbox.put.after_intent "
    "outbox.claim.before_take outbox.claim.after_take outbox.claim.after_commit outbox.send.before outbox.send.after "
    "outbox.record.before outbox.record.after_entry outbox.record.after_commit"
).split()
PULL = (
    f"{_JOURNAL} pull.after_mirror pull.after_books cursor.page.before_items cursor.page.after_item "
    "cursor.page.after_items cursor.page.after_cursor cursor.page.after_commit"
).split()
TAKEN_OVER = "outbox.takeover.after_unknown"
"""Passed by a push that finds what a dead one had claimed."""
PASSED = [(f"push {name}", 1) for name in PUSH] + [(f"pull {name}", 1) for name in PULL]
LATER = [(where, passing) for where, _ in PASSED for passing in (3, 9)] if DEEP else []
"""In the deep run also when further documents are under way."""
RANDOM_KILLS = 60 if DEEP else 4


@pytest.fixture(scope="module")
def forking() -> Iterator[Zygote]:
    """A process that forks others."""
    with zygote("support.link_stories") as made:
        yield made


@pytest.fixture(scope="module")
def templates(forking: Zygote) -> Iterator[dict[str, Path]]:
    """The folders as each story begins: nothing is pushed yet, or all is."""
    with fast_folder() as before, fast_folder() as after:
        prepare(before)
        settle_in(before, after)
        assert forking.run("push", [str(after), 0]) == [0]
        yield {"push": before, "pull": after}


def finish(folder: Path, story: str) -> None:
    """Told again, it comes to its right end."""
    if story != "pull":
        push(str(folder), 2)
    pull(str(folder), 3)
    check_finished(folder)


@pytest.mark.parametrize(("where", "passing"), [*PASSED, *LATER])
def test_killed_at_a_named_place_and_told_again_every_document_is_there_once(
    forking: Zygote, templates: dict[str, Path], where: str, passing: int
) -> None:
    """When it passes there; both books and the other system are equal in the end. Not all is passed so often."""
    story, _, name = where.partition(" ")
    with fast_folder() as folder:
        settle_in(templates[story], folder)
        ended = forking.run(story, [str(folder), 1], crash=f"{name}:{passing}")
        assert ended == [-signal.SIGKILL] or (passing > 1 and ended == [0])
        finish(folder, story)


@pytest.mark.parametrize("first", ["outbox.claim.after_commit", "outbox.send.before", "outbox.send.after"])
def test_killed_while_it_takes_over_what_a_dead_one_had_claimed(
    forking: Zygote, templates: dict[str, Path], first: str
) -> None:
    """The third push finds what two have left."""
    with fast_folder() as folder:
        settle_in(templates["push"], folder)
        for life, crash in ((0, first), (1, TAKEN_OVER)):
            assert forking.run("push", [str(folder), life], crash=crash) == [-signal.SIGKILL]
        finish(folder, "push")


@pytest.mark.parametrize("story", ["push", "pull"])
def test_killed_at_random_every_document_is_there_once(forking: Zygote, templates: dict[str, Path], story: str) -> None:
    """Also within the adapter and while files are written, and now and then again while it recovers."""
    chance = random.Random(7)
    with fast_folder() as folder:
        settle_in(templates[story], folder)
        began = time.perf_counter()
        assert forking.run(story, [str(folder), 1]) == [0]
        whole = time.perf_counter() - began
    killed = 0
    while killed < RANDOM_KILLS // 2:
        with fast_folder() as folder:
            settle_in(templates[story], folder)
            life = 1
            while forking.run(story, [str(folder), life], kill_after=chance.uniform(0.01, whole)) != [0]:
                killed, life = killed + 1, life + 1
                if chance.random() < 0.7:
                    break
            push(str(folder), life + 1)
            pull(str(folder), life + 2)
            check_finished(folder)


def test_the_places_are_known_by_name() -> None:
    """Those of pulling and pushing themselves are all passed."""
    named = {*PUSH, *PULL, TAKEN_OVER}
    assert named <= CRASHPOINTS
    assert {name for name in CRASHPOINTS if name.startswith(("pull.", "push.", "cursor."))} <= named

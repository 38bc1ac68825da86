"""Named places where a test may kill the process, to prove that nothing acknowledged is lost (B99, F39, goal G5).

`crashpoint("journal.commit.before")` does nothing until `arm` or the environment variable `SALESSUPPORT_CRASH`
(`name`, or `name:3` for the third time it is passed) names that place; then the process kills itself as `kill -9`
would, without clean-up of any kind. Law: every name stands in the code exactly once, and here.
"""

from __future__ import annotations

import os
import signal
from typing import Final

from salessupport.domain.values.errors import ConfigError

VARIABLE: Final = "SALESSUPPORT_CRASH"

_PLACES: Final = (
    ("journal.create", "before_schema before_commit after_commit"),
    ("journal.transaction", "before_lock after_lock"),
    ("journal.append", "before_insert after_insert after_slot"),
    ("journal.commit", "before after"),
    ("checkpoint.write", "before_lock before_file after_file"),
    ("outbox.put", "before_intent after_intent"),
    ("outbox.claim", "before_take after_take after_commit"),
    ("outbox.takeover", "after_unknown"),
    ("outbox.send", "before after unsent"),
    ("outbox.find", "before after"),
    ("outbox.poll", "before after"),
    ("outbox.record", "before after_entry after_commit"),
    ("outbox.resolve", "after_entry after_commit"),
    ("inbox.receive", "before_handling after_handling after_entry after_commit"),
    ("cursor.page", "before_items after_item after_items after_cursor after_commit"),
    ("pull", "after_mirror after_books"),
    ("push", "after_plan after_put after_drain"),
)
CRASHPOINTS: Final = frozenset(f"{where}.{place}" for where, places in _PLACES for place in places.split())
"""Every place by name: what it belongs to, the operation, and where in it."""


class _Armed:
    """The place at which this process is to die, and how often it may still be passed."""

    name: str = ""
    left: int = 0


def crashpoint(name: str, /) -> None:
    """Die here if this place is armed."""
    if name == _Armed.name:
        _Armed.left -= 1
        if _Armed.left <= 0:
            os.kill(os.getpid(), signal.SIGKILL)


def arm(name: str, /, *, passing: int = 1) -> None:
    """Die when this place is passed for the `passing`-th time from now; `ConfigError` for a name that is not known."""
    if name not in CRASHPOINTS or passing < 1:
        raise ConfigError("crash.unknown", path=VARIABLE, value=name)
    _Armed.name, _Armed.left = name, passing


def disarm() -> None:
    """Live on."""
    _Armed.name, _Armed.left = "", 0


def _arm_from_environment() -> None:
    text = os.environ.get(VARIABLE, "")
    if text:
        name, _, times = text.partition(":")
        arm(name, passing=int(times) if times.isdecimal() else 1)


_arm_from_environment()

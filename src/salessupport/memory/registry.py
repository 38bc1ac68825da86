"""Remotes of this process by name: two adapters whose configurations name the same remote talk to the same one.

The one place with a state of the process; who holds a `Remote` of its own (a test, the kit) needs it not.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from threading import Lock
from typing import Final

from salessupport.memory.remote import Remote


class Remotes:
    """Remotes by name, made when first asked for."""

    def __init__(self) -> None:
        self._remotes: dict[str, Remote] = {}
        self._lock = Lock()

    def named(self, name: str, *, clock: Callable[[], datetime] | None = None) -> Remote:
        """The remote of this name; `clock` is for one that is not there yet."""
        with self._lock:
            if name not in self._remotes:
                self._remotes[name] = Remote(name, clock=clock)
            return self._remotes[name]

    def put(self, remote: Remote) -> None:
        """Have this remote stand under its name from now on."""
        with self._lock:
            self._remotes[remote.name] = remote


REMOTES: Final = Remotes()
"""The remotes that configurations name."""

"""What stands between an adapter and the remote: every call goes over it, and it says what a reading sees.

`FairWire` only calls. A kit puts its weather here: a wire may raise before `work` (nothing happened) or after it (the
answer is lost: `OutcomeUnknown` where `effect`), run it twice (delivered twice), permute the records of a `Page` that
it gives, or let readings see an older view of the remote (visible later, stale). Source: ports.md 4.3; F1-F40.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol, TypeVar

from salessupport.memory.record import View
from salessupport.memory.remote import Remote

T = TypeVar("T")


class Wire(Protocol):
    """The way to a remote."""

    def call(self, operation: str, work: Callable[[], T], *, effect: bool) -> T:
        """Have the remote do `work`, the verb `operation`; with `effect`, it changes something there."""
        ...

    def view(self, remote: Remote, /) -> View:
        """What the reading that is under way sees: `remote.view()`, or `remote.view(upto)` for less than all."""
        ...


class FairWire:
    """A wire on which nothing is lost and everything is seen at once."""

    def call(self, operation: str, work: Callable[[], T], *, effect: bool) -> T:  # noqa: ARG002 - the Protocol's
        """Do the work."""
        return work()

    def view(self, remote: Remote, /) -> View:
        """See all."""
        return remote.view()

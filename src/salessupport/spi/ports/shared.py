"""What every port begins with, and the one read verb of ports that have documents.

Source: ports.md 3.4 "Shared shape"; architecture "Where the pages differ" (one read verb, kinds are books tables).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Protocol

from salessupport.spi.feed import Batch, Change, Cursor
from salessupport.spi.outcomes import Health, RemoteIdentity


class Answers(Protocol):
    """A connection to another system: whose it is and whether it is well."""

    def identify(self) -> RemoteIdentity:
        """Say who answers: product, version, company."""
        ...

    def ping(self) -> Health:
        """Say whether it answers; raises nothing but errors of configuration or sign-in."""
        ...


class Feeds(Answers, Protocol):
    """A connection whose documents can be read, all of them or those changed since a cursor."""

    def changes(self, since: Cursor | None = None, *, kinds: Collection[str] | None = None) -> Iterator[Batch[Change]]:
        """Hand over documents changed since `since` (inclusively; None: all) of `kinds` (books tables; None: all).

        Each batch's cursor stands behind its last item; who saves it after applying the batch loses nothing.
        """
        ...

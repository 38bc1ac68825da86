"""The answer of a command: it is done, or it was taken in and its end is still to be asked for.

A command that failed raises; one whose end is unknown raises `OutcomeUnknown`, and the caller looks it up by key.
Source: ports.md 3.4; architecture decision 5.
"""

from __future__ import annotations

from datetime import datetime
from typing import Generic, TypeVar

from attrs import frozen

T = TypeVar("T")


@frozen
class Ref:
    """A document in the other system: its kind (the books table of its head) and its id there."""

    kind: str
    id: str

    def __str__(self) -> str:
        return f"{self.kind}:{self.id}"


@frozen
class Version:
    """The remote's own mark of one state of a document (a counter, a time, an etag); compared for equality only."""

    mark: str


@frozen
class Ticket:
    """What the remote gave to ask for the end of a command that it took in."""

    text: str


@frozen
class Done(Generic[T]):
    """The effect exists. `replayed` means that it did before this call, which then changed nothing."""

    value: T
    remote_ref: Ref
    replayed: bool = False


@frozen
class Pending:
    """The remote took the command in; `ticket` asks for its end."""

    ticket: Ticket


Outcome = Done[T] | Pending
"""The answer of every command."""


@frozen
class RemoteIdentity:
    """Who answers on the other side: the product, its version, and the company or tenant that was signed in to."""

    product: str
    version: str
    tenant: str


@frozen
class Health:
    """Whether the remote answers; `now` is its clock if it tells it."""

    well: bool
    detail: str = ""
    now: datetime | None = None

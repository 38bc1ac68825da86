"""`Row`: where one command stands, as the journal's slot of it holds it.

Law: a row can be read back from its slot exactly; fields that have their default are left out, so that one added later
changes no slot. Source: reliability.md 3.3.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import Enum
from typing import Final

from attrs import frozen

from salessupport.domain.values.errors import InvalidIdentifier
from salessupport.runtime.plain import Form, from_plain, to_plain
from salessupport.spi.keys import Key
from salessupport.spi.outcomes import Ref
from salessupport.spi.ports.journal import Held, Json, Slot

SPACE: Final = "outbox"
"""The space of its slots."""


class State(Enum):
    """How far a command has come."""

    PENDING = "pending"
    CLAIMED = "claimed"
    CONFIRMED = "confirmed"
    REJECTED = "rejected"
    UNKNOWN = "unknown"
    PARKED = "parked"


OVER: Final = frozenset({State.CONFIRMED, State.REJECTED})
"""The states behind which nothing comes but a person's replay of what was rejected."""


class Step(Enum):
    """What is to be done next with it."""

    SEND = "send"
    FIND = "find"
    POLL = "poll"


@frozen
class Row:
    """A command on its way to the connection that the configuration names so.

    `attempts` counts sendings since it was put in or replayed, `since` is when the first of them began, `sent_at` when
    the first ever did; `asked` counts look-ups in a row without an answer, `absent` those that found nothing.
    `doubtful`: some sending may have had an effect; `refused`: the remote refused a later one. `ref` is its document,
    once confirmed; `code` and `reason` tell of the last error.
    """

    connection: str
    key: Key
    port: str
    verb: str
    digest: str
    lane: str = ""
    state: State = State.PENDING
    step: Step = Step.SEND
    attempts: int = 0
    asked: int = 0
    absent: int = 0
    doubtful: bool = False
    refused: bool = False
    since: datetime | None = None
    sent_at: datetime | None = None
    ticket: str = ""
    ref: Ref | None = None
    code: str = ""
    reason: str = ""
    worker: str = ""

    @property
    def id(self) -> str:
        """The row's name: the connection and the key."""
        return row_id(self.connection, self.key)

    @property
    def over(self) -> bool:
        """Whether it is at its end."""
        return self.state in OVER

    def slot(self, due: datetime | None) -> Slot:
        """The slot that holds it, to be looked at again at `due`; a row that is over or parked never is."""
        plain = to_plain(Row, self, "$", Form.EXACT)
        if not isinstance(plain, Mapping):
            raise TypeError(plain)
        return Slot(SPACE, self.id, plain, self.lane or self.id, not self.over, due)

    @classmethod
    def of(cls, held: Held) -> Row:
        """Read it back."""
        body: Json = held.slot.body
        return from_plain(cls, body, "$")


def row_id(connection: str, key: Key) -> str:
    """`erp:post_invoice/ACME/INV-1`; `InvalidIdentifier` for a connection whose name has a colon or is empty."""
    if not connection or ":" in connection:
        raise InvalidIdentifier("outbox.connection", path=connection)
    return f"{connection}:{key.text}"

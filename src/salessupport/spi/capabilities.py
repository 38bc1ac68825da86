"""What an adapter can do, as answers instead of booleans, and the traits that decide what its caller may do.

Law: every verb and kind of the port is answered; `Untested` is an answer that no certificate accepts.
Source: ports.md 3.5; reliability.md 3.3; architecture decision 5.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from enum import Enum

from attrs import field, frozen


@frozen
class Full:
    """It works as the port says."""


@frozen
class Limited:
    """It works up to a bound: `bound` lines, characters, documents …; beyond it `LimitExceeded` is raised."""

    reason: str
    bound: int


@frozen
class Unsupported:
    """It does not work there: the verb raises `Unsupported` and nothing happens."""

    reason: str


@frozen
class Untested:
    """Nobody has tried."""


Support = Full | Limited | Unsupported | Untested


@frozen
class Native:
    """The remote takes our key and answers a repetition with the first effect.

    `window`: how long it remembers, None for ever; `compares_body`: it refuses another body under the same key.
    """

    window: timedelta | None = None
    compares_body: bool = True


@frozen
class Lookup:
    """The key stands in a field that can be searched; an effect shows there at the latest `settle` after it."""

    settle: timedelta = timedelta(0)


@frozen
class Upsert:
    """Repeating is harmless: the document is set, not added."""


@frozen
class NoGuard:
    """Neither key nor search: after a lost answer a person decides, with evidence (decision 5)."""


Idempotency = Native | Lookup | Upsert | NoGuard


class Ordering(Enum):
    """Whether a feed comes in the order of its changes."""

    MONOTONIC = "monotonic"
    NONE = "none"


class Deletes(Enum):
    """Whether a feed tells of deleted documents."""

    TOMBSTONES = "tombstones"
    NONE = "none"


class ClockSource(Enum):
    """Whose clock dates the changes of a feed."""

    REMOTE = "remote"
    OURS = "ours"


@frozen
class Traits:
    """What changes how the adapter has to be used.

    `visibility`: how long after an effect a reading may still miss it; `money_scale`: digits behind the point that the
    remote keeps, None for those of the currency; `text_limit`: characters of a name; `page_limit`: documents of a page.
    """

    ordering: Ordering = Ordering.MONOTONIC
    visibility: timedelta = timedelta(0)
    deletes: Deletes = Deletes.TOMBSTONES
    money_scale: int | None = None
    text_limit: int | None = None
    page_limit: int | None = None
    clock: ClockSource = ClockSource.REMOTE


@frozen
class Capabilities:
    """An adapter's answers: `verbs` by verb of the port, `kinds` by books table read, `idempotency` by command."""

    verbs: Mapping[str, Support] = field(factory=dict, hash=False)
    kinds: Mapping[str, Support] = field(factory=dict, hash=False)
    idempotency: Mapping[str, Idempotency] = field(factory=dict, hash=False)
    traits: Traits = Traits()

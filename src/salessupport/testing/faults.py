"""The forty kinds of fault that an integration meets, each with the place where it strikes (reliability.md 3.12).

Those of the wire strike a call before or after its effect and are what `weather` makes; the others belong to a feed,
the remote's own store, our store, a process or a plugin, and are made where the laws about them are.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import Final

from attrs import frozen


class Place(Enum):
    """Where a fault strikes."""

    WIRE = "wire"
    FEED = "feed"
    REMOTE = "remote"
    WEBHOOK = "webhook"
    STORE = "store"
    PROCESS = "process"
    PLUGIN = "plugin"


class Moment(Enum):
    """When a fault of the wire strikes a call, seen from its effect."""

    BEFORE = "before"
    EITHER = "either"
    AFTER = "after"
    TWICE = "twice"
    LATER = "later"


@frozen
class FaultKind:
    """A kind of fault: its id, what happens, where, and of the wire: when."""

    id: str
    title: str
    place: Place
    moment: Moment | None = None

    def __str__(self) -> str:
        return f"{self.id} {self.title}"


def _wire(number: int, title: str, moment: Moment) -> FaultKind:
    return FaultKind(f"F{number}", title, Place.WIRE, moment)


_KINDS = (
    _wire(1, "connection refused", Moment.BEFORE),
    _wire(2, "name not resolved", Moment.BEFORE),
    _wire(3, "TLS handshake failed", Moment.BEFORE),
    _wire(4, "connecting took too long", Moment.BEFORE),
    _wire(5, "no answer in time, without effect", Moment.BEFORE),
    _wire(6, "no answer in time, after the effect", Moment.AFTER),
    _wire(7, "connection reset after the request", Moment.EITHER),
    _wire(8, "answer cut short", Moment.AFTER),
    _wire(9, "answer dripping beyond the deadline", Moment.AFTER),
    _wire(10, "status 500 without effect", Moment.BEFORE),
    _wire(11, "status 500 after the effect", Moment.AFTER),
    _wire(12, "status 502 with a page of a gateway", Moment.EITHER),
    _wire(13, "status 503 with Retry-After", Moment.BEFORE),
    _wire(14, "status 429 with a date", Moment.BEFORE),
    _wire(15, "sign-in refused in the middle", Moment.BEFORE),
    FaultKind("F16", "token expired between pages", Place.FEED),
    _wire(17, "status 200 with an error in the body", Moment.BEFORE),
    _wire(18, "status 200 with an empty body", Moment.AFTER),
    _wire(19, "answer of another content type", Moment.AFTER),
    _wire(20, "answer in another charset", Moment.AFTER),
    _wire(21, "answer of an earlier request", Moment.AFTER),
    _wire(22, "effect that comes later", Moment.LATER),
    _wire(23, "request delivered twice by a proxy", Moment.TWICE),
    FaultKind("F24", "webhooks out of order", Place.WEBHOOK),
    FaultKind("F25", "webhook twice", Place.WEBHOOK),
    FaultKind("F26", "webhook before our own commit", Place.WEBHOOK),
    FaultKind("F27", "pages shifting while they are read", Place.FEED),
    FaultKind("F28", "cursor forgotten by the remote", Place.FEED),
    FaultKind("F29", "equal times on a page's border", Place.FEED),
    FaultKind("F30", "remote clock a day off", Place.REMOTE),
    FaultKind("F31", "text cut without a word", Place.REMOTE),
    FaultKind("F32", "amounts rounded by the remote", Place.REMOTE),
    FaultKind("F33", "edited by a person between reading and writing", Place.REMOTE),
    FaultKind("F34", "deleted at the remote", Place.REMOTE),
    FaultKind("F35", "key forgotten early", Place.REMOTE),
    FaultKind("F36", "part of a batch accepted", Place.REMOTE),
    FaultKind("F37", "our store full", Place.STORE),
    FaultKind("F38", "our store busy", Place.STORE),
    FaultKind("F39", "process killed", Place.PROCESS),
    FaultKind("F40", "plugin hanging, raising, exiting", Place.PLUGIN),
)

FAULTS: Final[Mapping[str, FaultKind]] = {kind.id: kind for kind in _KINDS}
"""Every kind by its id."""

ON_THE_WIRE: Final[tuple[FaultKind, ...]] = tuple(kind for kind in _KINDS if kind.place is Place.WIRE)
"""The kinds that `weather` makes."""


@frozen
class Fault:
    """One fault of the wire; `late`: it strikes after the effect, where its kind leaves that open."""

    kind: FaultKind
    late: bool = False

    @property
    def moment(self) -> Moment:
        """When it strikes; `EITHER` is settled by `late`."""
        moment = self.kind.moment or Moment.BEFORE
        if moment is not Moment.EITHER:
            return moment
        return Moment.AFTER if self.late else Moment.BEFORE

    def __str__(self) -> str:
        when = " (after the effect)" if self.kind.moment is Moment.EITHER and self.late else ""
        return f"{self.kind}{when}"

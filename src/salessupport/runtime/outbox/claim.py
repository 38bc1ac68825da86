"""What a worker works with: its world, the adapters it has open, the rows that are its own for a while."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from attrs import frozen

from salessupport.runtime.outbox.row import Row
from salessupport.spi.capabilities import Capabilities
from salessupport.spi.environment import Chance, Clock, Sleeper
from salessupport.spi.port import Port
from salessupport.spi.ports.journal import Held


@frozen
class World:
    """What a worker has of the world."""

    clock: Clock
    sleeper: Sleeper
    chance: Chance


@frozen
class Connected:
    """An open adapter: the port it serves and what it can do."""

    port: Port[Any]
    thing: object
    capabilities: Capabilities


@frozen
class Claim:
    """A row that is this worker's from `at` until `until`, by the journal's time; `held` is the row as claimed."""

    row: Row
    held: Held
    at: datetime
    until: datetime

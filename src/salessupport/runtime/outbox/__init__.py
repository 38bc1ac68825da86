"""The outbox: commands to other systems, each done exactly once in effect or left to a person.

    row.py          `Row`, where a command stands, and its form in the journal
    box.py          `Outbox`: taking intents in, reading rows and results
    changes.py      what a row becomes after an answer, an error, an absence: pure
    claim.py        what a worker works with
    worker.py       `Worker`: claims rows under a lease, calls adapters, records what came of it
    person.py       what a person decides: replay a row, resolve a parked one

    PENDING → CLAIMED → CONFIRMED | REJECTED | UNKNOWN → (look-up) CONFIRMED | PENDING | PARKED

Laws: the intent is journalled before anything is sent; one key has at most one effect (R25); every row is at its end,
parked, or has a time when it is looked at again (R26). Without key, look-up or upsert at the other side this is
impossible for a lost answer: then nothing is sent again and a person decides. Source: decision 5; reliability.md 3.3.
"""

from salessupport.runtime.outbox.box import Intent, Outbox
from salessupport.runtime.outbox.claim import Connected, World
from salessupport.runtime.outbox.person import Absent, GivenUp, Present, doubt_all, replay, resolve
from salessupport.runtime.outbox.row import Row, State, Step
from salessupport.runtime.outbox.worker import Worker

__all__ = [
    "Absent",
    "Connected",
    "GivenUp",
    "Intent",
    "Outbox",
    "Present",
    "Row",
    "State",
    "Step",
    "Worker",
    "World",
    "doubt_all",
    "replay",
    "resolve",
]

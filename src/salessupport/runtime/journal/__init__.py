"""The journal in SQLite: a chain of entries, the state that follows from them, a signed checkpoint outside the file.

    store.py        `SqliteJournal`, the journal as its users hold it
    transaction.py  writing between taking the lock and committing
    schema.py       the tables; rows.py reads them
    entries.py      columns as texts, and the hash over all of them
    chain.py        deriving chain and state again
    checkpoint.py   how far the journal certainly went, signed
    examine.py      what a file is compared with, and the error of each damage
    accept.py       a person's word that a restored journal is the right one
    place.py        the journal of a books folder, and its key
    engine.py       SQLite's modes, its faults, its errors as ours

Source: decision 12; reliability.md 3.2.
"""

from salessupport.runtime.journal.accept import accept
from salessupport.runtime.journal.checkpoint import Checkpoint, Seal
from salessupport.runtime.journal.engine import Mode
from salessupport.runtime.journal.store import SqliteJournal

__all__ = ["Checkpoint", "Mode", "Seal", "SqliteJournal", "accept"]

"""Accepting a journal that its checkpoint refuses: a backup that was restored, or a checkpoint that was lost.

Laws: only a person does it, who names the number of the last entry, as the refusal told it; what is accepted is whole
in itself; that it was accepted, by whom, why, and what the checkpoint said is an entry of the journal. What came after
that entry is lost here: see `runtime.outbox.doubt_all`. Source: reliability.md 3.2.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from salessupport.domain.values.errors import MissingField
from salessupport.runtime.journal.checkpoint import Checkpoint, Seal
from salessupport.runtime.journal.engine import Mode, connect, is_new, opening
from salessupport.runtime.journal.entries import instant_text
from salessupport.runtime.journal.examine import examined
from salessupport.runtime.journal.rows import last_entry
from salessupport.runtime.journal.store import PATIENCE, SqliteJournal, seal_of
from salessupport.spi.environment import Clock
from salessupport.spi.errors import NotOurFile, RollbackDetected, StoreCorrupt
from salessupport.spi.ports.journal import Draft, Head, Json
from salessupport.spi.secret import Secret


def accept(
    path: Path, /, *, key: Secret | bytes, clock: Clock, seq: int, by: str, note: str, checkpoint: Path | None = None
) -> Head:
    """Sign the journal as it is, ending with the entry `seq`; gives the end after the entry that tells of it.

    Raises `RollbackDetected` if the journal does not end there, `MissingField` without author or note, and what is
    raised for a journal that is not whole in itself.
    """
    for name, value in (("by", by), ("note", note)):
        if not value:
            raise MissingField("field.missing", path=name)
    if is_new(path):
        raise NotOurFile("store.not_ours", path=str(path))
    seal = seal_of(path, key, checkpoint)
    with opening(path, PATIENCE), closing(connect(path, Mode.ROLLBACK, PATIENCE)) as connection:
        head = examined(connection, path, None, "all")
        if head.seq != seq:
            raise RollbackDetected("chain.rollback", path=str(path), seq=seq, found=head.seq)
        payload = {"note": note, **_former(seal)}
        seal.write(Checkpoint(head, _recorded_at(connection)))
    with SqliteJournal(path, key=key, clock=clock, checkpoint=checkpoint) as journal:
        with journal.transaction() as transaction:
            transaction.append(Draft("journal.accepted", path.name, by, payload))
        return journal.checkpoint()


def _former(seal: Seal) -> dict[str, Json]:
    """What the checkpoint said before; nothing if it was lost or is not ours."""
    try:
        signed = seal.read()
    except StoreCorrupt:
        return {"checkpoint": "invalid"}
    return {} if signed is None else {"checkpoint": signed.head.hash, "seq": signed.head.seq}


def _recorded_at(connection: sqlite3.Connection) -> str:
    return instant_text(last_entry(connection).recorded_at)

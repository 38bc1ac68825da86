"""The columns of an entry as texts, and the hash over all of them.

Laws: one value has one text; the hash covers the version of this form and every column, so that no column can change
without it. Instants are UTC with six digits of the second, so that their texts sort as they do.
Source: reliability.md 0 (3), 3.2.
"""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, date, datetime
from typing import Final

from salessupport.runtime.canonical import canonical, composed, parsed
from salessupport.spi.ports.journal import Draft, Entry, Slot

FORM: Final = "salessupport-journal-1"
"""The version of the form that is hashed."""
GENESIS: Final = "0" * 64
"""What stands for the hash before the first entry."""

Columns = tuple[int, str, str, str, str, str, str, str, str, str]
"""seq, kind, id, effective_on, recorded_at, actor, payload, slot, prev_hash, hash: as they are stored."""


def instant_text(instant: datetime) -> str:
    """Write an instant: `2026-11-22T08:00:00.000000Z`."""
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ").rjust(27, "0")


def instant_of(text: str) -> datetime:
    """Read what `instant_text` gives."""
    return datetime.fromisoformat(text)


def hash_of(seq: int, *texts: str) -> str:
    """SHA-256 over the form's version, the number and all texts, each behind its length; 64 hexadecimal digits."""
    parts = [f"{FORM}:{seq}", *[f"|{len(text)}:{text}" for text in texts]]
    return hashlib.sha256("".join(parts).encode()).hexdigest()


def columns_of(draft: Draft, seq: int, recorded_at: datetime, prev_hash: str) -> Columns:
    """The columns of the entry that a draft becomes; `InputError` for what is not exact JSON."""
    recorded = instant_text(recorded_at)
    before = (
        seq,
        composed(draft.kind),
        composed(draft.id),
        draft.effective_on.isoformat() if draft.effective_on else recorded[:10],
        recorded,
        composed(draft.actor),
        canonical(draft.payload),
        slot_text(draft.slot) if draft.slot else "",
        prev_hash,
    )
    return *before, hash_of(*before)


def entry_of(row: Columns) -> Entry:
    """The entry that stands in a row."""
    seq, kind, name, effective_on, recorded_at, actor, payload, slot, prev_hash, own = row
    day, instant = date.fromisoformat(effective_on), instant_of(recorded_at)
    return Entry(seq, kind, name, day, instant, actor, payload, slot, prev_hash, own)


def slot_text(slot: Slot) -> str:
    """A slot as two lines of canonical JSON: its columns, its body."""
    due = instant_text(slot.due) if slot.due else None
    return f"{canonical([slot.space, slot.key, slot.lane, slot.live, due])}\n{canonical(slot.body)}"


def slot_columns(text: str) -> tuple[str, str, str, int, str | None, str]:
    """Columns of the state that a slot's text sets: space, key, lane, live, due, body."""
    columns, _, body = text.partition("\n")
    space, key, lane, live, due = json.loads(columns)
    return space, key, lane, int(live), due, body


def slot_of(space: str, key: str, lane: str, live: int, due: str | None, body: str) -> Slot:
    """The slot that stands in columns of the state."""
    values = parsed(body)
    if not isinstance(values, dict):
        raise TypeError(body)
    return Slot(space, key, values, lane, bool(live), instant_of(due) if due else None)

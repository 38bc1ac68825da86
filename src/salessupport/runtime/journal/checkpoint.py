"""The checkpoint: how far the journal certainly went, signed and kept outside its file.

SQLite recovers a damaged file to an earlier state and says nothing, and the beginning of a chain is a chain; only what
stands elsewhere can tell. Law: a checkpoint is replaced whole or not at all, and none is believed whose signature is
not right. Whoever holds file, checkpoint and key can rewrite all three. Source: reliability.md 0 (2), 3.2.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from pathlib import Path

from attrs import frozen

from salessupport.domain.values.errors import ConfigError, InputError, StoreError
from salessupport.runtime.canonical import canonical, parsed
from salessupport.spi.errors import ChainForked, RollbackDetected, StoreCorrupt
from salessupport.spi.ports.journal import Head
from salessupport.spi.secret import Secret
from salessupport.tabular.atomic import write_atomically

SHORTEST_KEY = 16
"""Bytes that a key has at least."""


@frozen
class Checkpoint:
    """The journal's end at some time (`recorded_at` of its last entry)."""

    head: Head
    recorded_at: str


class Seal:
    """Signs and reads the checkpoint of one journal."""

    def __init__(self, path: Path, key: Secret | bytes) -> None:
        self.path = path
        self._key = key.reveal().encode() if isinstance(key, Secret) else key
        if len(self._key) < SHORTEST_KEY:
            raise ConfigError("store.key")

    def write(self, checkpoint: Checkpoint) -> None:
        """Replace the file; `StoreFull` if that fails, and then the former one is still there."""
        text = self._text(checkpoint)
        signed = canonical({"checkpoint": text, "signature": self._signature(text)})
        write_atomically(self.path, f"{signed}\n".encode())

    def read(self) -> Checkpoint | None:
        """The checkpoint, None if there is no file; `StoreCorrupt` if it is not what this key signed."""
        try:
            content = self.path.read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise StoreError("store.access", path=str(self.path), reason=str(error.strerror)) from error
        checkpoint = self._checked(content)
        if checkpoint is None:
            raise StoreCorrupt("checkpoint.invalid", path=str(self.path))
        return checkpoint

    def _checked(self, content: bytes) -> Checkpoint | None:
        try:
            match parsed(content.decode()):
                case {"checkpoint": str(text), "signature": str(signature)} if hmac.compare_digest(
                    signature.encode(), self._signature(text).encode()
                ):
                    return _checkpoint_of(text)
        except (ValueError, InputError):
            pass
        return None

    def _signature(self, text: str) -> str:
        return hmac.new(self._key, b"salessupport-checkpoint-1\n" + text.encode(), hashlib.sha256).hexdigest()

    @staticmethod
    def _text(checkpoint: Checkpoint) -> str:
        head = checkpoint.head
        return canonical({"seq": head.seq, "hash": head.hash, "recorded_at": checkpoint.recorded_at})


def _checkpoint_of(text: str) -> Checkpoint | None:
    values = parsed(text)
    if not isinstance(values, Mapping):
        return None
    seq, own, recorded_at = values["seq"], values["hash"], values["recorded_at"]
    return Checkpoint(Head(int(str(seq)), str(own)), str(recorded_at))


def compare(checkpoint: Checkpoint, last: int, there: str | None) -> None:
    """Compare with a journal that ends at number `last` and has the hash `there` at the checkpoint's number."""
    head = checkpoint.head
    if last < head.seq:
        raise RollbackDetected("chain.rollback", seq=head.seq, found=last)
    if there != head.hash:
        raise ChainForked("chain.forked", seq=head.seq)

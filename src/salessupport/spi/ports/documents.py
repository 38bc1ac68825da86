"""Documents: a store of files: scanned contracts, licences, signed receipts (DC-01)."""

from __future__ import annotations

from typing import Final, Protocol

from salessupport.spi.documents import Blob
from salessupport.spi.keys import Key
from salessupport.spi.outcomes import Outcome, Ref
from salessupport.spi.port import Port, port
from salessupport.spi.ports.shared import Answers


class Documents(Answers, Protocol):
    """Files kept and given back byte by byte."""

    def get(self, ref: Ref, /) -> Blob:
        """The file; `RemoteNotFound` if there is none."""
        ...

    def put(self, blob: Blob, /, *, key: Key) -> Outcome[Ref]:
        """Keep a file."""
        ...

    def find(self, key: Key, /) -> Outcome[Ref] | None:
        """Give what was kept under this key, None if nothing was."""
        ...


DOCUMENTS: Final[Port[Documents]] = port("documents", "1.0", reads="get", commands="put")

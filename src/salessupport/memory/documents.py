"""A store of files in memory: kept and given back byte by byte (DC-01)."""

from __future__ import annotations

from typing import Final

from salessupport.memory.connection import RefConnection
from salessupport.memory.record import View
from salessupport.spi.documents import Blob
from salessupport.spi.errors import RemoteNotFound
from salessupport.spi.keys import Key
from salessupport.spi.outcomes import Outcome, Ref

KIND: Final = "files"


class MemoryDocuments(RefConnection):
    """`Documents` of a remote."""

    def get(self, ref: Ref, /) -> Blob:
        """The file; `RemoteNotFound` if there is none."""

        def question(view: View) -> Blob:
            record = view.get(ref)
            if record is None or ref.kind != KIND:
                raise RemoteNotFound(path=str(ref), remote_text=f"no {ref}")
            return record.valued(Blob)

        return self._ask("get", question)

    def put(self, blob: Blob, /, *, key: Key) -> Outcome[Ref]:
        """Keep a file."""

        def effect() -> Ref:
            self.remote.settings.limits.check_values(blob)
            return self.remote.add(KIND, value=blob, by=key)

        return self._do("put", key, blob, effect)

"""A store of files in a folder: kept under `documents`, given back byte by byte or not at all (DC-01).

Law: the journal says which file a key made and what it holds; a file that is not what it was is refused, never given
for what was kept. Names are made safe for every system, the name as given is kept in the journal.
"""

from __future__ import annotations

import hashlib
import re
from pathlib import PurePosixPath
from typing import Final

from salessupport.domain.values.text import check_text
from salessupport.files.connection import Connection
from salessupport.files.folder import Plan
from salessupport.files.journal import Entry
from salessupport.files.snapshot import Snapshot
from salessupport.spi.documents import Blob
from salessupport.spi.errors import ContractViolation, RemoteNotFound
from salessupport.spi.keys import Key
from salessupport.spi.outcomes import Outcome, Ref
from salessupport.tabular.atomic import make_folder, write_atomically

KIND: Final = "documents"
_UNSAFE: Final = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*\s.~$-]+')
_SUFFIX: Final = re.compile(r"\.[0-9A-Za-z]{1,8}\Z")
_LONGEST: Final = 60


class FilesDocuments(Connection):
    """`Documents` of a folder."""

    def get(self, ref: Ref, /) -> Blob:
        """The file; `RemoteNotFound` if there is none, `ContractViolation` if it was changed since."""
        return self._ask("get", lambda: self._blob(ref))

    def put(self, blob: Blob, /, *, key: Key) -> Outcome[Ref]:
        """Keep a file."""

        def plan(_: Snapshot) -> Plan:
            check_text(blob.name)
            check_text(blob.media_type)
            name = name_for(blob, key)
            make_folder(self.folder.path / KIND)
            write_atomically(self.folder.path / KIND / name, blob.content)
            about = {"name": blob.name, "media_type": blob.media_type, "sha256": _digest(blob.content)}
            return Plan(Ref(KIND, name), {}, about)

        return self._tell("put", key, blob, plan)

    def _blob(self, ref: Ref) -> Blob:
        entry = self._entry(ref)
        try:
            content = (self.folder.path / KIND / ref.id).read_bytes()
        except FileNotFoundError:
            raise RemoteNotFound(path=str(ref), remote_text=f"{ref.id} was taken away") from None
        if _digest(content) != entry.about["sha256"]:
            raise ContractViolation(path=str(ref), remote_text=f"{ref.id} is not what was kept")
        return Blob(content, entry.about["media_type"], entry.about["name"])

    def _entry(self, ref: Ref) -> Entry:
        """What the journal says of a file: only names that stand there are ever opened."""
        self.folder.journal.refresh()
        entry = next(self.folder.journal.of(ref), None)
        if entry is None or ref.kind != KIND:
            raise RemoteNotFound(path=str(ref), remote_text=f"no {ref}")
        return entry


def name_for(blob: Blob, key: Key) -> str:
    """The name of a file: readable, safe on every system, and of this key alone."""
    found = _SUFFIX.search(blob.name)
    stem = PurePosixPath(blob.name[: found.start()] if found else blob.name).name
    safe = _UNSAFE.sub("-", stem).strip("-").encode("utf-8", "ignore").decode()[:_LONGEST]
    return f"{safe or 'file'}-{key.short(12)}{found[0].lower() if found else ''}"


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()

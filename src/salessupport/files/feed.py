"""Reading on from a cursor: a folder has no log of changes, so a cursor says what was handed over by its content.

For each kind a cursor holds how many documents were handed over and a digest over them and their versions. Law: what
stands before it unchanged is not handed over again; where anything there has changed, moved or gone, the kind is handed
over from the beginning: a document may come twice but never not at all (deletions are not told). No times are compared,
so none tie; a cursor holds for ever and on every machine. Source: ports.md 3.6; reliability.md 3.3, R28, F27-F29.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Final

from attrs import frozen

from salessupport.domain.values.errors import InvalidIdentifier
from salessupport.files.papers import Paper
from salessupport.files.snapshot import Snapshot
from salessupport.spi.feed import Cursor

ADAPTER: Final = "files"
FORMAT: Final = 1


@frozen
class Mark:
    """How far a kind was handed over: so many documents, with this digest."""

    count: int = 0
    digest: str = ""


Position = Mapping[str, Mark]


def cursor_at(stream: str, position: Position) -> Cursor:
    """The cursor at a position."""
    marks = {kind: [mark.count, mark.digest] for kind, mark in position.items() if mark.count}
    return Cursor(ADAPTER, stream, FORMAT, json.dumps(marks, separators=(",", ":"), sort_keys=True))


def position_of(stream: str, since: Cursor | None) -> Position:
    """The position of a cursor; `InvalidIdentifier` for one of another adapter, stream or format, or of none."""
    if since is None:
        return {}
    text = since.position_for(adapter=ADAPTER, stream=stream, format=FORMAT)
    try:
        return {kind: Mark(*_numbered(mark)) for kind, mark in json.loads(text).items()}
    except (ValueError, TypeError, AttributeError):
        raise InvalidIdentifier("cursor.invalid", path=text[:40]) from None


def _numbered(mark: Sequence[object]) -> tuple[int, str]:
    count, digest = mark
    if type(count) is not int or count < 0 or not isinstance(digest, str):
        raise ValueError
    return count, digest


class Feed:
    """The documents of some kinds in one snapshot, read page by page."""

    def __init__(self, snapshot: Snapshot, kinds: Sequence[str], position: Position) -> None:
        self._papers = {kind: snapshot.papers(kind) for kind in kinds}
        self._chains = {kind: _chain(papers) for kind, papers in self._papers.items()}
        self.position = {kind: self._valid(kind, position.get(kind, Mark())) for kind in kinds}

    def _valid(self, kind: str, mark: Mark) -> Mark:
        """The mark, if what it stands behind is still as it was; else the beginning."""
        chain = self._chains[kind]
        return mark if mark.count < len(chain) and chain[mark.count] == mark.digest else Mark(0, chain[0])

    @property
    def more(self) -> bool:
        """Whether anything is left."""
        return any(self.position[kind].count < len(papers) for kind, papers in self._papers.items())

    def page(self, limit: int) -> tuple[Paper, ...]:
        """The next documents, at most `limit`; the position moves behind them."""
        taken: list[Paper] = []
        for kind, papers in self._papers.items():
            start = self.position[kind].count
            end = min(len(papers), start + limit - len(taken))
            taken += papers[start:end]
            self.position[kind] = Mark(end, self._chains[kind][end])
        return tuple(taken)


def _chain(papers: Sequence[Paper]) -> list[str]:
    """Digests of the first none, one, two … documents."""
    digests = [""]
    for paper in papers:
        text = f"{digests[-1]} {paper.version.mark} {paper.ref}"
        digests.append(hashlib.sha256(text.encode()).hexdigest()[:24])
    return digests

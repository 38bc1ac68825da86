"""What every adapter of a port shares: who answers, commands once for their key, look-up, feeds by page.

Source: ports.md 3.4-3.6.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from functools import partial
from typing import ClassVar, Final, TypeVar

from salessupport.domain.values.errors import SalesSupportError
from salessupport.files.access import Access, PlainAccess
from salessupport.files.feed import Feed, cursor_at, position_of
from salessupport.files.folder import Folder, Plan
from salessupport.files.papers import Paper
from salessupport.files.snapshot import Snapshot
from salessupport.spi.errors import RemoteNotFound, Unsupported, VersionConflict
from salessupport.spi.feed import Batch, Change, Cursor
from salessupport.spi.keys import Key
from salessupport.spi.outcomes import Done, Health, Outcome, Ref, RemoteIdentity, Version

T = TypeVar("T")
PAGE: Final = 200
"""Documents of a page, where the configuration does not say."""


class Connection:
    """An adapter on a folder."""

    def __init__(self, folder: Folder, access: Access | None = None, *, page: int = PAGE) -> None:
        self.folder = folder
        self.access: Access = access or PlainAccess()
        self.page = page

    def identify(self) -> RemoteIdentity:
        """Say whose books these are."""
        company = self.folder.company
        return self._ask("identify", lambda: RemoteIdentity("books folder", "1", company.name))

    def ping(self) -> Health:
        """Say whether the folder can be read and nothing in it is wrong."""
        try:
            faults = self._ask("ping", self.folder.snapshot).faults
        except SalesSupportError as error:
            return Health(well=False, detail=error.message()[:300])
        return Health(well=not faults, detail="; ".join(texts[0] for texts in faults.values())[:300])

    def find(self, key: Key, /) -> Outcome[Ref] | None:
        """Give what the command with this key did, None if there is nothing of it."""
        entry = self._ask("find", lambda: self.folder.find(key))
        return None if entry is None else Done(entry.ref, entry.ref, replayed=True)

    def _ask(self, verb: str, question: Callable[[], T]) -> T:
        return self.access.call(verb, question, effect=False)

    def _tell(self, verb: str, key: Key, payload: object, plan: Callable[[Snapshot], Plan]) -> Outcome[Ref]:
        """Do a command."""
        work = partial(self.folder.accept, verb, key, payload, plan)
        entry, replayed = self.access.call(verb, work, effect=True)
        return Done(entry.ref, entry.ref, replayed)


class FeedConnection(Connection):
    """A connection whose documents are handed over as changes of books rows."""

    kinds: ClassVar[tuple[str, ...]] = ()

    def changes(self, since: Cursor | None = None, *, kinds: Collection[str] | None = None) -> Iterator[Batch[Change]]:
        """Hand over documents changed since `since` (inclusively; None: all) of `kinds` (books tables; None: all)."""
        for kind in sorted(set(kinds or ()) - set(self.kinds)):
            raise Unsupported(path=kind, remote_text=f"no {kind} at this port")
        wanted = tuple(kind for kind in self.kinds if kinds is None or kind in kinds)
        stream = f"changes:{','.join(wanted)}"
        position = position_of(stream, since)
        return self._batches(stream, lambda: Feed(self.folder.snapshot(), wanted, position))

    def _batches(self, stream: str, opened: Callable[[], Feed]) -> Iterator[Batch[Change]]:
        feed = self._ask("changes", opened)
        while True:
            papers = self._ask("changes", partial(feed.page, self.page))
            yield Batch(tuple(paper.change for paper in papers), cursor_at(stream, feed.position))
            if not feed.more:
                return


def require(snapshot: Snapshot, ref: Ref, kind: str) -> Paper:
    """The document; `RemoteNotFound` if there is none, or it is of another kind."""
    paper = snapshot.paper(ref) if ref.kind == kind else None
    if paper is None:
        raise RemoteNotFound(path=str(ref), remote_text=f"no {ref}")
    return paper


def check_version(paper: Paper, expect: Version | None) -> None:
    """Refuse to change another version than the one expected."""
    if expect is not None and expect != paper.version:
        raise VersionConflict(path=str(paper.ref), current=paper.version.mark, remote_text="has changed")
